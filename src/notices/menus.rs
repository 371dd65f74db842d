//! Shows people the rich menu that fits them: linked people have one of their own. The change is
//! enqueued in the transaction that links or unlinks, sent to LINE here, and retried until LINE has
//! accepted it.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::ExposeSecret;

use super::guard::guarded;
use crate::{
    line::{Line, LineError, RichMenuId, UserId},
    office::rich_menu::{Role, role_alias},
    storage::{OwedMenu, StorageError, Store},
    vaccination::time::Clock,
};

/// Lease of a rich menu change: longer than LINE's slowest answers.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// Up to this many people are changed one by one, which takes effect at once; more go in one
/// request, which LINE carries out when it can.
const ONE_BY_ONE: usize = 5;

/// The people whose change LINE has settled, and those to retry.
#[derive(Default)]
struct Told<'a> {
    told: Vec<&'a OwedMenu>,
    later: Vec<&'a OwedMenu>,
}

/// Sends LINE all due changes of rich menus; calls `told` with the number of people settled by each
/// batch, to show progress. Queries LINE for the menu of linked people, so that a menu applied from
/// another machine takes effect at once.
///
/// # Errors
/// If the database fails. What LINE does not accept stays enqueued.
pub async fn show_menus(
    store: &Store,
    line: &Line,
    clock: &dyn Clock,
    told: &(dyn Fn(usize) + Sync),
) -> Result<(), StorageError> {
    loop {
        let now = clock.now();
        let owed = store.take_menus(now, LEASE, Line::BULK as u64).await?;
        if owed.is_empty() {
            return Ok(());
        }
        match guarded(show(line, &owed)).await.unwrap_or(Err(LineError::Unreadable)) {
            Ok(outcome) => {
                store.menus_told(&outcome.told).await?;
                put_off(store, &outcome.later, now).await?;
                told(outcome.told.len());
            }
            Err(error) => {
                tracing::warn!(
                    %error, people = owed.len(),
                    "showing rich menus failed; it will be retried"
                );
                put_off(store, &owed.iter().collect::<Vec<_>>(), now).await?;
            }
        }
    }
}

async fn show<'a>(line: &Line, owed: &'a [OwedMenu]) -> Result<Told<'a>, LineError> {
    let menu = for_linked(line).await?;
    let (linked, others): (Vec<_>, Vec<_>) =
        owed.iter().partition(|it| it.linked && menu.is_some());
    let mut outcome = Told::default();
    outcome.tell(line, &linked, menu.as_ref()).await?;
    outcome.tell(line, &others, None).await?;
    // Meanwhile another menu replaced it, and its people were moved before these were linked.
    if !linked.is_empty() && for_linked(line).await? != menu {
        outcome.told.retain(|it| !it.linked);
        outcome.later.extend(linked);
    }
    Ok(outcome)
}

/// Returns the current menu for linked people.
async fn for_linked(line: &Line) -> Result<Option<RichMenuId>, LineError> {
    match role_alias(Role::Linked).parse() {
        Ok(alias) => line.rich_menu_of_alias(&alias).await,
        Err(_) => Ok(None),
    }
}

impl<'a> Told<'a> {
    /// Links all of `people` to `menu`, or unlinks them, which leaves the default menu.
    async fn tell(
        &mut self,
        line: &Line,
        people: &[&'a OwedMenu],
        menu: Option<&RichMenuId>,
    ) -> Result<(), LineError> {
        if people.len() > ONE_BY_ONE {
            let users: Vec<UserId> =
                people.iter().filter_map(|it| it.user_id.expose_secret().parse().ok()).collect();
            let all_at_once = async {
                match menu {
                    Some(menu) => line.link_rich_menu_to(&users, menu).await,
                    None => line.unlink_rich_menu_from(&users).await,
                }
            };
            match guarded(all_at_once).await {
                Some(Ok(())) => {
                    self.told.extend(people);
                    return Ok(());
                }
                // LINE rejects the whole request if it does not know one of the people.
                Some(Err(error @ LineError::Refused { .. })) if !error.is_about_us() => {}
                Some(Err(error)) => return Err(error),
                None => tracing::error!(people = people.len(), "showing rich menus panicked"),
            }
        }
        for owed in people {
            self.tell_one(line, owed, menu).await;
        }
        Ok(())
    }

    async fn tell_one(&mut self, line: &Line, owed: &'a OwedMenu, menu: Option<&RichMenuId>) {
        let Ok(user) = owed.user_id.expose_secret().parse::<UserId>() else {
            self.told.push(owed);
            return;
        };
        let one = async {
            match menu {
                Some(menu) => line.link_rich_menu(&user, menu).await,
                None => line.unlink_rich_menu(&user).await,
            }
        };
        match guarded(one).await {
            Some(Err(error)) if error.may_retry() => self.later.push(owed),
            Some(Err(error)) => {
                tracing::warn!(account = %owed.account, %error, "a rich menu could not be shown");
                self.told.push(owed);
            }
            Some(Ok(())) => self.told.push(owed),
            // Given up: these people see the default menu.
            None => {
                tracing::error!(account = %owed.account, "showing a rich menu panicked");
                metrics::counter!("sesshu_rich_menu_jobs_dropped_total").increment(1);
                self.told.push(owed);
            }
        }
    }
}

/// Delays the next attempt, doubling from ten seconds to ten minutes. There is no limit of
/// attempts, since the change is useful at any time.
async fn put_off(
    store: &Store,
    owed: &[&OwedMenu],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let Some(attempts) = owed.iter().map(|it| it.attempts).max() else { return Ok(()) };
    let wait = TimeDelta::seconds(5 << attempts.min(7)).min(TimeDelta::minutes(10));
    store.menus_later(owed, now + wait).await
}

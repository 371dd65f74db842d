//! When too many come at once, they wait in line and are let in strictly in order.
//!
//! Whoever arrives gets a number, given by one row in the database, so that the numbers of all
//! processes are one line. Numbers below `admitted` may come in; while few come, `admitted` is
//! ahead of the numbers given and nobody notices. A place in the line is a signed ticket
//! (`ticket`), so that nothing is kept of those who wait: to look where one stands, the number is
//! compared with what this process has last read of the line. Once a second one process moves the
//! line on (`rules`).
//!
//! What cannot be known (no database, not begun yet) lets nobody in. Why it is built so:
//! `docs/decisions`.

mod allowance;
mod forecast;
mod numbers;
mod presence;
mod rules;
mod step;
#[cfg(test)]
mod tests;
mod ticket;
mod watch;

use std::{
    collections::HashMap,
    fmt,
    net::IpAddr,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use rand::{TryRngCore, rngs::OsRng};

use self::{
    allowance::Allowances,
    numbers::Numbers,
    presence::Presence,
    ticket::{Kind, Signer},
};
pub use self::{
    rules::{KEPT, RoomLimits},
    ticket::{AccountMark, Ticket, VisitorId},
};
use crate::{
    storage::{Store, WaitingLine},
    vaccination::ids::AccountId,
};

/// A pass is signed anew when it is older, and its holder is known to be there still.
const RENEWED_AFTER: TimeDelta = TimeDelta::minutes(1);
/// How soon to ask where nothing is known.
const ASK_BLINDLY: Duration = Duration::from_secs(5);

/// Accounts whose marks are remembered.
const MAX_MARKS: usize = 50_000;

/// Nobody can be given a number now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the waiting room can give no numbers now")]
pub struct RoomClosed;

/// The ticket is another person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the place in the line is another person's")]
pub struct Foreign;

/// Where somebody stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    Inside(Inside),
    Waiting(Waiting),
}

/// Somebody who may come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside {
    pub ticket: Ticket,
    /// To be kept instead of what was shown.
    pub renewed: Option<String>,
}

/// Somebody in the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// To be kept instead of what was shown.
    pub renewed: Option<String>,
    /// How many numbers are before theirs; unknown while the line cannot be seen.
    pub ahead: Option<u64>,
    pub wait: Option<Duration>,
    pub ask_again: Duration,
    /// The place they had is lost: they came too late, and stand at the end.
    pub place_lost: bool,
    /// No seat is left to be booked.
    pub seats_gone: bool,
}

/// The waiting room. Cheap to clone.
#[derive(Debug, Clone)]
pub struct WaitingRoom(Arc<Room>);

struct Room {
    store: Store,
    limits: RoomLimits,
    signer: Signer,
    numbers: Numbers,
    presence: Presence,
    allowances: Allowances,
    /// The marks of accounts, so that their user ids are read once.
    marks: RwLock<HashMap<AccountId, AccountMark>>,
    view: RwLock<View>,
}

/// Whoever comes to the line.
#[derive(Debug, Clone, Copy)]
struct Comer {
    visitor: VisitorId,
    address: Option<IpAddr>,
    account: Option<AccountMark>,
}

/// What this process has last seen.
#[derive(Debug, Clone, Copy, Default)]
struct View {
    line: Option<WaitingLine>,
    seats_gone: bool,
}

impl WaitingRoom {
    /// Opens the door to the line. Lets nobody in before the first [`step`](Self::step).
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn new(store: Store, limits: RoomLimits) -> Self {
        Self(Arc::new(Room {
            limits,
            signer: Signer::new(store.waiting_room_secret()),
            numbers: Numbers::from(store.clone()),
            presence: Presence::default(),
            allowances: Allowances::default(),
            marks: RwLock::default(),
            view: RwLock::default(),
            store,
        }))
    }

    /// Somebody knocks, with what they were given before if anything. Only who has nothing that
    /// is good costs the database a number, of which an address has so many a minute.
    pub async fn knock(
        &self,
        visitor: VisitorId,
        address: Option<IpAddr>,
        shown: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Stand, RoomClosed> {
        let ticket = shown.and_then(|shown| self.0.signer.read(shown, now));
        let ticket = ticket.filter(|ticket| ticket.visitor == Some(visitor));
        self.stand(Comer { visitor, address, account: None }, ticket, now).await
    }

    /// The same for somebody whose LINE account is proven, who may have brought a place that it
    /// was given in the chat: the better one counts, and is bound to the account.
    pub async fn knock_as(
        &self,
        account: AccountMark,
        visitor: VisitorId,
        address: Option<IpAddr>,
        shown: [Option<&str>; 2],
        now: DateTime<Utc>,
    ) -> Result<Stand, RoomClosed> {
        let theirs = |ticket: &Ticket| {
            ticket.visitor.is_none_or(|its| its == visitor)
                && ticket.account.is_none_or(|its| its == account)
                && (ticket.visitor.is_some() || ticket.account.is_some())
        };
        let tickets = shown.into_iter().flatten();
        let tickets = tickets.filter_map(|shown| self.0.signer.read(shown, now)).filter(theirs);
        let best = tickets.min_by_key(|ticket| (self.has_lapsed(ticket), ticket.number));
        let bound =
            best.map(|best| Ticket { visitor: Some(visitor), account: Some(account), ..best });
        let comer = Comer { visitor, address, account: Some(account) };
        let stand = self.stand(comer, bound, now).await?;
        Ok(stand.or_keeping(bound.map(|bound| self.0.signer.sign(&bound))))
    }

    /// Returns the ticket of a browser that is inside; none where it waits or has no ticket.
    pub fn inside(&self, visitor: VisitorId, shown: &str, now: DateTime<Utc>) -> Option<Ticket> {
        let ticket = self.0.signer.read(shown, now)?;
        (ticket.visitor == Some(visitor) && ticket.kind != Kind::Place).then_some(ticket)
    }

    /// Binds what somebody holds to the LINE account that they have proven to have.
    pub fn bind(&self, ticket: &Ticket, account: AccountMark) -> Result<String, Foreign> {
        if ticket.account.is_some_and(|its| its != account) {
            return Err(Foreign);
        }
        Ok(self.0.signer.sign(&Ticket { account: Some(account), ..*ticket }))
    }

    /// A place for somebody who writes in the chat: good in whichever browser that account opens
    /// our pages with. Nothing where nobody has to wait.
    pub async fn place_in_chat(
        &self,
        account: AccountMark,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, RoomClosed> {
        if self.view().line.is_some_and(|line| line.next < line.admitted) {
            return Ok(None);
        }
        let given = self.0.numbers.take().await?;
        self.see(given.line);
        let (number, account) = (given.number, Some(account));
        let place = Ticket { kind: Kind::Place, number, visitor: None, account, issued: now };
        Ok(Some(self.0.signer.sign(&place)))
    }

    /// They have what they came for, or go: others may have their room, unless they go on asking.
    /// What they keep lets them look around for twenty minutes, whatever they ask and however often
    /// they say farewell.
    pub fn farewell(&self, ticket: &Ticket, now: DateTime<Utc>) -> String {
        self.0.presence.done(ticket.number);
        let issued = if ticket.kind == Kind::Farewell { ticket.issued } else { now };
        self.0.signer.sign(&Ticket { kind: Kind::Farewell, issued, ..*ticket })
    }

    /// The mark of an account, where it is remembered.
    pub fn remembered_mark(&self, account: AccountId) -> Option<AccountMark> {
        self.0.marks.read().unwrap_or_else(PoisonError::into_inner).get(&account).copied()
    }

    /// Remembers the mark of an account, which never changes.
    pub fn remember_mark(&self, account: AccountId, user_id: &str) -> AccountMark {
        let mark = self.account(user_id);
        let mut marks = self.0.marks.write().unwrap_or_else(PoisonError::into_inner);
        if marks.len() >= MAX_MARKS {
            marks.clear();
        }
        marks.insert(account, mark);
        mark
    }

    /// A LINE account as tickets name it.
    pub fn account(&self, user_id: &str) -> AccountMark {
        self.0.signer.account(user_id)
    }

    /// Whether somebody has to wait now.
    pub fn is_crowded(&self) -> bool {
        self.view().line.is_none_or(|line| line.next > line.admitted)
    }

    /// Tells those who wait whether a seat is left.
    pub fn set_seats_gone(&self, gone: bool) {
        self.0.view.write().unwrap_or_else(PoisonError::into_inner).seats_gone = gone;
    }

    /// Where somebody stands with a ticket that is theirs, or without one.
    async fn stand(
        &self,
        comer: Comer,
        ticket: Option<Ticket>,
        now: DateTime<Utc>,
    ) -> Result<Stand, RoomClosed> {
        let stand = match ticket {
            Some(pass) if pass.kind != Kind::Place => Ok(self.still_inside(pass, now)),
            Some(place) if !self.has_lapsed(&place) => Ok(self.look(place, None, now)),
            lost => self.arrive(comer, lost, now).await,
        };
        watch::count(&stand);
        stand
    }

    async fn arrive(
        &self,
        comer: Comer,
        lost: Option<Ticket>,
        now: DateTime<Utc>,
    ) -> Result<Stand, RoomClosed> {
        if self.view().line.is_none() || !self.0.allowances.take(comer.address, now) {
            return Err(RoomClosed);
        }
        let given = self.0.numbers.take().await?;
        self.see(given.line);
        let place = Ticket {
            kind: Kind::Place,
            number: given.number,
            visitor: Some(comer.visitor),
            account: comer.account.or(lost.and_then(|ticket| ticket.account)),
            issued: now,
        };
        let renewed = Some(self.0.signer.sign(&place));
        Ok(match self.look(place, renewed, now) {
            Stand::Waiting(waiting) => {
                Stand::Waiting(Waiting { place_lost: lost.is_some(), ..waiting })
            }
            inside @ Stand::Inside(_) => inside,
        })
    }

    /// Where a place stands; whose turn it is comes in.
    fn look(&self, place: Ticket, renewed: Option<String>, now: DateTime<Utc>) -> Stand {
        let View { line, seats_gone } = self.view();
        if line.is_some_and(|line| place.number < line.admitted) {
            self.0.presence.entered(place.number);
            let ticket = Ticket { kind: Kind::Pass, issued: now, ..place };
            let renewed = Some(self.0.signer.sign(&ticket));
            return Stand::Inside(Inside { ticket, renewed });
        }
        let wait = line.map(|line| forecast::wait(&line, place.number, &self.0.limits));
        Stand::Waiting(Waiting {
            renewed,
            ahead: line.and_then(|line| u64::try_from(place.number - line.admitted).ok()),
            ask_again: wait.map_or(ASK_BLINDLY, forecast::ask_again),
            wait,
            place_lost: false,
            seats_gone,
        })
    }

    /// A pass is renewed while it is used; a farewell ends when it has to.
    fn still_inside(&self, pass: Ticket, now: DateTime<Utc>) -> Stand {
        if now < pass.issued + RENEWED_AFTER {
            return Stand::Inside(Inside { ticket: pass, renewed: None });
        }
        self.0.presence.seen(pass.number);
        if pass.kind == Kind::Farewell {
            return Stand::Inside(Inside { ticket: pass, renewed: None });
        }
        let ticket = Ticket { issued: now, ..pass };
        let renewed = Some(self.0.signer.sign(&ticket));
        Stand::Inside(Inside { ticket, renewed })
    }

    fn has_lapsed(&self, place: &Ticket) -> bool {
        self.view().line.is_some_and(|line| place.number < line.lapsed)
    }

    /// Takes up a look at the line. What only grows does not shrink when looks overtake each
    /// other.
    fn see(&self, line: WaitingLine) {
        let mut view = self.0.view.write().unwrap_or_else(PoisonError::into_inner);
        let known = view.line.unwrap_or(line);
        view.line = Some(WaitingLine {
            next: line.next.max(known.next),
            admitted: line.admitted.max(known.admitted),
            lapsed: line.lapsed.max(known.lapsed),
            ..line
        });
    }

    fn view(&self) -> View {
        *self.0.view.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stand {
    fn or_keeping(mut self, token: Option<String>) -> Self {
        let (Self::Inside(Inside { renewed, .. }) | Self::Waiting(Waiting { renewed, .. })) =
            &mut self;
        if renewed.is_none() {
            *renewed = token;
        }
        self
    }
}

impl VisitorId {
    /// Draws one from the operating system's randomness.
    ///
    /// # Panics
    /// When the operating system has none to give.
    #[expect(clippy::expect_used, reason = "without randomness nobody is told from another")]
    pub fn draw() -> Self {
        let mut bytes = [0; 16];
        OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives randomness");
        Self(bytes)
    }
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Room").field("limits", &self.limits).finish_non_exhaustive()
    }
}

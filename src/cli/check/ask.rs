//! What only LINE knows. Where it cannot be asked, the check goes on without.

use std::sync::Arc;

use secrecy::ExposeSecret;

use crate::{
    cli::{Failure, clock::SystemClock, settings::Settings},
    line::{Line, UserId},
    office::check::{Acquaintance, Allowance},
    storage::Store,
};

/// So many people are looked up at most.
const PEOPLE: u64 = 5;

/// `None` where the settings do not make a client: a rule of its own says why.
pub(super) fn line(settings: &Settings) -> Option<Line> {
    let access = settings.line.access().ok()?;
    Line::new(access, Arc::new(SystemClock)).ok()
}

/// The month's messages: LINE's word, or the settings'.
pub(super) async fn allowance(line: Option<&Line>, settings: Option<u64>) -> Allowance {
    let said = match line {
        Some(line) => line.quota().await.ok(),
        None => None,
    };
    match (said, settings) {
        (Some(quota), _) => {
            quota.limit.map_or(Allowance::Unlimited, |limit| Allowance::Limited { limit })
        }
        (None, Some(limit)) => Allowance::Limited { limit },
        (None, None) => Allowance::Unknown,
    }
}

/// Whether LINE knows, by our account, people who linked on the pages.
pub(super) async fn acquaintance(line: &Line, store: &Store) -> Result<Acquaintance, Failure> {
    let mut acquaintance = Acquaintance::default();
    for account in store.some_linked_accounts(PEOPLE).await? {
        let Ok(user) = account.user_id.expose_secret().parse::<UserId>() else { continue };
        // Whom LINE cannot be asked about at the moment says nothing.
        if let Ok(profile) = line.profile(&user).await {
            acquaintance.asked += 1;
            acquaintance.known += usize::from(profile.is_some());
        }
    }
    Ok(acquaintance)
}

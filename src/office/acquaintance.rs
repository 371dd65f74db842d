//! Tests whether our Messaging API channel knows people who linked through LINE Login.
//!
//! User ids are the same within one provider only (LINE, "Getting user IDs"). If LINE knows none of
//! the people, the two channels may belong to different providers.

use secrecy::ExposeSecret;

use crate::{
    line::{Line, LineError, UserId},
    storage::{StorageError, Store},
};

/// How many people LINE is asked about.
const ASKED_ABOUT: u64 = 5;
/// How many of them have to be unknown for a finding: one person may have blocked the account.
const ENOUGH: usize = 3;

/// How many of the people who linked last are known to LINE.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Acquaintance {
    pub asked: usize,
    pub known: usize,
}

impl Acquaintance {
    /// Queries LINE. People about whom the query fails are not counted.
    pub async fn ask(line: &Line, store: &Store) -> Result<Self, StorageError> {
        let mut found = Self::default();
        for account in store.some_linked_accounts(ASKED_ABOUT).await? {
            let Ok(user) = account.user_id.expose_secret().parse::<UserId>() else { continue };
            let known = match line.profile(&user).await {
                Ok(profile) => profile.is_some(),
                Err(error @ LineError::Refused { .. }) if !error.is_about_us() => false,
                Err(_) => continue,
            };
            found.asked += 1;
            found.known += usize::from(known);
        }
        Ok(found)
    }

    /// Returns whether LINE knows none of them, and they are enough for a finding.
    pub fn all_strangers(self) -> bool {
        self.asked >= ENOUGH && self.known == 0
    }
}

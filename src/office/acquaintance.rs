//! Whether LINE knows, by our account, the people whom the LINE Login channel has brought us.
//!
//! User ids are the same within a provider only (LINE, "Getting user IDs"): where LINE knows
//! nobody, the two channels may be of different ones.

use secrecy::ExposeSecret;

use crate::{
    line::{Line, LineError, UserId},
    storage::{StorageError, Store},
};

/// So many people are asked about.
const ASKED_ABOUT: u64 = 5;
/// So many have to be strangers before that says something: one may have blocked us.
const ENOUGH: usize = 3;

/// Of some people who linked last, how many LINE knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Acquaintance {
    pub asked: usize,
    pub known: usize,
}

impl Acquaintance {
    /// Asks LINE. Whom it cannot be asked about at the moment says nothing.
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

    /// LINE knows none of them, and they are enough to say so.
    pub fn all_strangers(self) -> bool {
        self.asked >= ENOUGH && self.known == 0
    }
}

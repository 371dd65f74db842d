//! Deletes expired rows.

use chrono::{DateTime, Utc};

use super::Desk;
use crate::storage::StorageError;

impl Desk {
    /// Deletes ended sessions, expired idempotency records, abandoned conversations, old events and
    /// notifications, expired former contacts, old failures, and what interrupted imports left;
    /// returns the number of rows. Rows with due times in the future, from a clock that ran ahead,
    /// become due. Safe at any time, in any process.
    pub async fn sweep(&self, now: DateTime<Utc>) -> Result<u64, StorageError> {
        let future = self.store.forget_the_future(now).await?;
        if future > 0 {
            tracing::warn!(
                rows = future,
                "the clock was ahead: due times in the future were set to now"
            );
        }
        let mut rows = future;
        let mut outcome = Ok(());
        // An error in one table does not prevent the cleanup of the others.
        for removed in [
            self.store.sweep_sessions(now).await,
            self.store.sweep_answers(now).await,
            self.gate.sweep(now).await,
            self.store.sweep_batches(now).await,
            self.store.sweep_talks(now).await,
            self.store.sweep_events(now).await,
            self.store.sweep_notices(now).await,
            self.store.sweep_former_contacts(now).await,
        ] {
            match removed {
                Ok(removed) => rows += removed,
                Err(error) => outcome = outcome.and(Err(error)),
            }
        }
        outcome.map(|()| rows)
    }
}

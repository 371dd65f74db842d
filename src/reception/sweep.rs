//! What is over is removed: nothing of it counts any more.

use chrono::{DateTime, Utc};

use super::Desk;
use crate::storage::StorageError;

impl Desk {
    /// Removes sessions that have ended, answers that nobody waits for, conversations that fell
    /// silent, events and notices that are long over, former contacts, failures that no longer
    /// count and what broken-off imports have left; returns how many rows that were. What a clock
    /// that was ahead has put off is due again. Safe at any moment, in any process.
    pub async fn sweep(&self, now: DateTime<Utc>) -> Result<u64, StorageError> {
        let future = self.store.forget_the_future(now).await?;
        if future > 0 {
            tracing::warn!(rows = future, "the clock was ahead: what it had put off is due now");
        }
        let mut rows = future;
        let mut outcome = Ok(());
        // What fails in one table holds up no other.
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

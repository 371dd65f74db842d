//! What is over is removed: nothing of it counts any more.

use chrono::{DateTime, Utc};

use super::Desk;
use crate::storage::StorageError;

impl Desk {
    /// Removes sessions that have ended, answers that nobody waits for, conversations that fell
    /// silent, events and notices that are long over, failures that no longer count and what
    /// broken-off imports have left; returns how many rows that were. What a clock that was ahead
    /// has put off is due again. Safe at any moment, in any process.
    pub async fn sweep(&self, now: DateTime<Utc>) -> Result<u64, StorageError> {
        let future = self.store.forget_the_future(now).await?;
        if future > 0 {
            tracing::warn!(rows = future, "the clock was ahead: what it had put off is due now");
        }
        let sessions = self.store.sweep_sessions(now).await?;
        let answers = self.store.sweep_answers(now).await?;
        let failures = self.gate.sweep(now).await?;
        let batches = self.store.sweep_batches(now).await?;
        let talks = self.store.sweep_talks(now).await?;
        let events = self.store.sweep_events(now).await?;
        let notices = self.store.sweep_notices(now).await?;
        Ok(future + sessions + answers + failures + batches + talks + events + notices)
    }
}

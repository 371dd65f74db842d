//! One round of the notification worker: due reminders, due notifications, due rich menus.

use tokio_util::sync::CancellationToken;

use super::{Notices, guard::guarded, show_menus};
use crate::{storage::StorageError, vaccination::time::Clock};

/// The outcome of each step of a round. A failing step does not block the others.
#[derive(Debug)]
#[must_use]
pub struct RoundReport {
    /// The number of people who were sent a reminder by multicast.
    pub reminders: Result<usize, RoundError>,
    /// The number of notifications that were leased.
    pub notices: Result<usize, RoundError>,
    pub menus: Result<(), RoundError>,
}

/// Why a step failed.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("the step panicked")]
    Panicked,
}

impl RoundReport {
    /// Returns the steps that failed, each with its error.
    pub fn failures(&self) -> impl Iterator<Item = (&'static str, &RoundError)> {
        let reminders = self.reminders.as_ref().err().map(|error| ("reminders", error));
        let notices = self.notices.as_ref().err().map(|error| ("notices", error));
        let menus = self.menus.as_ref().err().map(|error| ("menus", error));
        [reminders, notices, menus].into_iter().flatten()
    }
}

impl Notices {
    /// Enqueues due reminders, sends due notifications and shows due rich menus. Each step runs
    /// whatever the outcome of the one before. Leases no more notifications once `stop` is
    /// cancelled; changes of rich menus are finished.
    pub async fn run_round(&self, clock: &dyn Clock, stop: &CancellationToken) -> RoundReport {
        RoundReport {
            reminders: step(Box::pin(self.remind_until(clock, stop))).await,
            notices: step(Box::pin(self.deliver_until(clock, stop))).await,
            menus: step(Box::pin(show_menus(&self.store, &self.line, clock, &|_| ()))).await,
        }
    }
}

async fn step<T>(work: impl Future<Output = Result<T, StorageError>>) -> Result<T, RoundError> {
    match guarded(work).await {
        Some(outcome) => Ok(outcome?),
        None => Err(RoundError::Panicked),
    }
}

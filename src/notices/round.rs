//! One round: what falls due, what is owed, and whose menu is owed.

use tokio_util::sync::CancellationToken;

use super::{Notices, guard::guarded, show_menus};
use crate::{storage::StorageError, vaccination::time::Clock};

/// The outcome of each step of a round. A step that fails holds up no other.
#[derive(Debug)]
#[must_use]
pub struct RoundReport {
    /// The people whose reminders went out together.
    pub reminders: Result<usize, RoundError>,
    /// The notices that were taken for sending.
    pub notices: Result<usize, RoundError>,
    pub menus: Result<(), RoundError>,
}

/// Why a step did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("it panicked")]
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
    /// Owes the reminders that are due, sends what is owed, and shows the menus that are owed, each
    /// step whatever became of the one before it. Takes up nothing more once `stop` is cancelled.
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

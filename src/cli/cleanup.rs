//! The rounds of cleaning up: removing what is over, and erasing people whose time is over.

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use crate::{office::personal_data, reception::Desk, storage::Store, vaccination::time::Clock};

/// Removes what is over. What fails is tried again in the next round.
pub(super) async fn clean_up(desk: &Desk, clock: &dyn Clock) {
    match desk.sweep(clock.now()).await {
        Ok(rows) => tracing::debug!(rows, "cleaned up"),
        Err(error) => tracing::error!(%error, "cleanup failed"),
    }
}

/// Erases people once the time to keep them is over, some at a time, until none is left or `budget`
/// is cancelled.
pub(super) async fn erase_people(
    store: &Store,
    from: DateTime<Utc>,
    clock: &dyn Clock,
    budget: CancellationToken,
) {
    while clock.now() >= from && !budget.is_cancelled() {
        match personal_data::erase_some(store, clock.now()).await {
            Ok(0) => break,
            Ok(people) => tracing::info!(people, "erased people whose time is over"),
            Err(error) => {
                tracing::error!(%error, "erasing people failed");
                break;
            }
        }
    }
}

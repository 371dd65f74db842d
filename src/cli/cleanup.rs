//! Rounds of cleanup: deleting expired rows, sealing the history, erasing people after retention.

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use crate::{
    office::personal_data,
    reception::Desk,
    storage::{Sealing, Store},
    vaccination::time::Clock,
};

/// Deletes expired rows. What fails is tried again in the next round.
pub(super) async fn clean_up(desk: &Desk, clock: &dyn Clock) {
    match desk.sweep(clock.now()).await {
        Ok(rows) => tracing::debug!(rows, "deleted expired rows"),
        Err(error) => tracing::error!(%error, "cleanup failed"),
    }
}

/// Seals the history since the last round, and writes each new seal to the log, which is stored on
/// another machine or copied to one. A seal that is in the log but no longer in the chain proves
/// that the history was rewritten.
pub(super) async fn seal_history(store: &Store, clock: &dyn Clock) {
    match store.seal_history(clock.now()).await {
        Ok(Sealing::Done(seals)) => {
            for seal in seals {
                tracing::info!(
                    number = seal.number,
                    entries = seal.entries,
                    seal = seal.seal,
                    "the history was sealed"
                );
            }
        }
        Ok(Sealing::Refused) => tracing::error!(
            "the history does not match its seals and was not sealed further: run `sesshu history \
             verify`"
        ),
        Err(error) => tracing::error!(%error, "sealing the history failed"),
    }
}

/// Erases people after the retention period, in batches, until none is left or `budget` is
/// cancelled.
pub(super) async fn erase_people(
    store: &Store,
    from: DateTime<Utc>,
    clock: &dyn Clock,
    budget: CancellationToken,
) {
    while clock.now() >= from && !budget.is_cancelled() {
        match personal_data::erase_some(store, clock.now()).await {
            Ok(0) => break,
            Ok(people) => tracing::info!(people, "erased people after the retention period"),
            Err(error) => {
                tracing::error!(%error, "erasing people failed");
                break;
            }
        }
    }
}

//! Sweeps out what is over, every few minutes.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use crate::{office::personal_data, reception::Desk, storage::Store, vaccination::time::Clock};

const EVERY: Duration = Duration::from_mins(10);

/// Sweeps until `stop` is cancelled; what fails is tried again the next time.
pub(super) async fn sweep(desk: Desk, clock: Arc<dyn Clock>, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(EVERY);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        match desk.sweep(clock.now()).await {
            Ok(rows) => tracing::debug!(rows, "what is over was swept out"),
            Err(error) => tracing::error!(%error, "what is over could not be swept out"),
        }
    }
}

/// Once the time to keep them is over, erases who everybody is, until `stop` is cancelled.
pub(super) async fn erase(
    store: Store,
    from: DateTime<Utc>,
    clock: Arc<dyn Clock>,
    stop: CancellationToken,
) {
    let mut ticks = tokio::time::interval(EVERY);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        while clock.now() >= from && !stop.is_cancelled() {
            match personal_data::erase_some(&store, clock.now()).await {
                Ok(0) => break,
                Ok(people) => tracing::info!(people, "people were erased: their time is over"),
                Err(error) => {
                    tracing::error!(%error, "people whose time is over could not be erased");
                    break;
                }
            }
        }
    }
}

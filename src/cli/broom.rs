//! Sweeps out what is over, every few minutes.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::{reception::Desk, vaccination::time::Clock};

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

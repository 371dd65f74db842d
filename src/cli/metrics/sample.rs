//! Gauges that are sampled at intervals: queue depths and availability.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::Metrics;
use crate::{
    storage::{Heap, StorageError, Store},
    vaccination::time::tokyo_date,
};

pub(in crate::cli) const SAMPLE_INTERVAL: Duration = Duration::from_secs(10);
/// How long one sample may take. The next one uses another connection, so that a connection that
/// fell silent delays the gauges and does not stop them.
const SAMPLE_TIMEOUT: Duration = Duration::from_secs(10);

/// Samples once.
pub(in crate::cli) async fn sample(metrics: &Metrics, store: &Store, now: DateTime<Utc>) {
    metrics.tidy();
    log_failure(SAMPLE_TIMEOUT, look(store, now)).await;
}

/// Waits for a sample for a limited time, and logs whether it failed.
async fn log_failure(limit: Duration, look: impl Future<Output = Result<(), StorageError>>) {
    match tokio::time::timeout(limit, look).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "sampling the metrics failed"),
        Err(_) => tracing::warn!(timeout = ?limit, "sampling the metrics timed out"),
    }
}

async fn look(store: &Store, now: DateTime<Utc>) -> Result<(), StorageError> {
    let connections = store.connections();
    metrics::gauge!("sesshu_database_connections", "state" => "busy").set(connections.busy);
    metrics::gauge!("sesshu_database_connections", "state" => "idle").set(connections.idle);
    let Heap { count, oldest } = store.events_waiting(now).await?;
    metrics::gauge!("sesshu_inbox_events").set(real(count));
    metrics::gauge!("sesshu_inbox_oldest_seconds").set(seconds(oldest));
    let Heap { count, oldest } = store.notices_due(now).await?;
    metrics::gauge!("sesshu_outbox_notices").set(real(count));
    metrics::gauge!("sesshu_outbox_oldest_seconds").set(seconds(oldest));
    let seats = store.all_seats(tokyo_date(now)).await?;
    metrics::gauge!("sesshu_seats", "state" => "free").set(real(seats.free));
    metrics::gauge!("sesshu_seats", "state" => "booked").set(real(seats.booked));
    for (kind, count) in store.watch_history(now).await?.counts() {
        metrics::gauge!("sesshu_history_alarms", "kind" => kind).set(real(count));
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus knows no other numbers")]
fn real(count: u64) -> f64 {
    count as f64
}

fn seconds(time: TimeDelta) -> f64 {
    time.as_seconds_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sample_that_is_never_answered_is_given_up() {
        let sampling = log_failure(Duration::from_millis(20), std::future::pending());
        tokio::time::timeout(Duration::from_secs(20), sampling).await.unwrap();
    }
}

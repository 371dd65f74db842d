//! Gauges that are sampled at intervals: queue depths and availability.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use super::Metrics;
use crate::{
    storage::{Heap, StorageError, Store},
    vaccination::time::{Clock, tokyo_date},
};

const EVERY: Duration = Duration::from_secs(10);

/// Samples until `stop` is cancelled.
pub(in crate::cli) async fn sample(
    metrics: Metrics,
    store: Store,
    clock: Arc<dyn Clock>,
    stop: CancellationToken,
) {
    let mut ticks = tokio::time::interval(EVERY);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        metrics.tidy();
        if let Err(error) = look(&store, clock.now()).await {
            tracing::warn!(%error, "sampling the metrics failed");
        }
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

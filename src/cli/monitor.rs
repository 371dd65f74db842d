//! Watches the heartbeats of the background tasks: measures their age, logs stalled tasks, and
//! reports to systemd's watchdog that the service is alive only while no task has stalled.

use std::{collections::BTreeSet, time::Duration};

use sd_notify::NotifyState;
use tokio_util::sync::CancellationToken;

use crate::heartbeat::Heartbeats;

const INTERVAL: Duration = Duration::from_secs(5);

/// Notifies systemd, if it has started the process with `Type=notify`.
pub(super) fn notify_systemd(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "notifying systemd failed");
    }
}

/// Watches until `stop` is cancelled.
pub(super) async fn watch_heartbeats(heartbeats: Heartbeats, stop: CancellationToken) {
    let watchdog = sd_notify::watchdog_enabled();
    let interval = watchdog.map_or(INTERVAL, |timeout| (timeout / 3).min(INTERVAL));
    let mut ticks = tokio::time::interval(interval.max(Duration::from_millis(10)));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut stalled = BTreeSet::new();
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        for heartbeat in heartbeats.all() {
            let task = heartbeat.task();
            let age = heartbeat.age().as_secs_f64();
            metrics::gauge!("sesshu_task_last_round_age_seconds", "task" => task).set(age);
            if heartbeat.is_stalled() {
                if stalled.insert(task) {
                    tracing::error!(task, age, "background task stalled");
                }
            } else if stalled.remove(task) {
                tracing::info!(task, "background task recovered");
            }
        }
        if stalled.is_empty() && watchdog.is_some() {
            notify_systemd(NotifyState::Watchdog);
        }
    }
}

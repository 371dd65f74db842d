//! The scheduler rings every few seconds; what is due is found out by asking.
//!
//! tokio-cron-scheduler reads the system's clock, forgets missed ticks, and would start a second
//! run beside a slow first one; so its job does nothing but wake this loop, whose work is
//! idempotent and takes the moment from our own clock.

use std::{sync::Arc, time::Duration};

use tokio::sync::Notify;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};
use tokio_util::sync::CancellationToken;

use super::Notices;
use crate::vaccination::time::Clock;

const EVERY: Duration = Duration::from_secs(3);

/// Fills and empties the outbox at once, for what was left over, and then at every ring until `stop`
/// is cancelled; `hurry` rings early (a booking was made, the demo's clock was turned).
///
/// # Errors
/// When the scheduler cannot be started.
pub async fn ring(
    notices: Notices,
    clock: Arc<dyn Clock>,
    hurry: Arc<Notify>,
    stop: CancellationToken,
) -> Result<(), JobSchedulerError> {
    let mut scheduler = JobScheduler::new().await?;
    let bell = hurry.clone();
    scheduler.add(Job::new_repeated(EVERY, move |_, _| bell.notify_one())?).await?;
    scheduler.start().await?;
    hurry.notify_one();
    while stop.run_until_cancelled(hurry.notified()).await.is_some() {
        let report = Box::pin(notices.run_round(clock.as_ref())).await;
        for (step, error) in report.failures() {
            tracing::error!(step, %error, "a step of the notification round failed");
        }
    }
    scheduler.shutdown().await
}

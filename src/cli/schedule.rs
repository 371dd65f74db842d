//! When periodic work is due: tokio-cron-scheduler wakes each task by a cron expression, and a
//! monotonic interval wakes it where the scheduler does not.
//!
//! The scheduler only wakes. It reads the system's clock, forgets missed ticks, and would start a
//! second run beside a slow first one; so its jobs do nothing but wake a loop whose rounds are
//! idempotent and take the moment from our own clock. Its *repeated* jobs are not used: they compute
//! the next tick from the last planned one and stop for ever after one late tick (its issue 113).
//! Cron jobs compute it from now. A clock that is set back silences them for as long; the interval
//! does not notice.

use std::{
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use tokio::{sync::Notify, time::MissedTickBehavior};
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};
use tokio_util::sync::CancellationToken;

use crate::heartbeat::{Heartbeat, Heartbeats};

/// How long one round may take before it is dropped. What it had leased is leased again later.
const ROUND_TIMEOUT: Duration = Duration::from_mins(1);
/// How long a round takes up new work. What is under way then is finished; the next round goes on.
const ROUND_BUDGET: Duration = Duration::from_secs(10);

/// Work that is done in rounds.
pub(super) struct PeriodicTask {
    pub(super) name: &'static str,
    /// When the scheduler wakes it: seconds, minutes, hours, days, months, days of the week (UTC).
    /// `None` for work that is due more often than every few seconds.
    pub(super) cron: Option<&'static str>,
    /// The longest time from one round to the next, whatever the system's clock does.
    pub(super) interval: Duration,
    /// Wakes it early.
    pub(super) wake: Arc<Notify>,
}

/// The scheduler, and the heartbeats of the tasks that it wakes.
pub(super) struct Schedule {
    scheduler: JobScheduler,
    heartbeats: Heartbeats,
}

impl Schedule {
    /// Creates a scheduler without jobs.
    pub(super) async fn new(heartbeats: Heartbeats) -> Result<Self, JobSchedulerError> {
        Ok(Self { scheduler: JobScheduler::new().await?, heartbeats })
    }

    /// Adds a task, and returns the loop that runs it until `stop` is cancelled. The first round
    /// begins at once. `round` is given a token that is cancelled when it should take up no more.
    pub(super) async fn add<R, F>(
        &self,
        task: PeriodicTask,
        stop: CancellationToken,
        round: R,
    ) -> Result<impl Future<Output = ()> + Send + use<R, F>, JobSchedulerError>
    where
        R: FnMut(CancellationToken) -> F + Send,
        F: Future<Output = ()> + Send,
    {
        if let Some(cron) = task.cron {
            let wake = task.wake.clone();
            self.scheduler.add(Job::new(cron, move |_, _| wake.notify_one())?).await?;
        }
        let heartbeat = self.heartbeats.register(task.name, task.interval);
        Ok(run_rounds(task, heartbeat, stop, round))
    }

    /// Starts the scheduler, and stops it when `stop` is cancelled.
    pub(super) async fn run(mut self, stop: CancellationToken) -> Result<(), JobSchedulerError> {
        self.scheduler.start().await?;
        stop.cancelled().await;
        self.scheduler.shutdown().await
    }
}

async fn run_rounds<R, F>(
    task: PeriodicTask,
    heartbeat: Heartbeat,
    stop: CancellationToken,
    mut round: R,
) where
    R: FnMut(CancellationToken) -> F + Send,
    F: Future<Output = ()> + Send,
{
    let mut interval = tokio::time::interval(task.interval);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = task.wake.notified() => interval.reset(),
            _ = interval.tick() => {}
        }
        let budget = stop.child_token();
        let round: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(round(budget.clone()));
        let mut limited = pin!(tokio::time::timeout(ROUND_TIMEOUT, round));
        let outcome = tokio::select! {
            outcome = &mut limited => outcome,
            () = tokio::time::sleep(ROUND_BUDGET) => {
                budget.cancel();
                limited.await
            }
        };
        match outcome {
            Ok(()) => heartbeat.beat(),
            Err(_) => {
                tracing::error!(task = task.name, timeout = ?ROUND_TIMEOUT, "round exceeded its time limit");
            }
        }
    }
}

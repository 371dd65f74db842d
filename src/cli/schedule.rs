//! When background tasks run: tokio-cron-scheduler wakes each task by a cron expression, and a
//! monotonic interval wakes it if the scheduler does not.
//!
//! The scheduler only wakes tasks. It reads the system clock, drops missed ticks, and would start a
//! second run while a slow first one is still running. Its jobs therefore only wake a loop whose
//! rounds are idempotent and take the time from our own clock. Its *repeated* jobs are not used:
//! they compute the next tick from the last planned one and stop for ever after one late tick (its
//! issue 113). Cron jobs compute it from the present time. A clock that is set back silences them
//! for as long; the interval is not affected.

use std::{
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use tokio::{sync::Notify, time::MissedTickBehavior};
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};
use tokio_util::sync::CancellationToken;

use crate::heartbeat::{Heartbeat, Heartbeats};

/// How long a round may take before it is dropped. Its leases expire and are leased again later.
const ROUND_TIMEOUT: Duration = Duration::from_mins(1);
/// How long a round starts new work. Work in progress is then finished, and the next round
/// continues.
const ROUND_BUDGET: Duration = Duration::from_secs(10);

/// A background task that runs in rounds.
pub(super) struct PeriodicTask {
    pub(super) name: &'static str,
    /// When the scheduler wakes it: seconds, minutes, hours, days, months, days of the week (UTC).
    /// `None` for tasks with an interval of a few seconds or less.
    pub(super) cron: Option<&'static str>,
    /// The longest time between two rounds, whatever the system clock does.
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
    /// begins immediately. `round` gets a token that is cancelled when it must not start more work.
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

    /// Runs the scheduler until `stop` is cancelled.
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

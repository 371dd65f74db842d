//! The background tasks of the service, each with its own schedule and name.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{
    Failure, cleanup,
    instance::{self, ANNOUNCE_INTERVAL},
    metrics::{SAMPLE_INTERVAL, sample},
    monitor::watch_heartbeats,
    schedule::{PeriodicTask, Schedule},
    service::Service,
    supervisor::Supervisor,
    waiting_room::{self, Ticker},
};
use crate::{storage::InstanceId, vaccination::time::Clock};

/// Starts all background tasks of a service; they run until `stop` is cancelled.
pub(super) async fn start(
    service: &Service,
    instance: InstanceId,
    supervisor: &mut Supervisor,
    stop: &CancellationToken,
) -> Result<(), Failure> {
    let clock = service.app.clock.clone();
    let heartbeats = service.app.heartbeats.clone();
    let schedule = Schedule::new(heartbeats.clone()).await?;
    let mut tasks = Tasks { service, clock, supervisor, schedule, stop };
    tasks.announce_instance(instance).await?;
    tasks.move_the_line_on().await?;
    tasks.work_the_inbox().await?;
    tasks.send_notifications().await?;
    tasks.clean_up().await?;
    tasks.seal_history().await?;
    tasks.erase_people().await?;
    tasks.serve_metrics().await?;

    let Tasks { supervisor, schedule, .. } = tasks;
    supervisor.spawn("heartbeats", infallible(watch_heartbeats(heartbeats, stop.clone())));
    let scheduling = schedule.run(stop.clone());
    supervisor.spawn("scheduler", async move { Ok(scheduling.await?) });
    Ok(())
}

/// The shared parts from which tasks are started.
struct Tasks<'a> {
    service: &'a Service,
    clock: Arc<dyn Clock>,
    supervisor: &'a mut Supervisor,
    schedule: Schedule,
    stop: &'a CancellationToken,
}

impl Tasks<'_> {
    /// Announces the instance before anything else, so that no command begins to use a key that
    /// this process lacks.
    async fn announce_instance(&mut self, instance: InstanceId) -> Result<(), Failure> {
        let task = PeriodicTask {
            name: "instance",
            cron: Some("*/10 * * * * *"),
            interval: ANNOUNCE_INTERVAL,
            wake: Arc::default(),
        };
        let (store, clock) = (self.service.store.clone(), self.clock.clone());
        self.add(task, move |_| {
            let (store, clock) = (store.clone(), clock.clone());
            async move { instance::announce(&store, instance, clock.as_ref()).await }
        })
        .await
    }

    async fn move_the_line_on(&mut self) -> Result<(), Failure> {
        let Some(room) = self.service.app.waiting_room.clone() else { return Ok(()) };
        let ticker = Arc::new(Ticker::new(room, self.service.app.desk.clone()));
        let clock = self.clock.clone();
        // The first tick runs before the server accepts connections, so that no request finds the
        // queue unknown.
        ticker.step(clock.now()).await;
        let task = PeriodicTask {
            name: "waiting_room",
            cron: None,
            interval: waiting_room::INTERVAL,
            wake: Arc::default(),
        };
        self.add(task, move |_| {
            let (ticker, clock) = (ticker.clone(), clock.clone());
            async move { ticker.step(clock.now()).await }
        })
        .await
    }

    async fn work_the_inbox(&mut self) -> Result<(), Failure> {
        let task = PeriodicTask {
            name: "inbox",
            cron: None,
            // Picks up events whose lease another process let expire.
            interval: Duration::from_secs(2),
            wake: self.service.app.heard.clone(),
        };
        let (chat, clock) = (self.service.chat.clone(), self.clock.clone());
        self.add(task, move |budget| {
            let (chat, clock) = (chat.clone(), clock.clone());
            async move {
                if let Err(error) = chat.work_until(clock.as_ref(), &budget).await {
                    tracing::error!(%error, "a round of the inbox failed");
                }
            }
        })
        .await
    }

    async fn send_notifications(&mut self) -> Result<(), Failure> {
        let task = PeriodicTask {
            name: "notifications",
            cron: Some("*/3 * * * * *"),
            interval: Duration::from_secs(5),
            wake: self.service.app.owed.clone(),
        };
        let (notices, clock) = (self.service.notices.clone(), self.clock.clone());
        self.add(task, move |budget| {
            let (notices, clock) = (notices.clone(), clock.clone());
            async move {
                let report = Box::pin(notices.run_round(clock.as_ref(), &budget)).await;
                for (step, error) in report.failures() {
                    tracing::error!(step, %error, "a step of the notification round failed");
                }
            }
        })
        .await
    }

    async fn clean_up(&mut self) -> Result<(), Failure> {
        let (desk, clock) = (self.service.app.desk.clone(), self.clock.clone());
        self.add(every_ten_minutes("cleanup", "0 */10 * * * *"), move |_| {
            let (desk, clock) = (desk.clone(), clock.clone());
            async move { cleanup::clean_up(&desk, clock.as_ref()).await }
        })
        .await
    }

    /// A separate task, so that a failing cleanup does not delay the seals.
    async fn seal_history(&mut self) -> Result<(), Failure> {
        let (store, clock) = (self.service.store.clone(), self.clock.clone());
        self.add(every_ten_minutes("history_seals", "30 */10 * * * *"), move |_| {
            let (store, clock) = (store.clone(), clock.clone());
            async move { cleanup::seal_history(&store, clock.as_ref()).await }
        })
        .await
    }

    async fn erase_people(&mut self) -> Result<(), Failure> {
        let Some(from) = self.service.erase_from else { return Ok(()) };
        let (store, clock) = (self.service.store.clone(), self.clock.clone());
        self.add(every_ten_minutes("erasure", "0 */10 * * * *"), move |budget| {
            let (store, clock) = (store.clone(), clock.clone());
            async move { cleanup::erase_people(&store, from, clock.as_ref(), budget).await }
        })
        .await
    }

    async fn serve_metrics(&mut self) -> Result<(), Failure> {
        let Some((metrics, listener)) = self.service.metrics.clone() else { return Ok(()) };
        self.supervisor.spawn("metrics", metrics.clone().serve(listener, self.stop.clone()));
        let task = PeriodicTask {
            name: "metrics_sampler",
            cron: None,
            interval: SAMPLE_INTERVAL,
            wake: Arc::default(),
        };
        let (store, clock) = (self.service.store.clone(), self.clock.clone());
        self.add(task, move |_| {
            let (metrics, store, clock) = (metrics.clone(), store.clone(), clock.clone());
            async move { sample(&metrics, &store, clock.now()).await }
        })
        .await
    }

    async fn add<R, F>(&mut self, task: PeriodicTask, round: R) -> Result<(), Failure>
    where
        R: FnMut(CancellationToken) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let name = task.name;
        let rounds = self.schedule.add(task, self.stop.clone(), round).await?;
        self.supervisor.spawn(name, infallible(rounds));
        Ok(())
    }
}

fn every_ten_minutes(name: &'static str, cron: &'static str) -> PeriodicTask {
    PeriodicTask { name, cron: Some(cron), interval: Duration::from_mins(10), wake: Arc::default() }
}

async fn infallible(task: impl Future<Output = ()>) -> Result<(), Failure> {
    task.await;
    Ok(())
}

//! Runs the tasks of the service together. If one ends early, all are ended with an error, so that
//! the service manager starts the process again. Otherwise the loss of a task that has panicked
//! would be noticed only by its effects.

use std::collections::HashMap;

use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::Failure;

/// The running tasks of the service, by name.
pub(super) struct Supervisor {
    tasks: JoinSet<Result<(), Failure>>,
    names: HashMap<Id, &'static str>,
    /// Cancelled when the service is to stop.
    stop: CancellationToken,
}

impl Supervisor {
    pub(super) fn new(stop: CancellationToken) -> Self {
        Self { tasks: JoinSet::new(), names: HashMap::new(), stop }
    }

    /// Starts a task that must run until the service stops.
    pub(super) fn spawn(
        &mut self,
        name: &'static str,
        task: impl Future<Output = Result<(), Failure>> + Send + 'static,
    ) {
        let id = self.tasks.spawn(task).id();
        self.names.insert(id, name);
    }

    /// Waits until the service is to stop or a task has ended early; then cancels `stop`.
    ///
    /// # Errors
    /// If a task has ended early, however it ended.
    pub(super) async fn wait(&mut self) -> Result<(), Failure> {
        let ended = tokio::select! {
            biased;
            () = self.stop.cancelled() => return Ok(()),
            Some(ended) = self.tasks.join_next_with_id() => ended,
        };
        self.stop.cancel();
        let (name, outcome) = self.outcome(ended);
        let cause =
            outcome.err().map_or_else(|| "it returned".to_owned(), |cause| cause.to_string());
        tracing::error!(task = name, cause, "background task ended early");
        Err(format!("the background task `{name}` ended early: {cause}").into())
    }

    /// Waits until all tasks have ended, which they do once `stop` is cancelled.
    ///
    /// # Errors
    /// The first error of a task.
    pub(super) async fn finish(mut self) -> Result<(), Failure> {
        let mut first = Ok(());
        while let Some(ended) = self.tasks.join_next_with_id().await {
            let (name, outcome) = self.outcome(ended);
            if let Err(error) = outcome {
                tracing::error!(task = name, %error, "background task failed while stopping");
                first = first.and(Err(error));
            }
        }
        first
    }

    fn outcome(
        &self,
        ended: Result<(Id, Result<(), Failure>), JoinError>,
    ) -> (&'static str, Result<(), Failure>) {
        let (id, outcome) = match ended {
            Ok((id, outcome)) => (id, outcome),
            Err(error) => (error.id(), Err(error.into())),
        };
        (self.names.get(&id).copied().unwrap_or("unknown"), outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn message(task: impl Future<Output = Result<(), Failure>> + Send + 'static) -> String {
        let stop = CancellationToken::new();
        let mut supervisor = Supervisor::new(stop.clone());
        let other = stop.clone();
        supervisor.spawn("other", async move {
            other.cancelled().await;
            Ok(())
        });
        supervisor.spawn("notifications", task);
        let ended = supervisor.wait().await;
        assert!(stop.is_cancelled(), "the other tasks are told to stop");
        supervisor.finish().await.unwrap();
        ended.unwrap_err().to_string()
    }

    #[tokio::test]
    async fn task_that_returns_early_is_an_error() {
        assert!(message(async { Ok(()) }).await.contains("`notifications` ended early"));
    }

    #[tokio::test]
    async fn task_that_fails_is_an_error_with_its_cause() {
        assert!(message(async { Err("no scheduler".into()) }).await.ends_with("no scheduler"));
    }

    #[tokio::test]
    async fn task_that_panics_is_an_error() {
        assert!(message(async { panic!("broken") }).await.contains("panicked"));
    }

    #[tokio::test]
    async fn tasks_that_run_until_the_stop_are_no_error() {
        let stop = CancellationToken::new();
        let mut supervisor = Supervisor::new(stop.clone());
        let running = stop.clone();
        supervisor.spawn("notifications", async move {
            running.cancelled().await;
            Ok(())
        });
        stop.cancel();
        supervisor.wait().await.unwrap();
        supervisor.finish().await.unwrap();
    }
}

//! Heartbeats of background tasks: each task reports the end of every round.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How many rounds in a row a task misses before it counts as stalled, but see [`MIN_STALL`].
const MAX_MISSED_ROUNDS: u32 = 3;
/// The shortest time without a round that counts as a stall: a busy machine is no fault.
const MIN_STALL: Duration = Duration::from_mins(1);

/// The heartbeats of all background tasks of a process. Cheap to clone; clones are the same list.
#[derive(Debug, Clone)]
pub struct Heartbeats {
    all: Arc<Mutex<Vec<Heartbeat>>>,
    min_stall: Duration,
}

/// The heartbeat of one task. Cheap to clone; clones are the same heartbeat.
#[derive(Debug, Clone)]
pub struct Heartbeat {
    task: &'static str,
    interval: Duration,
    min_stall: Duration,
    /// Monotonic, so that a change of the system clock makes no task look stalled or alive.
    last_round: Arc<Mutex<Instant>>,
}

impl Default for Heartbeats {
    fn default() -> Self {
        Self::with_min_stall(MIN_STALL)
    }
}

impl Heartbeats {
    /// Creates a list in which no task counts as stalled before this time.
    #[must_use]
    pub fn with_min_stall(min_stall: Duration) -> Self {
        Self { all: Arc::default(), min_stall }
    }

    /// Registers a task that completes a round at least every `interval`. It counts as alive from now
    /// on.
    #[must_use]
    pub fn register(&self, task: &'static str, interval: Duration) -> Heartbeat {
        let last_round = Arc::new(Mutex::new(now()));
        let heartbeat = Heartbeat { task, interval, min_stall: self.min_stall, last_round };
        self.all.lock().unwrap_or_else(PoisonError::into_inner).push(heartbeat.clone());
        heartbeat
    }

    /// Returns all heartbeats, in the order of their registration.
    pub fn all(&self) -> Vec<Heartbeat> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the names of the tasks that have stalled.
    pub fn stalled(&self) -> Vec<&'static str> {
        let all = self.all();
        all.iter().filter(|heartbeat| heartbeat.is_stalled()).map(Heartbeat::task).collect()
    }
}

impl Heartbeat {
    /// Records that a round has ended, successfully or with an error.
    pub fn beat(&self) {
        *self.last_round.lock().unwrap_or_else(PoisonError::into_inner) = now();
    }

    pub fn task(&self) -> &'static str {
        self.task
    }

    /// Returns how long ago the last round ended.
    pub fn age(&self) -> Duration {
        now() - *self.last_round.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn is_stalled(&self) -> bool {
        is_stall(self.age(), self.interval, self.min_stall)
    }
}

fn is_stall(age: Duration, interval: Duration, min_stall: Duration) -> bool {
    age > (interval * MAX_MISSED_ROUNDS).max(min_stall)
}

/// Returns a monotonic instant, which is no time of day.
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn task_is_stalled_after_three_missed_rounds_but_not_within_a_minute() {
        let second = Duration::from_secs(1);
        assert!(!is_stall(60 * second, 2 * second, MIN_STALL));
        assert!(is_stall(61 * second, 2 * second, MIN_STALL));
        assert!(!is_stall(1_800 * second, 600 * second, MIN_STALL));
        assert!(is_stall(1_801 * second, 600 * second, MIN_STALL));
    }

    #[test]
    fn heartbeat_is_shared_by_its_clones() {
        let heartbeats = Heartbeats::default();
        let task = heartbeats.register("inbox", Duration::from_secs(2));
        assert_eq!(heartbeats.all()[0].task(), "inbox");
        assert!(heartbeats.stalled().is_empty());
        *task.last_round.lock().unwrap() -= Duration::from_secs(61);
        assert_eq!(heartbeats.stalled(), ["inbox"]);
        task.beat();
        assert!(heartbeats.stalled().is_empty());
    }
}

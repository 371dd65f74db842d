//! The only source of time in the simulator. A caller may share the clock with the program under
//! test, so that setting it affects both.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

/// A clock that is frozen or running and can be set. Cheap to clone; clones share one clock.
#[derive(Debug, Clone)]
pub struct Clock {
    mode: Arc<Mutex<ClockMode>>,
    changes: Arc<watch::Sender<()>>,
}

#[derive(Debug, Clone, Copy)]
enum ClockMode {
    Frozen(DateTime<Utc>),
    Running { ahead_of_system: TimeDelta },
}

impl Clock {
    /// Creates a clock that shows `moment` until it is set.
    pub fn frozen(moment: DateTime<Utc>) -> Self {
        Self::with(ClockMode::Frozen(moment))
    }

    /// Creates a clock that follows the system time. After [`Clock::set`] it runs on from that
    /// moment.
    pub fn running() -> Self {
        Self::with(ClockMode::Running { ahead_of_system: TimeDelta::zero() })
    }

    pub fn now(&self) -> DateTime<Utc> {
        match *self.mode() {
            ClockMode::Frozen(moment) => moment,
            ClockMode::Running { ahead_of_system } => system_now() + ahead_of_system,
        }
    }

    /// Sets the clock: a frozen one stays at `moment`, a running one runs on from there.
    pub fn set(&self, moment: DateTime<Utc>) {
        {
            let mut mode = self.mode();
            *mode = match *mode {
                ClockMode::Frozen(_) => ClockMode::Frozen(moment),
                ClockMode::Running { .. } => {
                    ClockMode::Running { ahead_of_system: moment - system_now() }
                }
            };
        }
        self.changes.send_replace(());
    }

    pub fn advance(&self, by: TimeDelta) {
        self.set(self.now() + by);
    }

    pub fn is_frozen(&self) -> bool {
        matches!(*self.mode(), ClockMode::Frozen(_))
    }

    /// Subscribes to changes of the clock by any of its owners.
    pub fn turned(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    fn with(mode: ClockMode) -> Self {
        Self { mode: Arc::new(Mutex::new(mode)), changes: Arc::new(watch::Sender::new(())) }
    }

    fn mode(&self) -> MutexGuard<'_, ClockMode> {
        self.mode.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the only place where the simulator reads the system time"
)]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment() -> DateTime<Utc> {
        "2026-11-22T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn frozen_clock_stays_where_it_was_set() {
        let clock = Clock::frozen(moment());
        assert_eq!(clock.now(), moment());
        clock.set(moment() + TimeDelta::days(1));
        assert_eq!(clock.now(), moment() + TimeDelta::days(1));
    }

    #[test]
    fn running_clock_continues_from_where_it_was_set() {
        let clock = Clock::running();
        clock.set(moment());
        let first = clock.now();
        assert!(first >= moment());
        assert!(clock.now() >= first);
        assert!(first - moment() < TimeDelta::minutes(1));
    }

    #[test]
    fn clones_share_one_clock() {
        let clock = Clock::frozen(moment());
        clock.clone().advance(TimeDelta::hours(1));
        assert_eq!(clock.now(), moment() + TimeDelta::hours(1));
    }
}

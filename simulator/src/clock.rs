//! The only source of time in the simulator. A caller may share the clock with the program under
//! test, so that setting it affects both.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

/// A clock that is frozen or running and can be set. Cheap to clone; clones share one clock.
#[derive(Debug, Clone)]
pub struct Clock {
    hand: Arc<Mutex<Hand>>,
    turned: Arc<watch::Sender<()>>,
}

#[derive(Debug, Clone, Copy)]
enum Hand {
    Frozen(DateTime<Utc>),
    Running { ahead_of_system: TimeDelta },
}

impl Clock {
    /// Creates a clock that shows `moment` until it is set.
    pub fn frozen(moment: DateTime<Utc>) -> Self {
        Self::with(Hand::Frozen(moment))
    }

    /// Creates a clock that follows the system time. After [`Clock::set`] it runs on from that
    /// moment.
    pub fn running() -> Self {
        Self::with(Hand::Running { ahead_of_system: TimeDelta::zero() })
    }

    pub fn now(&self) -> DateTime<Utc> {
        match *self.hand() {
            Hand::Frozen(moment) => moment,
            Hand::Running { ahead_of_system } => system_now() + ahead_of_system,
        }
    }

    /// Sets the clock: a frozen one stays at `moment`, a running one runs on from there.
    pub fn set(&self, moment: DateTime<Utc>) {
        {
            let mut hand = self.hand();
            *hand = match *hand {
                Hand::Frozen(_) => Hand::Frozen(moment),
                Hand::Running { .. } => Hand::Running { ahead_of_system: moment - system_now() },
            };
        }
        self.turned.send_replace(());
    }

    pub fn advance(&self, by: TimeDelta) {
        self.set(self.now() + by);
    }

    pub fn is_frozen(&self) -> bool {
        matches!(*self.hand(), Hand::Frozen(_))
    }

    /// Subscribes to changes of the clock by any of its owners.
    pub fn turned(&self) -> watch::Receiver<()> {
        self.turned.subscribe()
    }

    fn with(hand: Hand) -> Self {
        Self { hand: Arc::new(Mutex::new(hand)), turned: Arc::new(watch::Sender::new(())) }
    }

    fn hand(&self) -> MutexGuard<'_, Hand> {
        self.hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a running clock has to read the system's time somewhere: here and nowhere else"
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
    fn a_frozen_clock_stands_where_it_was_set() {
        let clock = Clock::frozen(moment());
        assert_eq!(clock.now(), moment());
        clock.set(moment() + TimeDelta::days(1));
        assert_eq!(clock.now(), moment() + TimeDelta::days(1));
    }

    #[test]
    fn a_running_clock_goes_on_from_where_it_was_set() {
        let clock = Clock::running();
        clock.set(moment());
        let first = clock.now();
        assert!(first >= moment());
        assert!(clock.now() >= first);
        assert!(first - moment() < TimeDelta::minutes(1));
    }

    #[test]
    fn clones_are_the_same_clock() {
        let clock = Clock::frozen(moment());
        clock.clone().advance(TimeDelta::hours(1));
        assert_eq!(clock.now(), moment() + TimeDelta::hours(1));
    }
}

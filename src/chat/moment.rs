//! When an event happened, and when it is processed.

use chrono::{DateTime, TimeDelta, Utc};

use crate::storage::KeptEvent;

/// How long before its receipt an event can have happened: longer than LINE's redelivery and a
/// restart of this service take. An event that claims to be older is treated as this old.
const MAX_EVENT_AGE: TimeDelta = TimeDelta::hours(1);

/// The times of an event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// By LINE's clock; orders the events of a person.
    pub(super) occurred_at: DateTime<Utc>,
    /// By LINE's clock, limited to what is plausible. Deadlines are measured by it, so that our own
    /// delay does not make anyone late.
    pub(super) said_at: DateTime<Utc>,
    /// By our clock; recorded, and used for limiting attempts.
    pub(super) now: DateTime<Utc>,
}

impl Moment {
    pub(super) fn of(event: &KeptEvent, now: DateTime<Utc>) -> Self {
        let said_at = said_at(event.occurred_at, event.received_at);
        Self { occurred_at: event.occurred_at, said_at, now }
    }
}

fn said_at(occurred_at: DateTime<Utc>, received_at: DateTime<Utc>) -> DateTime<Utc> {
    occurred_at.max(received_at - MAX_EVENT_AGE).min(received_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn said_at_is_within_the_hour_before_it_was_received() {
        let received: DateTime<Utc> = "2026-12-02T00:00:05Z".parse().unwrap();
        let seconds = TimeDelta::seconds;
        assert_eq!(said_at(received - seconds(15), received), received - seconds(15));
        assert_eq!(said_at(received + seconds(15), received), received);
        assert_eq!(said_at(DateTime::UNIX_EPOCH, received), received - MAX_EVENT_AGE);
        assert_eq!(said_at(DateTime::<Utc>::MAX_UTC, received), received);
    }
}

//! When to try again, and when to stop.

use chrono::{DateTime, TimeDelta, Utc};

/// LINE remembers a retry key for 24 hours; the same key after that would be a second message
/// (developers.line.biz, "Retrying an API request"). An hour is kept as a margin.
const LAST_RETRY_AFTER: TimeDelta = TimeDelta::hours(23);

/// The moment of the next try after `attempts` tries, doubling from 5 seconds to 10 minutes;
/// `None` when a further try could be a second message.
pub(super) fn next_try(
    attempts: u32,
    first_tried: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let wait = TimeDelta::seconds(5 << attempts.saturating_sub(1).min(7));
    let next = now + wait.min(TimeDelta::minutes(10));
    (next - first_tried <= LAST_RETRY_AFTER).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_ten_minutes_and_end_before_line_forgets_the_key() {
        let start = DateTime::UNIX_EPOCH;
        let wait = |attempts| next_try(attempts, start, start).map(|at| (at - start).num_seconds());
        assert_eq!(wait(1), Some(5));
        assert_eq!(wait(2), Some(10));
        assert_eq!(wait(7), Some(320));
        assert_eq!(wait(40), Some(600));
        assert_eq!(next_try(9, start, start + TimeDelta::hours(23)), None);
    }
}

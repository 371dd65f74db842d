//! When to retry, and when to stop.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// How long after the first attempt a retry is safe. LINE remembers a retry key for 24 hours, after
/// which the same key would send a second message (developers.line.biz, "Retrying an API request").
/// One hour is a safety margin.
pub const LAST_RETRY_AFTER: TimeDelta = TimeDelta::hours(23);

/// Returns the time of the next attempt after `attempts` attempts. The delay doubles from 5 seconds
/// to 10 minutes and is up to a fifth longer depending on the key, so that notifications that
/// failed together are not retried together. `None` if a further attempt could send a second
/// message.
pub(super) fn next_try(
    attempts: u32,
    first_tried: DateTime<Utc>,
    now: DateTime<Utc>,
    key: Uuid,
) -> Option<DateTime<Utc>> {
    let wait = TimeDelta::seconds(5 << attempts.saturating_sub(1).min(7));
    let wait = wait.min(TimeDelta::minutes(10));
    let next = now + wait + jitter(wait, key);
    (next - first_tried <= LAST_RETRY_AFTER).then_some(next)
}

/// Returns whether LINE may have forgotten the retry key since the first attempt, as after a
/// process was down for a day. A message sent with that key could then arrive twice.
pub(super) fn is_forgotten(attempts: u32, first_tried: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    attempts > 1 && now - first_tried > LAST_RETRY_AFTER
}

/// Returns up to a fifth of the delay, always the same for one key.
fn jitter(wait: TimeDelta, key: Uuid) -> TimeDelta {
    let share = i32::from(key.as_bytes()[15]);
    wait * share / (5 * 256)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_ten_minutes_and_end_before_line_forgets_the_key() {
        let start = DateTime::UNIX_EPOCH;
        let wait = |attempts| {
            next_try(attempts, start, start, Uuid::nil()).map(|at| (at - start).num_seconds())
        };
        assert_eq!(wait(1), Some(5));
        let late = next_try(1, start, start, Uuid::max()).unwrap() - start;
        assert!(TimeDelta::milliseconds(5_900) < late && late < TimeDelta::seconds(6));
        assert_eq!(wait(2), Some(10));
        assert_eq!(wait(7), Some(320));
        assert_eq!(wait(40), Some(600));
        assert_eq!(next_try(9, start, start + TimeDelta::hours(23), Uuid::nil()), None);
        let later = start + TimeDelta::hours(23) + TimeDelta::seconds(1);
        assert!(is_forgotten(2, start, later) && !is_forgotten(1, start, later));
    }
}

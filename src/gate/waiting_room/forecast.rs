//! Estimates of the remaining wait.
//!
//! The room fills at the admission rate while people inside leave one by one; once it is full, as
//! many are admitted as leave. Both are modelled as continuous flows: people leave in proportion to
//! the number inside and inversely to their average dwell time.

use std::time::Duration;

use chrono::TimeDelta;

use super::rules::RoomLimits;
use crate::storage::WaitingLine;

const SOONEST: Duration = Duration::from_secs(2);
const LATEST: Duration = Duration::from_secs(20);

/// Estimates the time until a number is admitted; zero if it already is.
pub(super) fn wait(line: &WaitingLine, number: i64, limits: &RoomLimits) -> Duration {
    let numbers = (number - line.admitted + 1).max(0);
    let people = real(numbers) * f64::from(line.turnout) / 1_000.0;
    let stay = seconds(line.stay).max(1.0);
    let rate = f64::from(limits.per_minute.max(1)) / 60.0;
    let seats = f64::from(limits.inside.max(1));
    let until_full = until_full(f64::from(line.inside).min(seats), seats, rate, stay);
    let waits = if people <= rate * until_full {
        people / rate
    } else {
        until_full + (people - rate * until_full) * stay / seats
    };
    Duration::try_from_secs_f64(waits).unwrap_or(Duration::MAX)
}

/// Returns the polling interval, which is short near the front and long at the end of the queue.
pub(super) fn ask_again(wait: Duration) -> Duration {
    (wait / 4).clamp(SOONEST, LATEST)
}

/// Returns the seconds until the room is full; infinity if it never will be.
fn until_full(inside: f64, seats: f64, rate: f64, stay: f64) -> f64 {
    let settles_at = rate * stay;
    if settles_at <= seats {
        return f64::INFINITY;
    }
    stay * ((settles_at - inside) / (settles_at - seats)).ln()
}

pub(super) fn seconds(time: TimeDelta) -> f64 {
    real(time.num_milliseconds()) / 1_000.0
}

#[expect(clippy::cast_precision_loss, reason = "an estimate needs no 53 bits")]
pub(super) fn real(number: i64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn line(inside: u32) -> WaitingLine {
        WaitingLine {
            next: 10_000,
            admitted: 100,
            inside,
            ..limits().new_line(DateTime::from_timestamp(1_777_600_000, 0).unwrap())
        }
    }

    fn limits() -> RoomLimits {
        RoomLimits { inside: 600, per_minute: 600, usual_stay: TimeDelta::minutes(5) }
    }

    #[test]
    fn who_is_called_does_not_wait_and_who_is_next_waits_a_moment() {
        assert_eq!(wait(&line(0), 99, &limits()), Duration::ZERO);
        assert_eq!(wait(&line(0), 100, &limits()), Duration::from_millis(100));
    }

    #[test]
    fn while_there_is_room_the_rate_decides() {
        assert_eq!(wait(&line(0), 199, &limits()), Duration::from_secs(10));
    }

    #[test]
    fn once_it_is_full_as_many_come_in_as_leave() {
        // 600 people with a dwell time of 300 seconds: two leave per second.
        assert_eq!(wait(&line(600), 219, &limits()), Duration::from_mins(1));
    }

    #[test]
    fn where_half_have_gone_the_wait_is_half() {
        let half = WaitingLine { turnout: 500, ..line(600) };
        assert_eq!(wait(&half, 219, &limits()), Duration::from_secs(30));
    }

    #[test]
    fn pages_ask_the_oftener_the_nearer_their_turn() {
        let asked: Vec<u64> =
            [0, 10, 60, 3_600].map(|wait| ask_again(Duration::from_secs(wait)).as_secs()).to_vec();
        assert_eq!(asked, [2, 2, 15, 20]);
    }
}

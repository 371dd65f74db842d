//! The pure rules by which the queue advances.
//!
//! Numbers are called so that as many people enter as the admission rate and the room allow. People
//! who are called but have left do not delay the queue: the share of recently called people who
//! came (the show-up rate) predicts the next ones, and correspondingly more are called.

use chrono::{DateTime, TimeDelta, Utc};

use crate::storage::{Called, Left, WaitingLine};

/// The grace period, for which a place is kept after its turn (product: "closing the page and
/// coming back within five minutes keeps the place").
pub const KEPT: TimeDelta = TimeDelta::minutes(5);
/// How far back calls are remembered.
pub(super) const MEMORY: TimeDelta = TimeDelta::minutes(8);
/// The longest pause between two ticks. After a longer one, in which no one could enter, earlier
/// calls are ignored.
pub(super) const GAP: TimeDelta = TimeDelta::seconds(30);

/// How long called people may still be about to enter: nearest the front a page polls every few
/// seconds.
const ON_THE_WAY: TimeDelta = TimeDelta::seconds(8);
/// How long people who come usually take after their call.
const USUAL_DELAY: TimeDelta = TimeDelta::seconds(3);
/// The window of calls from which the show-up rate is computed.
const RECENT: TimeDelta = TimeDelta::minutes(2);
/// The prior of the show-up rate: this many people are assumed to have been called and to have
/// come, so that a small sample has little effect.
const BENEFIT_OF_DOUBT: i64 = 20;
/// The lowest show-up rate that is assumed, per mille. When all the others come back at the same
/// time, they are at most four times as many as expected.
const LOWEST_TURNOUT: i64 = 250;
const ALL: i64 = 1_000;
/// The largest credit after a pause, in seconds of the admission rate.
const BURST_SECONDS: u32 = 5;
const LONGEST_STEP: TimeDelta = TimeDelta::seconds(5);

/// The capacity and speed of the waiting room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomLimits {
    /// The maximum number of people inside, at least one.
    pub inside: u32,
    /// The admission rate per minute, at least one.
    pub per_minute: u32,
    /// The expected dwell time, until it has been measured.
    pub usual_stay: TimeDelta,
}

impl RoomLimits {
    /// Returns how many people may enter at the same time after a quiet period.
    pub(super) fn burst(&self) -> u32 {
        (self.per_minute * BURST_SECONDS / 60).clamp(1, self.inside)
    }

    /// Returns the rate limit of new numbers per address: a tenth of the admission rate in a burst
    /// and again within each minute, so that ten addresses of a flood cannot take the whole minute.
    /// The minimum serves a care home or an office behind one address, however low the rate is.
    pub(super) fn numbers_per_address(&self) -> u32 {
        (self.per_minute / 10).clamp(20, 600)
    }

    /// Returns the rate limit of new numbers per network: a fifth of the admission rate in a burst
    /// and again within each minute. Carriers put thousands of customers behind one network, but
    /// far fewer of one municipality.
    pub(super) fn numbers_per_network(&self) -> u32 {
        (self.per_minute / 5).clamp(40, 2_400)
    }

    /// Returns how many people may be inside from one address.
    pub(super) fn inside_per_address(&self) -> u32 {
        (self.inside / 10).max(20)
    }

    /// Returns how many people may be inside from one network.
    pub(super) fn inside_per_network(&self) -> u32 {
        (self.inside / 4).max(40)
    }

    /// Returns the queue before the first arrival.
    pub(super) fn new_line(&self, now: DateTime<Utc>) -> WaitingLine {
        WaitingLine {
            next: 0,
            admitted: 0,
            lapsed: 0,
            entered: 0,
            inside: 0,
            credit: self.burst() * 1_000,
            turnout: 1_000,
            stay: self.usual_stay,
            stepped_at: now - TimeDelta::seconds(1),
        }
    }
}

/// The observations that a tick is decided from, besides the queue.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    /// Oldest first.
    pub(super) calls: &'a [Called],
    /// The number of people inside.
    pub(super) inside: u32,
    /// The people who have left since the previous tick.
    pub(super) left: Left,
}

/// Returns the number below which all have been both issued and called.
pub(super) fn called(line: &WaitingLine) -> i64 {
    line.next.min(line.admitted)
}

/// Returns the queue after one tick.
pub(super) fn step(
    line: &WaitingLine,
    seen: &Seen<'_>,
    limits: &RoomLimits,
    now: DateTime<Utc>,
) -> WaitingLine {
    let turnout = turnout(line, seen.calls, now);
    let inside = i64::from(seen.inside) + on_their_way(line, seen.calls, turnout, now);
    let room = (i64::from(limits.inside) - inside).max(0);
    let burst = i64::from(limits.burst());
    let credit = (i64::from(line.credit) + earned(line, limits, now)).min(burst * 1_000);
    let furthest =
        [line.admitted + credit / turnout, called(line) + room * ALL / turnout, line.next + burst];
    let admitted = furthest.into_iter().min().unwrap_or(0).max(line.admitted);
    let credit = (credit - (admitted - line.admitted) * turnout).max(0);
    WaitingLine {
        admitted,
        lapsed: lapsed(line, seen.calls, now),
        inside: small(inside),
        credit: small(credit),
        turnout: small(turnout),
        stay: stay(line, &seen.left, limits),
        stepped_at: now,
        ..*line
    }
}

/// Returns the credit for the time since the previous tick, in thousandths of a person.
fn earned(line: &WaitingLine, limits: &RoomLimits, now: DateTime<Utc>) -> i64 {
    let passed = (now - line.stepped_at).clamp(TimeDelta::zero(), LONGEST_STEP);
    passed.num_milliseconds() * i64::from(limits.per_minute) / 60
}

/// Returns the show-up rate per mille.
fn turnout(line: &WaitingLine, calls: &[Called], now: DateTime<Utc>) -> i64 {
    let until = at(calls, now - USUAL_DELAY);
    let since = at(calls, now - USUAL_DELAY - RECENT);
    let before = at(calls, now - RECENT);
    let (Some(until), Some(since), Some(before)) = (until, since, before) else { return ALL };
    let called = until.called - since.called + BENEFIT_OF_DOUBT;
    let came = line.entered - before.entered + BENEFIT_OF_DOUBT;
    (came * ALL / called).clamp(LOWEST_TURNOUT, ALL)
}

/// Returns how many people were called a moment ago and are still expected.
fn on_their_way(line: &WaitingLine, calls: &[Called], turnout: i64, now: DateTime<Utc>) -> i64 {
    let Some(before) = at(calls, now - ON_THE_WAY) else { return 0 };
    let expected = (called(line) - before.called) * turnout / ALL;
    (expected - (line.entered - before.entered)).max(0)
}

fn lapsed(line: &WaitingLine, calls: &[Called], now: DateTime<Utc>) -> i64 {
    let long_ago = calls.iter().rev().find(|call| call.at <= now - KEPT);
    long_ago.map_or(line.lapsed, |call| call.called.max(line.lapsed))
}

/// Returns the average dwell time, with the stays of the people who left weighted by their number.
fn stay(line: &WaitingLine, left: &Left, limits: &RoomLimits) -> TimeDelta {
    let known = i32::try_from(limits.inside / 2).unwrap_or(i32::MAX).max(20);
    let people = i32::try_from(left.people).unwrap_or(i32::MAX);
    (line.stay * known + left.stayed) / known.saturating_add(people)
}

/// Returns the last call before a moment, or the oldest known.
fn at(calls: &[Called], moment: DateTime<Utc>) -> Option<&Called> {
    calls.iter().rev().find(|call| call.at <= moment).or(calls.first())
}

fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(if number < 0 { 0 } else { u32::MAX })
}

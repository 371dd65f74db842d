//! How the line moves on: pure, from what is known at a moment.
//!
//! Numbers are called so that as many people come in as the rate allows and as there is room for.
//! Who is called but has gone does not hold up the line: from how many of those called have come,
//! the share that will come of the next ones is known, and so many more are called.

use chrono::{DateTime, TimeDelta, Utc};

use crate::storage::{Called, Left, WaitingLine};

/// How long a place is kept for someone whose turn has come (product: "closing the page and
/// coming back within five minutes keeps the place").
pub const KEPT: TimeDelta = TimeDelta::minutes(5);
/// How far back calls are remembered.
pub(super) const MEMORY: TimeDelta = TimeDelta::minutes(8);
/// Longer without a step, and nobody could come in: what was called before counts from anew.
pub(super) const GAP: TimeDelta = TimeDelta::seconds(30);

/// Those called within this time may still be on their way: nearest the front a page asks every
/// few seconds.
const ON_THE_WAY: TimeDelta = TimeDelta::seconds(8);
/// Who comes, comes after about so long.
const USUAL_DELAY: TimeDelta = TimeDelta::seconds(3);
/// The calls that the turnout is read from.
const RECENT: TimeDelta = TimeDelta::minutes(2);
/// So many who come are assumed beside those counted, so that few do not say much.
const BENEFIT_OF_DOUBT: i64 = 20;
/// Below it nothing is believed: when the others come back all at once, they are at most four
/// times as many as expected.
const LOWEST_TURNOUT: i64 = 250;
const ALL: i64 = 1_000;
/// What may be made up for after a pause, in seconds of the rate.
const BURST_SECONDS: u32 = 5;
const LONGEST_STEP: TimeDelta = TimeDelta::seconds(5);

/// When the room fills, and how fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomLimits {
    /// So many people inside at once, at least one.
    pub inside: u32,
    /// So many people come in within a minute, at least one.
    pub per_minute: u32,
    /// How long people stay, until that has been seen.
    pub usual_stay: TimeDelta,
}

impl RoomLimits {
    /// So many come in at once when nobody has come for a while.
    pub(super) fn burst(&self) -> u32 {
        (self.per_minute * BURST_SECONDS / 60).clamp(1, self.inside)
    }

    /// How many numbers one address may draw at once, and again within each minute: a tenth of those
    /// who come in, so that ten addresses of a flood do not take the whole minute. A care home or an
    /// office behind one address has some, however slowly people come in.
    pub(super) fn numbers_per_address(&self) -> u32 {
        (self.per_minute / 10).clamp(20, 600)
    }

    /// How many numbers one network may draw at once, and again within each minute: a fifth of those
    /// who come in. Carriers put thousands of customers behind one network, of one town far fewer.
    pub(super) fn numbers_per_network(&self) -> u32 {
        (self.per_minute / 5).clamp(40, 2_400)
    }

    /// How many may be inside by way of one address.
    pub(super) fn inside_per_address(&self) -> u32 {
        (self.inside / 10).max(20)
    }

    /// How many may be inside by way of one network.
    pub(super) fn inside_per_network(&self) -> u32 {
        (self.inside / 4).max(40)
    }

    /// The line before anybody has come.
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

/// What a step is decided from, besides the line.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    /// The oldest first.
    pub(super) calls: &'a [Called],
    /// Who is inside now.
    pub(super) inside: u32,
    /// Who has left since the step before.
    pub(super) left: Left,
}

/// The numbers below this have been both given and called.
pub(super) fn called(line: &WaitingLine) -> i64 {
    line.next.min(line.admitted)
}

/// The line a step further.
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

/// What the rate gives for the time since the step before, in thousandths of a person.
fn earned(line: &WaitingLine, limits: &RoomLimits, now: DateTime<Utc>) -> i64 {
    let passed = (now - line.stepped_at).clamp(TimeDelta::zero(), LONGEST_STEP);
    passed.num_milliseconds() * i64::from(limits.per_minute) / 60
}

/// Of a thousand who are called, so many come.
fn turnout(line: &WaitingLine, calls: &[Called], now: DateTime<Utc>) -> i64 {
    let until = at(calls, now - USUAL_DELAY);
    let since = at(calls, now - USUAL_DELAY - RECENT);
    let before = at(calls, now - RECENT);
    let (Some(until), Some(since), Some(before)) = (until, since, before) else { return ALL };
    let called = until.called - since.called + BENEFIT_OF_DOUBT;
    let came = line.entered - before.entered + BENEFIT_OF_DOUBT;
    (came * ALL / called).clamp(LOWEST_TURNOUT, ALL)
}

/// Who was called a moment ago and is still to come.
fn on_their_way(line: &WaitingLine, calls: &[Called], turnout: i64, now: DateTime<Utc>) -> i64 {
    let Some(before) = at(calls, now - ON_THE_WAY) else { return 0 };
    let expected = (called(line) - before.called) * turnout / ALL;
    (expected - (line.entered - before.entered)).max(0)
}

fn lapsed(line: &WaitingLine, calls: &[Called], now: DateTime<Utc>) -> i64 {
    let long_ago = calls.iter().rev().find(|call| call.at <= now - KEPT);
    long_ago.map_or(line.lapsed, |call| call.called.max(line.lapsed))
}

/// The average stay, which the longer counts the more have been seen to leave.
fn stay(line: &WaitingLine, left: &Left, limits: &RoomLimits) -> TimeDelta {
    let known = i32::try_from(limits.inside / 2).unwrap_or(i32::MAX).max(20);
    let people = i32::try_from(left.people).unwrap_or(i32::MAX);
    (line.stay * known + left.stayed) / known.saturating_add(people)
}

/// The last call before a moment, or the oldest one known.
fn at(calls: &[Called], moment: DateTime<Utc>) -> Option<&Called> {
    calls.iter().rev().find(|call| call.at <= moment).or(calls.first())
}

fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(if number < 0 { 0 } else { u32::MAX })
}

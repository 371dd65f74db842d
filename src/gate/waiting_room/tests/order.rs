//! Numbers are called in order, whatever happens.

use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;

use super::super::rules::{self, MEMORY, RoomLimits, Seen};
use crate::storage::{Called, Left};

/// Something that happens to the queue before its next tick.
#[derive(Debug, Clone, Copy)]
struct Happens {
    arrive: u16,
    /// The share of called people not yet there who come, in percent.
    come: u8,
    /// The share of people inside who leave, in percent.
    leave: u8,
    milliseconds: u32,
}

fn happens() -> impl Strategy<Value = Happens> {
    (0..2_000_u16, 0..=100_u8, 0..=100_u8, 0..20_000_u32).prop_map(
        |(arrive, come, leave, milliseconds)| Happens { arrive, come, leave, milliseconds },
    )
}

proptest! {
    #[test]
    fn numbers_are_called_in_order_and_never_more_than_the_room_and_the_rate_allow(
        inside_most in 1..500_u32,
        per_minute in 1..2_000_u32,
        happenings in prop::collection::vec(happens(), 1..60),
    ) {
        let limits =
            RoomLimits { inside: inside_most, per_minute, usual_stay: TimeDelta::minutes(5) };
        let mut now = DateTime::from_timestamp(1_777_600_000, 0).unwrap();
        let mut line = limits.new_line(now);
        let (mut calls, mut inside): (Vec<Called>, u32) = (Vec::new(), 0);
        for each in happenings {
            line.next += i64::from(each.arrive);
            let expected = rules::called(&line) - line.entered;
            let come = expected.max(0) * i64::from(each.come) / 100;
            line.entered += come;
            inside += u32::try_from(come).unwrap();
            let people = inside * u32::from(each.leave) / 100;
            inside -= people;
            now += TimeDelta::milliseconds(each.milliseconds.into());
            calls.retain(|call| call.at >= now - MEMORY);
            let left = Left { people, stayed: TimeDelta::minutes(4) * i32::try_from(people).unwrap() };
            let before = line;
            line = rules::step(&before, &Seen { calls: &calls, inside, left }, &limits, now);
            calls.push(Called { at: now, called: rules::called(&line), entered: line.entered });

            prop_assert!(line.admitted >= before.admitted);
            prop_assert!(line.lapsed >= before.lapsed && line.lapsed <= rules::called(&line));
            prop_assert!(line.admitted <= before.admitted.max(line.next + i64::from(limits.burst())));
            let room = i64::from(inside_most) - i64::from(inside);
            // Four at most for each person who will come.
            let called = line.admitted - before.admitted;
            prop_assert!(called <= 4 * room.max(0) + i64::from(limits.burst()));
            prop_assert!(called <= 4 * i64::from(limits.burst()));
            prop_assert!((250..=1_000).contains(&line.turnout));
        }
    }
}

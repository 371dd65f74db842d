//! Whole mornings: the room, people who leave the queue, and whether the estimated waits were
//! right.

use chrono::TimeDelta;

use super::{
    super::rules::RoomLimits,
    town::{Habits, Morning},
};

const CITY: RoomLimits =
    RoomLimits { inside: 1_000, per_minute: 1_200, usual_stay: TimeDelta::minutes(5) };

const RUSH: Habits =
    Habits { people: 12_000, within: 1_200.0, stay: 300.0, give_up: 15, seed: 20_261_124 };

/// Returns, per mille, how many estimates of a minute or more were right to within a quarter.
fn told_right(morning: &Morning) -> usize {
    let long = |(told, came): &&(f64, f64)| *told >= 60.0 || *came >= 60.0;
    let right = |(told, came): &&(f64, f64)| (told - came).abs() <= 0.25 * came;
    let all = morning.told.iter().filter(long).count();
    assert!(all > 1_000, "{all} were told so");
    morning.told.iter().filter(long).filter(right).count() * 1_000 / all
}

/// Checks that the room was not overfilled and no one who stayed in the queue was skipped.
fn was_orderly(morning: &Morning) {
    let most = morning.limits.inside as usize * 105 / 100;
    assert!(morning.most_inside <= most, "{} inside", morning.most_inside);
    assert_eq!(morning.lost, 0);
}

#[test]
fn what_people_are_told_comes_true_to_a_quarter() {
    let mornings = [
        ("some give up", CITY, RUSH, 920),
        ("nobody gives up", CITY, Habits { give_up: 0, ..RUSH }, 880),
        ("half give up", CITY, Habits { give_up: 50, ..RUSH }, 830),
        ("the room is never full", RoomLimits { inside: 10_000, ..CITY }, RUSH, 990),
    ];
    for (name, limits, habits, least) in mornings {
        let morning = Morning::play(limits, habits);
        let right = told_right(&morning);
        assert!(right >= least, "{name}: {right} of a thousand");
        was_orderly(&morning);
    }
}

#[test]
fn where_people_stay_longer_than_thought_the_room_is_not_overfilled_all_the_same() {
    was_orderly(&Morning::play(CITY, Habits { people: 4_000, stay: 600.0, ..RUSH }));
}

#[test]
fn those_who_left_do_not_hold_up_the_line() {
    let habits = Habits { give_up: 50, ..RUSH };
    let morning = Morning::play(CITY, habits);
    // With a room that is always full, a thousand enter in every five minutes after the first.
    let (came, last) = (morning.came.len(), morning.came.last().unwrap().1);
    let best = habits.stay * f64::from(u32::try_from(came).unwrap() - CITY.inside)
        / f64::from(CITY.inside);
    assert!(last <= best * 1.15, "{last} seconds for {came} people, {best} at best");
}

//! A simulated morning, second by second: people arrive, poll their position as their pages do,
//! give up or enter, stay, and leave. The rules are the real ones, the database is a map.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::super::{
    forecast,
    rules::{self, MEMORY, RoomLimits, Seen},
};
use crate::storage::{Called, Left, WaitingLine};

/// How people behave.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habits {
    /// The number of people who arrive …
    pub(super) people: u32,
    /// … within this many seconds, most of them at the beginning.
    pub(super) within: f64,
    /// The average dwell time in seconds.
    pub(super) stay: f64,
    /// The percentage who close the page for good before their turn.
    pub(super) give_up: u32,
    pub(super) seed: u64,
}

#[derive(Debug, Clone, Copy)]
struct Person {
    gives_up: bool,
    stay: f64,
    /// The first estimate, and when it was given.
    told: (f64, f64),
    /// The estimate after about half of the first one.
    told_later: Option<(f64, f64)>,
}

pub(super) struct Morning {
    pub(super) limits: RoomLimits,
    pub(super) line: WaitingLine,
    calls: Vec<Called>,
    /// By number: the seconds of entry and of leaving.
    inside: BTreeMap<i64, (f64, f64)>,
    pub(super) most_inside: usize,
    /// The numbers that entered, and in which second.
    pub(super) came: Vec<(i64, f64)>,
    /// Estimated and actual waits, in seconds.
    pub(super) told: Vec<(f64, f64)>,
    pub(super) lost: u32,
    now: f64,
    rng: StdRng,
}

fn begin() -> DateTime<Utc> {
    DateTime::from_timestamp(1_777_600_000, 0).unwrap()
}

fn moment(seconds: f64) -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "the milliseconds of a morning fit")]
    let milliseconds = (seconds * 1_000.0) as i64;
    begin() + TimeDelta::milliseconds(milliseconds)
}

impl Morning {
    pub(super) fn play(limits: RoomLimits, habits: Habits) -> Self {
        let mut morning = Self {
            limits,
            line: limits.new_line(begin()),
            calls: Vec::new(),
            inside: BTreeMap::new(),
            most_inside: 0,
            came: Vec::new(),
            told: Vec::new(),
            lost: 0,
            now: 0.0,
            rng: StdRng::seed_from_u64(habits.seed),
        };
        morning.pass(&habits);
        morning
    }

    fn pass(&mut self, habits: &Habits) {
        let mut arrivals = self.arrivals(habits);
        arrivals.reverse();
        let mut looks: BTreeSet<(u64, i64)> = BTreeSet::new();
        let mut people: BTreeMap<i64, Person> = BTreeMap::new();
        while !arrivals.is_empty() || !looks.is_empty() {
            self.now += 1.0;
            self.step();
            while arrivals.last().is_some_and(|at| *at <= self.now) {
                arrivals.pop();
                let number = self.line.next;
                self.line.next += 1;
                let person = self.person(number, habits);
                people.insert(number, person);
                self.look(number, &mut people, &mut looks);
            }
            while let Some((at, number)) = looks.first().copied()
                && at <= self.millis()
            {
                looks.pop_first();
                self.look(number, &mut people, &mut looks);
            }
        }
    }

    fn look(
        &mut self,
        number: i64,
        people: &mut BTreeMap<i64, Person>,
        looks: &mut BTreeSet<(u64, i64)>,
    ) {
        let Some(person) = people.get_mut(&number) else { return };
        if number < self.line.lapsed {
            self.lost += 1;
            return;
        }
        if number < self.line.admitted {
            let person = *person;
            self.come_in(number, &person);
            return;
        }
        let wait = forecast::wait(&self.line, number, &self.limits);
        let told = wait.as_secs_f64();
        if person.told_later.is_none() && self.now - person.told.1 > person.told.0 / 2.0 {
            person.told_later = Some((told, self.now));
            if person.gives_up {
                return;
            }
        }
        let later = forecast::ask_again(wait).as_secs_f64() * self.rng.random_range(0.8..1.2);
        looks.insert((self.millis() + as_millis(later), number));
    }

    fn come_in(&mut self, number: i64, person: &Person) {
        self.came.push((number, self.now));
        self.line.entered += 1;
        self.inside.insert(number, (self.now, self.now + person.stay));
        self.most_inside = self.most_inside.max(self.inside.len());
        for (told, at) in [Some(person.told), person.told_later].into_iter().flatten() {
            self.told.push((told, self.now - at));
        }
    }

    fn step(&mut self) {
        let now = moment(self.now);
        let gone: Vec<i64> = self
            .inside
            .iter()
            .filter(|(_, it)| it.1 <= self.now)
            .map(|(number, _)| *number)
            .collect();
        let mut left = Left { people: 0, stayed: TimeDelta::zero() };
        for number in gone {
            let (since, until) = self.inside.remove(&number).unwrap();
            left.people += 1;
            left.stayed += moment(until) - moment(since);
        }
        self.calls.retain(|call| call.at >= now - MEMORY);
        let inside = u32::try_from(self.inside.len()).unwrap();
        let seen = Seen { calls: &self.calls, inside, left };
        self.line = rules::step(&self.line, &seen, &self.limits, now);
        if self.calls.last().is_none_or(|last| last.at <= now - TimeDelta::seconds(4)) {
            let called = rules::called(&self.line);
            self.calls.push(Called { at: now, called, entered: self.line.entered });
        }
    }

    /// Draws the times of arrival, most at the beginning and fewer later.
    fn arrivals(&mut self, habits: &Habits) -> Vec<f64> {
        let rng = &mut self.rng;
        let one = |_| habits.within * rng.random_range(0.0_f64..1.0).powi(3);
        let mut arrivals: Vec<f64> = (0..habits.people).map(one).collect();
        arrivals.sort_by(f64::total_cmp);
        arrivals
    }

    fn person(&mut self, number: i64, habits: &Habits) -> Person {
        // The mean of three draws: most stay about the average, some hardly at all, some twice as
        // long.
        let spread: f64 = (0..3).map(|_| self.rng.random_range(0.0..2.0)).sum::<f64>() / 3.0;
        let wait = forecast::wait(&self.line, number, &self.limits).as_secs_f64();
        Person {
            gives_up: self.rng.random_range(0..100) < habits.give_up,
            stay: habits.stay * (0.1 + 0.9 * spread),
            told: (wait, self.now),
            told_later: None,
        }
    }

    fn millis(&self) -> u64 {
        as_millis(self.now)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a morning is short")]
fn as_millis(seconds: f64) -> u64 {
    (seconds * 1_000.0) as u64
}

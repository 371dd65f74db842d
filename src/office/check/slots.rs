//! Rules 20x: single slots. A problem that many slots of a venue share is reported once per venue.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};

use super::{Facts, Level, Rule, SlotFact};
use crate::vaccination::{
    ids::VenueId,
    public_holiday::public_holiday,
    time::{TimeOfDay, end_of_day_before},
    venue::Venue,
};

/// The date and times of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Time {
    pub date: NaiveDate,
    pub starts: TimeOfDay,
    pub ends: TimeOfDay,
}

/// The first of several cases, and their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cases<T> {
    pub first: T,
    pub count: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlotFinding {
    /// Two venues of the same name have slots at the same times: one file, loaded under two codes.
    LoadedTwice {
        venue: String,
        slots: Cases<Time>,
    },
    /// The first slot, and one that begins before it ends.
    Overlapping {
        venue: String,
        slots: Cases<(Time, Time)>,
    },
    /// Before the opening, or so soon after it that the booking deadline has passed by then.
    NeverBookable {
        venue: String,
        slots: Cases<Time>,
    },
    AfterTheEnd {
        venue: String,
        slots: Cases<Time>,
    },
    OnAHoliday {
        venue: String,
        day: NaiveDate,
        name: String,
        days: usize,
    },
    EndsBeforeItStarts {
        venue: String,
        slots: Cases<Time>,
    },
    /// Many times more or fewer seats than the venue's slots usually have.
    OddCapacity {
        venue: String,
        usual: u32,
        capacity: u32,
        slots: Cases<Time>,
    },
    NoSeats {
        venue: String,
        slots: Cases<Time>,
    },
    /// Before 6:00 or after 22:00, such as 1:00 for 13:00.
    AtNight {
        venue: String,
        slots: Cases<Time>,
    },
    /// Closed, with bookings whose people have not been told.
    ClosedUntold {
        venue: String,
        slots: Cases<Time>,
        bookings: u64,
    },
}

impl SlotFinding {
    pub(super) fn rule(&self) -> Rule {
        match self {
            Self::LoadedTwice { .. } => (201, Level::Error),
            Self::Overlapping { .. } => (202, Level::Error),
            Self::NeverBookable { .. } => (203, Level::Error),
            Self::AfterTheEnd { .. } => (204, Level::Warning),
            Self::OnAHoliday { .. } => (205, Level::Warning),
            Self::EndsBeforeItStarts { .. } => (206, Level::Error),
            Self::OddCapacity { .. } => (207, Level::Warning),
            Self::NoSeats { .. } => (208, Level::Warning),
            Self::AtNight { .. } => (209, Level::Warning),
            Self::ClosedUntold { .. } => (210, Level::Error),
        }
    }
}

/// From this factor over or under the usual seats of a slot on, a person has to check it.
const ODD: u32 = 5;

/// A rule: returns whether one slot breaks it.
type Breaks = fn(&Facts, &SlotFact) -> bool;
/// The constructor of the finding about a venue's slots that break a rule.
type Told = fn(String, Cases<Time>) -> SlotFinding;

const SINGLE: [(Breaks, Told); 5] = [
    (never_bookable, |venue, slots| SlotFinding::NeverBookable { venue, slots }),
    (after_the_end, |venue, slots| SlotFinding::AfterTheEnd { venue, slots }),
    (
        |_, slot| slot.ends <= slot.starts,
        |venue, slots| SlotFinding::EndsBeforeItStarts { venue, slots },
    ),
    (|_, slot| slot.capacity == 0, |venue, slots| SlotFinding::NoSeats { venue, slots }),
    (at_night, |venue, slots| SlotFinding::AtNight { venue, slots }),
];

pub(super) fn look(facts: &Facts, venues: &[Venue], slots: &[SlotFact]) -> Vec<SlotFinding> {
    let mut found = loaded_twice(venues, slots);
    for venue in venues {
        let own: Vec<_> = slots.iter().filter(|it| it.venue == venue.id && !it.closed).collect();
        for (breaks, told) in SINGLE {
            let times = own.iter().filter(|it| breaks(facts, it)).map(|it| it.time());
            found.extend(Cases::of(times).map(|slots| told(venue.name.clone(), slots)));
        }
        found.extend(overlapping(venue, &own));
        found.extend(on_holidays(facts, venue, &own));
        found.extend(odd_capacity(venue, &own));
        found.extend(closed_untold(facts, venue, slots));
    }
    found
}

impl<T> Cases<T> {
    pub(super) fn of(mut all: impl Iterator<Item = T>) -> Option<Self> {
        let first = all.next()?;
        Some(Self { first, count: all.count() + 1 })
    }
}

impl SlotFact {
    fn time(&self) -> Time {
        Time { date: self.date, starts: self.starts, ends: self.ends }
    }
}

/// Returns whether the booking deadline has passed when the programme opens. The current time does
/// not matter: past slots that could be booked once are no mistake.
fn never_bookable(facts: &Facts, slot: &SlotFact) -> bool {
    let ends = end_of_day_before(slot.date, facts.programme.book_until_days_before);
    ends <= facts.programme.opens_at
}

fn after_the_end(facts: &Facts, slot: &SlotFact) -> bool {
    let programme = &facts.programme;
    programme.opens_at < programme.closes_at && slot.starts.on(slot.date) >= programme.closes_at
}

fn at_night(_: &Facts, slot: &SlotFact) -> bool {
    slot.starts.minutes() < 6 * 60 || slot.ends.minutes() > 22 * 60
}

fn loaded_twice(venues: &[Venue], slots: &[SlotFact]) -> Vec<SlotFinding> {
    let names: HashMap<VenueId, &str> =
        venues.iter().map(|venue| (venue.id, venue.name.as_str())).collect();
    let mut seen: HashMap<(&str, Time), VenueId> = HashMap::new();
    let mut twice: BTreeMap<&str, Vec<Time>> = BTreeMap::new();
    for slot in slots {
        let Some(name) = names.get(&slot.venue) else { continue };
        let first = *seen.entry((name, slot.time())).or_insert(slot.venue);
        if first != slot.venue {
            twice.entry(name).or_default().push(slot.time());
        }
    }
    let told = |(name, times): (&str, Vec<Time>)| {
        let slots = Cases::of(times.into_iter())?;
        Some(SlotFinding::LoadedTwice { venue: name.to_owned(), slots })
    };
    twice.into_iter().filter_map(told).collect()
}

/// Finds slots that overlap. They come sorted by day and start, so comparing neighbours is enough.
fn overlapping(venue: &Venue, slots: &[&SlotFact]) -> Option<SlotFinding> {
    let neighbours = slots.iter().zip(slots.iter().skip(1));
    let pairs = neighbours
        .filter(|(one, next)| one.date == next.date && next.starts < one.ends)
        .map(|(one, next)| (one.time(), next.time()));
    let slots = Cases::of(pairs)?;
    Some(SlotFinding::Overlapping { venue: venue.name.clone(), slots })
}

fn on_holidays(facts: &Facts, venue: &Venue, slots: &[&SlotFact]) -> Option<SlotFinding> {
    let mut days: Vec<_> = slots.iter().map(|it| it.date).collect();
    days.dedup();
    let mut closed = days.into_iter().filter_map(|day| Some((day, closed_for(facts, day)?)));
    let (day, name) = closed.next()?;
    let days = closed.count() + 1;
    Some(SlotFinding::OnAHoliday { venue: venue.name.clone(), day, name, days })
}

/// Returns the name of the holiday on a day: one listed in the settings, a public holiday, or the
/// turn of the year, when offices are closed by custom (29 December to 3 January).
fn closed_for(facts: &Facts, day: NaiveDate) -> Option<String> {
    let turn = matches!((day.month(), day.day()), (12, 29..=31) | (1, 2..=3));
    let listed = facts.holidays.name(day);
    listed.or_else(|| public_holiday(day)).or(turn.then_some("年末年始")).map(str::to_owned)
}

fn closed_untold(facts: &Facts, venue: &Venue, slots: &[SlotFact]) -> Option<SlotFinding> {
    let is_untold = |slot: &&SlotFact| {
        slot.venue == venue.id
            && slot.closed
            && slot.untold > 0
            && slot.ends.on(slot.date) > facts.now
    };
    let untold = || slots.iter().filter(is_untold);
    let bookings = untold().map(|slot| slot.untold).sum();
    let slots = Cases::of(untold().map(SlotFact::time))?;
    Some(SlotFinding::ClosedUntold { venue: venue.name.clone(), slots, bookings })
}

fn odd_capacity(venue: &Venue, slots: &[&SlotFact]) -> Option<SlotFinding> {
    let mut seats: Vec<_> = slots.iter().map(|it| it.capacity).filter(|it| *it > 0).collect();
    seats.sort_unstable();
    let usual = *seats.get(seats.len() / 2)?;
    let odd = |it: &&&SlotFact| {
        it.capacity > 0 && (it.capacity >= usual * ODD || it.capacity * ODD <= usual)
    };
    let capacity = slots.iter().find(odd)?.capacity;
    let slots = Cases::of(slots.iter().filter(odd).map(|it| it.time()))?;
    Some(SlotFinding::OddCapacity { venue: venue.name.clone(), usual, capacity, slots })
}

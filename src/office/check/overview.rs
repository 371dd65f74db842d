//! Rules 21x: all slots together, as a calendar shows them.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::{Level, Rule, SlotFact};
use crate::vaccination::venue::Venue;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverviewFinding {
    NoSlots,
    /// Weeks without slots between weeks with slots: the Monday of the first, and how many.
    EmptyWeek {
        monday: NaiveDate,
        weeks: usize,
    },
    /// A day of a venue with many times the seats of its other days.
    CrowdedDay {
        venue: String,
        date: NaiveDate,
        seats: u32,
        usual: u32,
    },
}

impl OverviewFinding {
    pub(super) fn rule(&self) -> Rule {
        match self {
            Self::NoSlots => (211, Level::Error),
            Self::EmptyWeek { .. } => (212, Level::Warning),
            Self::CrowdedDay { .. } => (213, Level::Error),
        }
    }
}

/// From this factor over the usual seats of a day on, a typing error is assumed.
const CROWDED: u32 = 10;

pub(super) fn look(venues: &[Venue], slots: &[SlotFact]) -> Vec<OverviewFinding> {
    let open: Vec<_> = slots.iter().filter(|it| !it.closed).collect();
    if open.is_empty() {
        return vec![OverviewFinding::NoSlots];
    }
    let crowded = venues.iter().filter_map(|venue| {
        crowded_day(venue, open.iter().copied().filter(|it| it.venue == venue.id))
    });
    empty_weeks(&open).into_iter().chain(crowded).collect()
}

fn empty_weeks(slots: &[&SlotFact]) -> Option<OverviewFinding> {
    let mut mondays: Vec<_> = slots.iter().map(|it| monday_of(it.date)).collect();
    mondays.sort_unstable();
    mondays.dedup();
    let gaps = mondays.iter().zip(mondays.iter().skip(1)).map(|(one, next)| {
        let weeks = usize::try_from((*next - *one).num_weeks() - 1).unwrap_or(0);
        (*one + Days::new(7), weeks)
    });
    let gaps: Vec<_> = gaps.filter(|(_, weeks)| *weeks > 0).collect();
    let (monday, _) = *gaps.first()?;
    let weeks = gaps.iter().map(|(_, weeks)| weeks).sum();
    Some(OverviewFinding::EmptyWeek { monday, weeks })
}

fn monday_of(date: NaiveDate) -> NaiveDate {
    let since = Days::new(date.weekday().num_days_from_monday().into());
    date.checked_sub_days(since).unwrap_or(date)
}

/// Returns the day of a venue with the most seats, if they are [`CROWDED`] times the usual ones.
fn crowded_day<'a>(
    venue: &Venue,
    slots: impl Iterator<Item = &'a SlotFact>,
) -> Option<OverviewFinding> {
    let mut days: BTreeMap<NaiveDate, u32> = BTreeMap::new();
    for slot in slots {
        *days.entry(slot.date).or_default() += slot.capacity;
    }
    let mut seats: Vec<u32> = days.values().copied().filter(|it| *it > 0).collect();
    seats.sort_unstable();
    let usual = *seats.get(seats.len() / 2)?;
    let (date, seats) = days.into_iter().max_by_key(|(_, seats)| *seats)?;
    let venue = venue.name.clone();
    (seats >= usual * CROWDED).then_some(OverviewFinding::CrowdedDay { venue, date, seats, usual })
}

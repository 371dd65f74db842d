//! The free seats, as ○△× of venues and days and as times of a day. Both ways of choosing, by
//! place and by date, read the same slots. Where seats are kept for a way, each sees the share of
//! theirs.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};

use super::Desk;
use crate::{
    storage::{Slots, StorageError},
    vaccination::{
        history::Way,
        ids::{SlotId, VenueId},
        mark::{Mark, Seats},
        share::Share,
        slot::Slot,
        time::tokyo_date,
        venue::Venue,
    },
};

/// How many free slots are read at once.
const AT_ONCE: u64 = 500;

/// A venue and how much is free there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueSeats {
    pub venue: Venue,
    pub mark: Mark,
}

/// A month of days with slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The first day of the month shown.
    pub month: NaiveDate,
    /// The first days of the first and the last month that have slots from today on.
    pub first: NaiveDate,
    pub last: NaiveDate,
    /// Only days that have slots.
    pub days: Vec<Day>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    pub date: NaiveDate,
    pub mark: Mark,
}

/// A slot with the seats that can be had now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    pub slot: Slot,
    pub left: u32,
    pub mark: Mark,
}

#[derive(Debug, thiserror::Error)]
pub enum SeatsError {
    #[error("there is no such venue")]
    UnknownVenue,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Desk {
    /// All venues with their marks, on one day or on all days from today on.
    pub async fn venues(
        &self,
        date: Option<NaiveDate>,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Vec<VenueSeats>, StorageError> {
        let (from, until) = date.map_or_else(|| horizon(now), |date| (date, date));
        let slots = self.store.slots(Slots { venue: None, from, until }).await?;
        let mut seats: BTreeMap<VenueId, Seats> = BTreeMap::new();
        for slot in &slots {
            let sum = seats.entry(slot.venue).or_default();
            *sum = *sum + slot.seats(way.into(), &self.programme, now);
        }
        let venues = self.store.venues().await?;
        let with_mark = |venue: Venue| {
            let seats = seats.get(&venue.id).copied();
            // On a chosen day only the venues that work that day are offered.
            (date.is_none() || seats.is_some())
                .then(|| VenueSeats { mark: self.mark(seats.unwrap_or_default()), venue })
        };
        Ok(venues.into_iter().filter_map(with_mark).collect())
    }

    /// The days of a month, of one venue or of all.
    pub async fn calendar(
        &self,
        month: NaiveDate,
        venue: Option<VenueId>,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Calendar, SeatsError> {
        if let Some(venue) = venue {
            self.must_know(venue).await?;
        }
        let (from, until) = horizon(now);
        let slots = self.store.slots(Slots { venue, from, until }).await?;
        let month = first_of_month(month);
        let mut days: BTreeMap<NaiveDate, Seats> = BTreeMap::new();
        for slot in slots.iter().filter(|slot| first_of_month(slot.date) == month) {
            let sum = days.entry(slot.date).or_default();
            *sum = *sum + slot.seats(way.into(), &self.programme, now);
        }
        let today = tokyo_date(now);
        let months = || slots.iter().map(|slot| first_of_month(slot.date));
        Ok(Calendar {
            month,
            first: months().min().unwrap_or_else(|| first_of_month(today)),
            last: months().max().unwrap_or_else(|| first_of_month(today)),
            days: days
                .into_iter()
                .map(|(date, seats)| Day { date, mark: self.mark(seats) })
                .collect(),
        })
    }

    /// The times of a day at a venue, in order.
    pub async fn times(
        &self,
        venue: VenueId,
        date: NaiveDate,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Vec<Time>, SeatsError> {
        self.must_know(venue).await?;
        let query = Slots { venue: Some(venue), from: date, until: date };
        let slots = self.store.slots(query).await?;
        Ok(slots.into_iter().map(|slot| self.time(slot, way, now)).collect())
    }

    /// One slot with its venue, for the page that asks to confirm.
    pub async fn slot(
        &self,
        id: SlotId,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Option<(Time, Venue)>, StorageError> {
        let Some(slot) = self.store.slot(id).await? else {
            return Ok(None);
        };
        let venues = self.store.venues().await?;
        let venue = venues.into_iter().find(|venue| venue.id == slot.venue);
        Ok(venue.map(|venue| (self.time(slot, way, now), venue)))
    }

    /// Whether residents can book any seat now: one that is kept for the telephone is none.
    pub async fn has_seats(&self, now: DateTime<Utc>) -> Result<bool, StorageError> {
        let residents = [Share::Line, Share::Web];
        let is_theirs = |slot: &Slot| {
            residents.iter().any(|share| slot.seats(*share, &self.programme, now).left > 0)
        };
        let mut seen = 0;
        loop {
            let free = self.store.free_slots(tokyo_date(now), seen, AT_ONCE).await?;
            if free.iter().any(is_theirs) {
                return Ok(true);
            }
            if free.is_empty() {
                return Ok(false);
            }
            seen += AT_ONCE;
        }
    }

    async fn must_know(&self, venue: VenueId) -> Result<(), SeatsError> {
        let venues = self.store.venues().await?;
        let known = venues.iter().any(|known| known.id == venue);
        known.then_some(()).ok_or(SeatsError::UnknownVenue)
    }

    fn time(&self, slot: Slot, way: Way, now: DateTime<Utc>) -> Time {
        let seats = slot.seats(way.into(), &self.programme, now);
        Time { left: seats.left, mark: self.mark(seats), slot }
    }

    fn mark(&self, seats: Seats) -> Mark {
        seats.mark(self.programme.few_percent)
    }
}

/// From today to as far as anybody plans.
fn horizon(now: DateTime<Utc>) -> (NaiveDate, NaiveDate) {
    let today = tokyo_date(now);
    (today, today.checked_add_months(Months::new(24)).unwrap_or(NaiveDate::MAX))
}

fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

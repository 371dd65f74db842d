//! Availability: levels ○△× of venues and days, and the times of a day. Choosing by venue and by
//! date uses the same slots. If seats are reserved for a quota channel, each channel sees the seats
//! that it can book.

mod board;
mod index;

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use self::board::Board;
pub(super) use self::index::Index;
use super::Desk;
use crate::{
    storage::StorageError,
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

/// How long [`Desk::has_seats`] waits for the database before it uses the last snapshot.
const HAS_SEATS_TIMEOUT: Duration = Duration::from_secs(2);

/// A venue with its availability level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueSeats {
    pub venue: Venue,
    pub mark: Mark,
}

/// The days with slots in a month.
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

/// A slot with the seats that can be booked now.
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

/// The version of the availability and its age. For one edition and quota channel, every answer is
/// the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub edition: Edition,
    /// The time since the cache last matched the database.
    pub age: TimeDelta,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    version: u64,
    /// Deadlines depend on the date.
    today: NaiveDate,
    /// The number of today's slots that have begun and cannot be booked any more.
    begun: usize,
    is_open: bool,
}

impl Desk {
    pub async fn look(&self, now: DateTime<Utc>) -> Result<Look, StorageError> {
        let (today, is_open) = (tokyo_date(now), self.programme.is_open(now));
        let look = |board: &Board| {
            let begun = board.on(today).partition_point(|slot| slot.starts_at() <= now);
            let edition = Edition { version: board.version, today, begun, is_open };
            Look { edition, age: now - board.true_at }
        };
        self.index.read(now, look).await
    }

    /// Returns whether any day from `from` to `until`, inclusive, has slots in the last snapshot.
    pub fn has_slots(&self, from: NaiveDate, until: NaiveDate) -> bool {
        let has = |board: &Board| {
            let first = board.slots().partition_point(|slot| slot.date < from);
            board.slots().get(first).is_some_and(|slot| slot.date <= until)
        };
        self.index.last_seen(has).unwrap_or(false)
    }

    /// Returns all venues with their levels, on one day or on all days from today on.
    pub async fn venues(
        &self,
        date: Option<NaiveDate>,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Vec<VenueSeats>, StorageError> {
        self.index.read(now, |board| self.marked_venues(board, date, way, now)).await
    }

    fn marked_venues(
        &self,
        board: &Board,
        date: Option<NaiveDate>,
        way: Way,
        now: DateTime<Utc>,
    ) -> Vec<VenueSeats> {
        let mut seats: HashMap<VenueId, Seats> = HashMap::new();
        for slot in date.map_or_else(|| board.slots(), |date| board.on(date)) {
            let sum = seats.entry(slot.venue).or_default();
            *sum = *sum + slot.seats(way.into(), &self.programme, now);
        }
        let with_mark = |venue: &Venue| {
            let seats = seats.get(&venue.id).copied();
            // For a chosen day, only venues with slots on that day are returned.
            let mark = self.mark(seats.unwrap_or_default());
            (date.is_none() || seats.is_some()).then(|| VenueSeats { mark, venue: venue.clone() })
        };
        board.venues().iter().filter_map(with_mark).collect()
    }

    /// Returns the days of a month, of one venue or of all.
    pub async fn calendar(
        &self,
        month: NaiveDate,
        venue: Option<VenueId>,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Calendar, SeatsError> {
        self.index
            .read(now, |board| -> Result<_, SeatsError> {
                must_know(board, venue)?;
                Ok(self.marked_days(board, first_of_month(month), venue, way, now))
            })
            .await?
    }

    fn marked_days(
        &self,
        board: &Board,
        month: NaiveDate,
        venue: Option<VenueId>,
        way: Way,
        now: DateTime<Utc>,
    ) -> Calendar {
        let ours = |slot: &&Slot| venue.is_none_or(|venue| slot.venue == venue);
        let slots = || board.slots().iter().filter(ours);
        let mut days: BTreeMap<NaiveDate, Seats> = BTreeMap::new();
        for slot in slots().filter(|slot| first_of_month(slot.date) == month) {
            let sum = days.entry(slot.date).or_default();
            *sum = *sum + slot.seats(way.into(), &self.programme, now);
        }
        // Slots are sorted by day.
        let month_of = |slot: Option<&Slot>| {
            first_of_month(slot.map_or_else(|| tokyo_date(now), |slot| slot.date))
        };
        let day = |(date, seats)| Day { date, mark: self.mark(seats) };
        Calendar {
            month,
            first: month_of(slots().next()),
            last: month_of(slots().next_back()),
            days: days.into_iter().map(day).collect(),
        }
    }

    /// Returns the times of a day at a venue, in order.
    pub async fn times(
        &self,
        venue: VenueId,
        date: NaiveDate,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Vec<Time>, SeatsError> {
        self.index
            .read(now, |board| -> Result<_, SeatsError> {
                must_know(board, Some(venue))?;
                let slots = board.on(date).iter().filter(|slot| slot.venue == venue).cloned();
                Ok(slots.map(|slot| self.time(slot, way, now)).collect())
            })
            .await?
    }

    /// Returns a slot with its venue, for the confirmation page.
    pub async fn slot(
        &self,
        id: SlotId,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Option<(Time, Venue)>, StorageError> {
        let shown = self.index.read(now, |board| {
            let slot = board.slot(id)?;
            Some((slot.clone(), board.venue(slot.venue)?.clone()))
        });
        let found = match shown.await? {
            Some(shown) => Some(shown),
            None => self.slot_of_another_day(id).await?,
        };
        Ok(found.map(|(slot, venue)| (self.time(slot, way, now), venue)))
    }

    async fn slot_of_another_day(&self, id: SlotId) -> Result<Option<(Slot, Venue)>, StorageError> {
        let Some(slot) = self.store.slot(id).await? else { return Ok(None) };
        let venue = self.store.venues_by_id([slot.venue]).await?.pop();
        Ok(venue.map(|venue| (slot, venue)))
    }

    /// Returns whether residents can book any seat now; seats reserved for the telephone do not
    /// count. Uses the last snapshot if the database does not respond in time.
    pub async fn has_seats(&self, now: DateTime<Utc>) -> Result<bool, StorageError> {
        let find = |board: &Board| self.has_seats_on(board, now);
        match tokio::time::timeout(HAS_SEATS_TIMEOUT, self.index.read(now, find)).await {
            Ok(found) => found,
            Err(_) => self.index.last_seen(find).ok_or(StorageError::OutOfReach),
        }
    }

    /// Deadlines and reserved seats depend on the day only, and are computed once per day.
    fn has_seats_on(&self, board: &Board, now: DateTime<Utc>) -> bool {
        let today = tokyo_date(now);
        board.slots().chunk_by(|one, next| one.date == next.date).any(|day| {
            let date = day[0].date;
            if !self.programme.may_book(date, now) {
                return false;
            }
            let kept = self.programme.shares.kept(date, now);
            day.iter().any(|slot| {
                (date > today || now < slot.starts_at())
                    && (slot.has_room(Share::Line, kept) || slot.has_room(Share::Web, kept))
            })
        })
    }

    fn time(&self, slot: Slot, way: Way, now: DateTime<Utc>) -> Time {
        let seats = slot.seats(way.into(), &self.programme, now);
        Time { left: seats.left, mark: self.mark(seats), slot }
    }

    fn mark(&self, seats: Seats) -> Mark {
        seats.mark(self.programme.few_percent)
    }
}

fn must_know(board: &Board, venue: Option<VenueId>) -> Result<(), SeatsError> {
    let known = venue.is_none_or(|venue| board.venue(venue).is_some());
    known.then_some(()).ok_or(SeatsError::UnknownVenue)
}

fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

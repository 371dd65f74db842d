//! A venue, a date, a time and a number of seats, 予約枠.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    ids::{SlotId, VenueId},
    mark::Seats,
    programme::Programme,
    time::TimeOfDay,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub id: SlotId,
    pub venue: VenueId,
    /// The day in Tokyo.
    pub date: NaiveDate,
    pub starts: TimeOfDay,
    pub ends: TimeOfDay,
    pub capacity: u32,
    pub booked: u32,
    /// Closed by the administration: no more bookings, those made stand.
    pub closed: bool,
}

impl Slot {
    /// The seats a resident can have at this moment: none once the booking deadline has passed.
    pub fn seats(&self, programme: &Programme, now: DateTime<Utc>) -> Seats {
        let bookable = !self.closed && programme.may_book(self.date, now);
        let left = if bookable { self.capacity.saturating_sub(self.booked) } else { 0 };
        Seats { left, capacity: self.capacity }
    }

    pub fn starts_at(&self) -> DateTime<Utc> {
        self.starts.on(self.date)
    }

    pub fn ends_at(&self) -> DateTime<Utc> {
        self.ends.on(self.date)
    }
}

//! A booking, 予約, as a state machine: a seat for a coupon. A booking is never deleted.

use chrono::{DateTime, Utc};

pub use super::cancellation::{Cancellation, Canceller};
use super::{
    history::Way,
    ids::{BookingId, CouponId},
    programme::Programme,
    slot::Slot,
    time::start_of_day,
    venue::Venue,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Confirmed,
    /// Confirmed and over, archived so that the coupon can be booked again.
    Past,
    /// The person came.
    Attended {
        marked_at: DateTime<Utc>,
    },
    /// The person did not come.
    Missed {
        marked_at: DateTime<Utc>,
    },
    Cancelled(Cancellation),
}

/// The status of a booking at a given time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Confirmed, and the slot has not ended.
    Confirmed,
    /// The slot has ended, and no attendance is recorded.
    Past,
    Attended,
    Missed,
    Cancelled,
}

/// The attendance that the venue records for a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attendance {
    Attended,
    Missed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    pub id: BookingId,
    pub coupon: CouponId,
    pub slot: Slot,
    pub venue: Venue,
    pub booked_at: DateTime<Utc>,
    /// The channel of the booking, to whose quota channel a released seat returns.
    pub way: Way,
    pub state: State,
}

/// Why a booking cannot be cancelled online.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CancelRefused {
    /// The deadline has passed; the call centre can help.
    #[error("the time to cancel online has passed")]
    TooLate,
    #[error("the booking is already cancelled")]
    AlreadyCancelled,
}

/// Why a booking cannot be changed even by staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StaffRefused {
    #[error("the booking is cancelled")]
    Cancelled,
    /// A booking that is over cannot be cancelled; people who did not come are no-shows.
    #[error("the booking is over")]
    Over,
    /// No attendance can be recorded before the day of the slot.
    #[error("the day of the booking has not come")]
    TooEarly,
    /// A no-show cannot be recorded before the slot begins.
    #[error("the slot has not begun")]
    NotBegun,
}

impl Booking {
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        match self.state {
            State::Cancelled(_) => Standing::Cancelled,
            State::Attended { .. } => Standing::Attended,
            State::Missed { .. } => Standing::Missed,
            State::Past => Standing::Past,
            State::Confirmed if self.slot.ends_at() <= now => Standing::Past,
            State::Confirmed => Standing::Confirmed,
        }
    }

    /// Returns whether the person may cancel online now.
    pub fn is_cancellable(&self, programme: &Programme, now: DateTime<Utc>) -> bool {
        self.standing(now) == Standing::Confirmed && programme.may_cancel(self.slot.date, now)
    }

    /// Returns whether the coupon can be booked again although it has this booking: it is over, and
    /// the programme allows more than one booking per coupon.
    pub fn makes_room(&self, programme: &Programme, now: DateTime<Utc>) -> bool {
        self.standing(now) == Standing::Past && programme.bookings_per_coupon > 1
    }

    /// Returns how it was cancelled, if it was.
    pub fn cancellation(&self) -> Option<&Cancellation> {
        match &self.state {
            State::Cancelled(cancellation) => Some(cancellation),
            _ => None,
        }
    }

    /// Cancels online. The deadline applies to `asked_at`, and `now` is recorded. A cancellation
    /// cannot be undone (manual, page 18).
    pub fn cancel(
        self,
        programme: &Programme,
        way: Way,
        asked_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Self, CancelRefused> {
        match self.state {
            State::Cancelled(_) => Err(CancelRefused::AlreadyCancelled),
            _ if !self.is_cancellable(programme, asked_at) => Err(CancelRefused::TooLate),
            _ => Ok(self.cancelled(Cancellation { at: now, way, message: None })),
        }
    }

    /// Cancels until the slot has ended, also after the online deadline.
    pub fn cancel_by_staff(self, cancellation: Cancellation) -> Result<Self, StaffRefused> {
        match self.standing(cancellation.at) {
            Standing::Confirmed => Ok(self.cancelled(cancellation)),
            Standing::Cancelled => Err(StaffRefused::Cancelled),
            Standing::Past | Standing::Attended | Standing::Missed => Err(StaffRefused::Over),
        }
    }

    fn cancelled(self, cancellation: Cancellation) -> Self {
        Self { state: State::Cancelled(cancellation), ..self }
    }

    /// Records attendance: a person who came from the beginning of the slot's day on, because
    /// people come early, and a no-show from the beginning of the slot on. A wrong record can be
    /// corrected; recording the same again changes nothing.
    pub fn mark(self, attendance: Attendance, now: DateTime<Utc>) -> Result<Self, StaffRefused> {
        let state = match (self.state, attendance) {
            (State::Cancelled(_), _) => return Err(StaffRefused::Cancelled),
            _ if now < start_of_day(self.slot.date) => return Err(StaffRefused::TooEarly),
            (_, Attendance::Missed) if now < self.slot.starts_at() => {
                return Err(StaffRefused::NotBegun);
            }
            (same @ State::Attended { .. }, Attendance::Attended)
            | (same @ State::Missed { .. }, Attendance::Missed) => same,
            (_, Attendance::Attended) => State::Attended { marked_at: now },
            (_, Attendance::Missed) => State::Missed { marked_at: now },
        };
        Ok(Self { state, ..self })
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::vaccination::{
        ids::{SlotId, VenueId},
        share::Shares,
        time::TimeOfDay,
    };

    /// Parses a local time in Tokyo.
    fn tokyo(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(&format!("{text}+09:00")).unwrap().to_utc()
    }

    fn programme() -> Programme {
        Programme {
            opens_at: tokyo("2023-01-01T09:00:00"),
            closes_at: tokyo("2030-01-01T00:00:00"),
            book_until_days_before: 1,
            cancel_until_days_before: 3,
            few_percent: 20,
            remind_at: TimeOfDay::parse("10:00").unwrap(),
            bookings_per_coupon: 1,
            shares: Shares::default(),
        }
    }

    fn booking(date: &str, starts: &str, ends: &str) -> Booking {
        let date: NaiveDate = date.parse().unwrap();
        let time = |text| TimeOfDay::parse(text).unwrap();
        let slot = Slot {
            id: SlotId(1),
            venue: VenueId(1),
            date,
            starts: time(starts),
            ends: time(ends),
            capacity: 1,
            booked: 1,
            booked_by_web: 0,
            booked_by_phone: 0,
            closed: false,
            closed_message: None,
        };
        let venue = Venue {
            id: VenueId(1),
            category: String::new(),
            name: String::new(),
            kana: String::new(),
            address: String::new(),
            notice: None,
            map_url: None,
        };
        let booked_at = tokyo("2023-06-01T12:00:00");
        let (way, state) = (Way::Liff, State::Confirmed);
        Booking { id: BookingId(1), coupon: CouponId(1), slot, venue, booked_at, way, state }
    }

    /// Deadlines depend on the day of the slot only, not on its hour.
    #[test]
    fn deadlines_of_slots_at_midnight_month_ends_and_leap_days() {
        for (date, starts, ends, cancel_until, book_until, remind, past_from) in [
            // Last cancellation, last booking, reminder, from when it is past.
            (
                "2026-05-05",
                "10:00",
                "10:15",
                "05-02T23:59:59",
                "05-04T23:59:59",
                "05-04",
                "05-05T10:15:00",
            ),
            (
                "2026-05-05",
                "00:00",
                "00:15",
                "05-02T23:59:59",
                "05-04T23:59:59",
                "05-04",
                "05-05T00:15:00",
            ),
            (
                "2026-05-05",
                "23:45",
                "24:00",
                "05-02T23:59:59",
                "05-04T23:59:59",
                "05-04",
                "05-06T00:00:00",
            ),
            (
                "2024-02-29",
                "00:00",
                "00:15",
                "02-26T23:59:59",
                "02-28T23:59:59",
                "02-28",
                "02-29T00:15:00",
            ),
            (
                "2024-02-29",
                "23:45",
                "24:00",
                "02-26T23:59:59",
                "02-28T23:59:59",
                "02-28",
                "03-01T00:00:00",
            ),
            (
                "2024-03-01",
                "00:00",
                "00:15",
                "02-27T23:59:59",
                "02-29T23:59:59",
                "02-29",
                "03-01T00:15:00",
            ),
            (
                "2023-03-01",
                "00:00",
                "00:15",
                "02-26T23:59:59",
                "02-28T23:59:59",
                "02-28",
                "03-01T00:15:00",
            ),
            (
                "2026-12-31",
                "23:45",
                "24:00",
                "12-28T23:59:59",
                "12-30T23:59:59",
                "12-30",
                "01-01T00:00:00",
            ),
            (
                "2026-12-01",
                "00:00",
                "00:15",
                "11-28T23:59:59",
                "11-30T23:59:59",
                "11-30",
                "12-01T00:15:00",
            ),
        ] {
            let (rules, it) = (programme(), booking(date, starts, ends));
            let year: i32 = date[..4].parse().unwrap();
            let at = |text: &str, year: i32| tokyo(&format!("{year}-{text}"));
            let case = format!("{date} {starts}");

            let last = at(cancel_until, year);
            assert!(it.is_cancellable(&rules, last), "{case}");
            assert!(!it.is_cancellable(&rules, last + SECOND), "{case}");
            let last = at(book_until, year);
            assert!(rules.may_book(it.slot.date, last), "{case}");
            assert!(!rules.may_book(it.slot.date, last + SECOND), "{case}");
            let due = at(&format!("{remind}T10:00:00"), year);
            assert_eq!(rules.reminder_due(it.slot.date), due, "{case}");
            let past = at(past_from, if past_from.starts_with("01") { year + 1 } else { year });
            assert_eq!(it.standing(past - SECOND), Standing::Confirmed, "{case}");
            assert_eq!(it.standing(past), Standing::Past, "{case}");
        }
    }

    #[test]
    fn the_first_day_of_a_year_looks_back_into_the_year_before() {
        let it = booking("2027-01-01", "00:00", "00:15");
        assert!(it.is_cancellable(&programme(), tokyo("2026-12-29T23:59:59")));
        assert!(!it.is_cancellable(&programme(), tokyo("2026-12-30T00:00:00")));
        assert!(programme().may_book(it.slot.date, tokyo("2026-12-31T23:59:59")));
        assert!(!programme().may_book(it.slot.date, tokyo("2027-01-01T00:00:00")));
        assert_eq!(programme().reminder_due(it.slot.date), tokyo("2026-12-31T10:00:00"));
    }

    #[test]
    fn staff_cancel_until_the_slot_has_ended() {
        let it = booking("2026-05-05", "10:00", "10:15");
        let before_the_end = by_phone("2026-05-05T10:14:59");
        let cancelled = it.clone().cancel_by_staff(before_the_end.clone()).unwrap();
        assert_eq!(cancelled.cancellation(), Some(&before_the_end));
        assert_eq!(cancelled.cancel_by_staff(before_the_end), Err(StaffRefused::Cancelled));
        let at_the_end = by_phone("2026-05-05T10:15:00");
        assert_eq!(it.cancel_by_staff(at_the_end), Err(StaffRefused::Over));
    }

    fn by_phone(at: &str) -> Cancellation {
        Cancellation { at: tokyo(at), way: Way::Phone, message: None }
    }

    #[test]
    fn who_came_is_marked_from_the_day_on_and_can_be_put_right() {
        use Attendance::{Attended, Missed};

        let it = booking("2026-05-05", "10:00", "10:15");
        let before = tokyo("2026-05-04T23:59:59");
        for attendance in [Attended, Missed] {
            assert_eq!(it.clone().mark(attendance, before), Err(StaffRefused::TooEarly));
        }
        let marked_at = tokyo("2026-05-05T00:00:00");
        let came = it.clone().mark(Attended, marked_at).unwrap();
        assert_eq!(came.state, State::Attended { marked_at });
        assert_eq!(came.standing(marked_at), Standing::Attended);
        let later = tokyo("2026-05-06T09:00:00");
        // A no-show needs a slot that has begun.
        let missed = |text| it.clone().mark(Missed, tokyo(text));
        assert_eq!(missed("2026-05-05T09:59:59"), Err(StaffRefused::NotBegun));
        assert!(missed("2026-05-05T10:00:00").is_ok());
        // Recorded twice, the first record stays.
        assert_eq!(came.clone().mark(Attended, later).unwrap(), came);
        let put_right = came.mark(Missed, later).unwrap();
        assert_eq!(put_right.state, State::Missed { marked_at: later });
        let too_late = by_phone("2026-05-06T09:00:00");
        assert_eq!(put_right.cancel_by_staff(too_late), Err(StaffRefused::Over));

        let cancelled = it.cancel_by_staff(by_phone("2026-05-04T23:59:59")).unwrap();
        assert_eq!(cancelled.mark(Attended, later), Err(StaffRefused::Cancelled));
    }

    const SECOND: chrono::TimeDelta = chrono::TimeDelta::seconds(1);
}

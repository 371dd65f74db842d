//! The programme's rules, with exact limits in Asia/Tokyo.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{
    share::Shares,
    time::{TimeOfDay, end_of_day_before},
};

/// When residents may book and cancel online, and when they are reminded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// Bookings are possible from this time on.
    pub opens_at: DateTime<Utc>,
    /// Bookings are possible until just before this time.
    pub closes_at: DateTime<Utc>,
    /// Booking online ends at 23:59:59 this many days before the slot's day.
    pub book_until_days_before: u32,
    /// Cancelling online ends at 23:59:59 this many days before (manual, page 17: three).
    pub cancel_until_days_before: u32,
    /// △ is shown from this percentage of the seats down.
    pub few_percent: u8,
    /// The time on the day before at which people are reminded.
    pub remind_at: TimeOfDay,
    /// The number of bookings per coupon, without cancelled ones and no-shows.
    pub bookings_per_coupon: u32,
    /// Seats reserved for quota channels.
    pub shares: Shares,
}

impl Programme {
    /// Returns whether the programme is open for bookings.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.opens_at <= now && now < self.closes_at
    }

    /// Returns whether slots on `date` can be booked online, as far as the day is concerned: see
    /// [`Slot::is_bookable_online`](super::slot::Slot::is_bookable_online) for slots that have
    /// begun.
    pub fn may_book(&self, date: NaiveDate, now: DateTime<Utc>) -> bool {
        self.is_open(now) && now < end_of_day_before(date, self.book_until_days_before)
    }

    /// Returns the first moment at which a booking for `date` can no longer be cancelled online.
    pub fn cancel_ends(&self, date: NaiveDate) -> DateTime<Utc> {
        end_of_day_before(date, self.cancel_until_days_before)
    }

    pub fn may_cancel(&self, date: NaiveDate, now: DateTime<Utc>) -> bool {
        now < self.cancel_ends(date)
    }

    /// Returns when the reminder of a booking for `date` is due.
    pub fn reminder_due(&self, date: NaiveDate) -> DateTime<Utc> {
        let day_before = date.checked_sub_days(Days::new(1)).unwrap_or(date);
        self.remind_at.on(day_before)
    }

    /// Returns whether a booking made at `booked_at` gets a reminder. If it was made after the
    /// reminder's time, the confirmation has already said everything.
    pub fn owes_reminder(&self, date: NaiveDate, booked_at: DateTime<Utc>) -> bool {
        booked_at < self.reminder_due(date)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::vaccination::time::start_of_day;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

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

    #[test]
    fn cancelling_ends_with_the_last_second_of_the_third_day_before() {
        for (slot, last_moment, first_refused) in [
            // The example from the manual, page 17.
            ("2026-05-05", "2026-05-02T23:59:59", "2026-05-03T00:00:00"),
            ("2026-03-01", "2026-02-26T23:59:59", "2026-02-27T00:00:00"),
            ("2024-03-01", "2024-02-27T23:59:59", "2024-02-28T00:00:00"),
            ("2024-03-03", "2024-02-29T23:59:59", "2024-03-01T00:00:00"),
            ("2027-01-01", "2026-12-29T23:59:59", "2026-12-30T00:00:00"),
            ("2027-01-03", "2026-12-31T23:59:59", "2027-01-01T00:00:00"),
        ] {
            assert!(programme().may_cancel(day(slot), tokyo(last_moment)), "{slot}");
            assert!(!programme().may_cancel(day(slot), tokyo(first_refused)), "{slot}");
        }
    }

    #[test]
    fn booking_ends_with_the_last_second_of_the_day_before() {
        let slot = day("2026-05-05");
        assert!(programme().may_book(slot, tokyo("2026-05-04T23:59:59")));
        assert!(!programme().may_book(slot, tokyo("2026-05-05T00:00:00")));
    }

    #[test]
    fn nothing_is_booked_before_the_opening_or_after_the_closing() {
        let slot = day("2029-12-31");
        assert!(!programme().may_book(slot, tokyo("2023-01-01T08:59:59")));
        assert!(programme().may_book(slot, tokyo("2023-01-01T09:00:00")));
        let late = Programme { closes_at: tokyo("2026-05-01T17:00:00"), ..programme() };
        assert!(late.may_book(day("2026-05-05"), tokyo("2026-05-01T16:59:59")));
        assert!(!late.may_book(day("2026-05-05"), tokyo("2026-05-01T17:00:00")));
    }

    #[test]
    fn people_are_reminded_at_ten_on_the_day_before() {
        let slot = day("2027-01-01");
        assert_eq!(programme().reminder_due(slot), tokyo("2026-12-31T10:00:00"));
        assert!(programme().owes_reminder(slot, tokyo("2026-12-31T09:59:59")));
        assert!(!programme().owes_reminder(slot, tokyo("2026-12-31T10:00:00")));
    }

    proptest! {
        #[test]
        fn a_deadline_is_always_a_midnight_in_tokyo(days in 0_u64..4000, before in 0_u32..60) {
            let date = day("2024-01-01") + Days::new(days);
            let rules = Programme { cancel_until_days_before: before, ..programme() };
            let end = rules.cancel_ends(date);
            prop_assert_eq!(start_of_day(crate::vaccination::time::tokyo_date(end)), end);
            prop_assert!(rules.may_cancel(date, end - chrono::TimeDelta::seconds(1)));
            prop_assert!(!rules.may_cancel(date, end));
        }
    }
}

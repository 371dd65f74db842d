//! A slot, 予約枠: a venue, a date, a time and a number of seats.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    ids::{SlotId, VenueId},
    mark::Seats,
    programme::Programme,
    public_message::PublicMessage,
    share::{Kept, Share},
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
    /// How many of `booked` were booked on the pages without LINE.
    pub booked_by_web: u32,
    /// How many of `booked` were booked by telephone. The rest were booked through LINE.
    pub booked_by_phone: u32,
    /// Closed by the administration: no more bookings, and no reminders of kept bookings.
    pub closed: bool,
    /// The message about the closing to people with a booking.
    pub closed_message: Option<PublicMessage>,
}

impl Slot {
    /// Returns the seats that residents can book now through this channel: none if the slot cannot
    /// be booked online any more.
    pub fn seats(&self, share: Share, programme: &Programme, now: DateTime<Utc>) -> Seats {
        let seats = self.shared(share, programme, now);
        let left = if self.is_bookable_online(programme, now) { seats.left } else { 0 };
        Seats { left, ..seats }
    }

    /// Returns whether residents can book the slot now: it is open, its booking deadline has not
    /// passed, and it has not begun, if it can be booked on its own day.
    pub fn is_bookable_online(&self, programme: &Programme, now: DateTime<Utc>) -> bool {
        !self.closed && programme.may_book(self.date, now) && now < self.starts_at()
    }

    /// Returns the seats for this channel, whether or not they can be booked online: those that are
    /// neither booked nor reserved for others.
    pub fn shared(&self, share: Share, programme: &Programme, now: DateTime<Utc>) -> Seats {
        self.unkept(share, programme.shares.kept(self.date, now))
    }

    /// Returns whether one more seat can be booked through a channel, given the reserved seats.
    pub fn has_room(&self, share: Share, kept: Kept) -> bool {
        !self.closed && self.unkept(share, kept).left > 0
    }

    /// Returns the slot with one more seat booked through a channel.
    #[must_use]
    pub fn with_one_more(mut self, share: Share) -> Self {
        self.booked += 1;
        match share {
            Share::Line => {}
            Share::Web => self.booked_by_web += 1,
            Share::Phone => self.booked_by_phone += 1,
        }
        self
    }

    fn unkept(&self, share: Share, kept: Kept) -> Seats {
        let (mut left, mut capacity) = (self.capacity.saturating_sub(self.booked), self.capacity);
        for other in share.others() {
            let theirs = kept.seats(other, self.capacity);
            capacity = capacity.saturating_sub(theirs);
            left = left.saturating_sub(theirs.saturating_sub(self.booked_by(other)));
        }
        Seats { left, capacity }
    }

    fn booked_by(&self, share: Share) -> u32 {
        match share {
            Share::Web => self.booked_by_web,
            Share::Phone => self.booked_by_phone,
            Share::Line => {
                self.booked.saturating_sub(self.booked_by_web).saturating_sub(self.booked_by_phone)
            }
        }
    }

    pub fn starts_at(&self) -> DateTime<Utc> {
        self.starts.on(self.date)
    }

    pub fn ends_at(&self) -> DateTime<Utc> {
        self.ends.on(self.date)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::vaccination::share::Shares;

    fn tokyo(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(&format!("{text}+09:00")).unwrap().to_utc()
    }

    fn programme(line: u8, web: u8, phone: u8) -> Programme {
        Programme {
            opens_at: tokyo("2026-01-01T09:00:00"),
            closes_at: tokyo("2030-01-01T00:00:00"),
            book_until_days_before: 1,
            cancel_until_days_before: 3,
            few_percent: 20,
            remind_at: TimeOfDay::parse("10:00").unwrap(),
            bookings_per_coupon: 1,
            shares: Shares::new(Kept::new(line, web, phone).unwrap(), Some(2)),
        }
    }

    /// Returns a slot of ten seats, with bookings by channel.
    fn slot(line: u32, web: u32, phone: u32) -> Slot {
        Slot {
            id: SlotId(1),
            venue: VenueId(1),
            date: "2026-05-05".parse().unwrap(),
            starts: TimeOfDay::parse("10:00").unwrap(),
            ends: TimeOfDay::parse("10:15").unwrap(),
            capacity: 10,
            booked: line + web + phone,
            booked_by_web: web,
            booked_by_phone: phone,
            closed: false,
            closed_message: None,
        }
    }

    #[test]
    fn each_way_sees_what_is_not_kept_for_the_others() {
        let kept_for_phone = programme(0, 0, 30);
        let parted = programme(50, 20, 30);
        for (rules, taken, left) in [
            // Nothing is reserved: every channel sees every seat.
            (&programme(0, 0, 0), [4, 1, 0], [5, 5, 5]),
            (&kept_for_phone, [0, 0, 0], [7, 7, 10]),
            (&kept_for_phone, [5, 2, 0], [0, 0, 3]),
            // The telephone has used its reserved seats and gets some that are open to all.
            (&kept_for_phone, [2, 0, 4], [4, 4, 4]),
            (&kept_for_phone, [2, 0, 1], [5, 5, 7]),
            (&parted, [0, 0, 0], [5, 2, 3]),
            (&parted, [5, 1, 0], [0, 1, 3]),
            (&parted, [5, 2, 3], [0, 0, 0]),
        ] {
            let slot = slot(taken[0], taken[1], taken[2]);
            let now = tokyo("2026-05-01T12:00:00");
            let seen = Share::ALL.map(|share| slot.seats(share, rules, now).left);
            assert_eq!(seen, left, "{taken:?}");
        }
    }

    #[test]
    fn the_mark_is_measured_by_the_seats_one_can_ever_have() {
        let (rules, now) = (programme(0, 0, 50), tokyo("2026-05-01T12:00:00"));
        let seats = slot(4, 0, 0).seats(Share::Line, &rules, now);
        assert_eq!(seats, Seats { left: 1, capacity: 5 });
        assert_eq!(seats.mark(20), crate::vaccination::mark::Mark::Few);
    }

    #[test]
    fn what_is_no_longer_kept_is_free_to_all() {
        let rules = programme(0, 0, 30);
        let at = |text| slot(7, 0, 0).seats(Share::Line, &rules, tokyo(text)).left;
        assert_eq!(at("2026-05-03T23:59:59"), 0);
        assert_eq!(at("2026-05-04T00:00:00"), 3);
    }

    #[test]
    fn slot_that_has_begun_has_no_seats() {
        let rules = Programme { book_until_days_before: 0, ..programme(0, 0, 0) };
        let at = |text| slot(0, 0, 0).seats(Share::Line, &rules, tokyo(text)).left;
        assert_eq!(at("2026-05-05T09:59:59"), 10);
        assert_eq!(at("2026-05-05T10:00:00"), 0);
    }

    fn kept() -> impl Strategy<Value = Kept> {
        (0_u8..=100, 0_u8..=100, 0_u8..=100)
            .prop_filter_map("more than all", |(line, web, phone)| Kept::new(line, web, phone).ok())
    }

    fn shares() -> impl Strategy<Value = Vec<Share>> {
        prop::collection::vec(prop::sample::select(Share::ALL.to_vec()), 0..40)
    }

    proptest! {
        /// In any order of bookings, the reserved seats of a channel are available to it until it
        /// has used them, and no seat is booked twice.
        #[test]
        fn nobody_takes_what_is_kept_for_others(kept in kept(), wanted in shares()) {
            let mut it = slot(0, 0, 0);
            for share in wanted {
                let taken = it.booked_by(share);
                if it.has_room(share, kept) {
                    it = it.with_one_more(share);
                } else {
                    prop_assert!(taken >= kept.seats(share, it.capacity), "{share:?} of {it:?}");
                }
                prop_assert!(it.booked <= it.capacity);
            }
        }
    }
}

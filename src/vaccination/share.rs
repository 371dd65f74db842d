//! Reserved seats: a percentage of each slot for LINE, for the pages without LINE, and for the
//! telephone. A city reserves seats for the telephone so that people without a smartphone find
//! some, too.
//!
//! Seats reserved for no channel are open to all, also to a channel that has used its own.

use chrono::{DateTime, NaiveDate, Utc};

use super::{history::Way, time::end_of_day_before};

/// A channel as far as seats are reserved for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Share {
    /// The pages inside LINE, and the chat.
    Line,
    /// The pages in an ordinary browser.
    Web,
    /// The call centre, and the administration itself.
    Phone,
}

impl Share {
    pub const ALL: [Self; 3] = [Self::Line, Self::Web, Self::Phone];

    /// Returns the other quota channels, whose reserved seats this one cannot book.
    pub fn others(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |other| *other != self)
    }
}

impl From<Way> for Share {
    fn from(way: Way) -> Self {
        match way {
            Way::Liff | Way::Chat => Self::Line,
            Way::Web => Self::Web,
            Way::Phone | Way::Desk => Self::Phone,
        }
    }
}

/// The percentage of a slot's seats reserved for each quota channel; together at most 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kept {
    line: u8,
    web: u8,
    phone: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the shares add up to more than 100 percent")]
pub struct TooMuchKept;

impl Kept {
    pub fn new(line: u8, web: u8, phone: u8) -> Result<Self, TooMuchKept> {
        let sum = u32::from(line) + u32::from(web) + u32::from(phone);
        if sum > 100 { Err(TooMuchKept) } else { Ok(Self { line, web, phone }) }
    }

    pub fn percent(self, share: Share) -> u8 {
        match share {
            Share::Line => self.line,
            Share::Web => self.web,
            Share::Phone => self.phone,
        }
    }

    /// Returns how many of `capacity` seats are reserved for a channel: rounded down, so that all
    /// together are never more than the capacity.
    pub fn seats(self, share: Share, capacity: u32) -> u32 {
        let seats = u64::from(capacity) * u64::from(self.percent(share)) / 100;
        u32::try_from(seats).unwrap_or(u32::MAX)
    }

    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// What is reserved, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shares {
    kept: Kept,
    /// Seats are reserved until 23:59:59 of this many days before the day of the slot; for as long
    /// as the slot can be booked if `None`.
    until_days_before: Option<u32>,
}

impl Shares {
    pub fn new(kept: Kept, until_days_before: Option<u32>) -> Self {
        Self { kept, until_days_before }
    }

    /// Returns what is reserved at this time in the slots of a day.
    pub fn kept(&self, date: NaiveDate, now: DateTime<Utc>) -> Kept {
        match self.until_days_before {
            Some(days) if end_of_day_before(date, days) <= now => Kept::default(),
            _ => self.kept,
        }
    }

    /// Returns whether seats are reserved for any channel.
    pub fn are_kept(&self) -> bool {
        !self.kept.is_nothing()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_all_cannot_be_kept() {
        assert!(Kept::new(50, 30, 20).is_ok());
        assert_eq!(Kept::new(50, 30, 21), Err(TooMuchKept));
        assert_eq!(Kept::new(255, 255, 255), Err(TooMuchKept));
    }

    #[test]
    fn parts_of_seats_are_rounded_down() {
        let kept = Kept::new(33, 33, 34).unwrap();
        for (capacity, seats) in
            [(0, [0, 0, 0]), (2, [0, 0, 0]), (10, [3, 3, 3]), (100, [33, 33, 34])]
        {
            assert_eq!(Share::ALL.map(|share| kept.seats(share, capacity)), seats, "{capacity}");
        }
        assert_eq!(Kept::new(0, 0, 100).unwrap().seats(Share::Phone, u32::MAX), u32::MAX);
    }

    #[test]
    fn seats_are_kept_until_the_last_second_of_the_day_that_is_set() {
        let kept = Kept::new(0, 0, 20).unwrap();
        let shares = Shares::new(kept, Some(3));
        let date: NaiveDate = "2026-05-05".parse().unwrap();
        let tokyo = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(shares.kept(date, tokyo("2026-05-02T23:59:59+09:00")), kept);
        assert_eq!(shares.kept(date, tokyo("2026-05-03T00:00:00+09:00")), Kept::default());
        let always = Shares::new(kept, None);
        assert_eq!(always.kept(date, tokyo("2026-05-05T23:59:59+09:00")), kept);
    }
}

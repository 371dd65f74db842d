//! Opaque numbers given by the database: safe to log, worth nothing without a session.

use std::{fmt, num::ParseIntError, str::FromStr};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A coupon, and so the person it was mailed to.
    CouponId,
    /// A LINE account that has written to us or opened our pages.
    AccountId,
    /// A place where people are vaccinated.
    VenueId,
    /// A venue, a date, a time and a number of seats.
    SlotId,
    /// A seat promised to a coupon.
    BookingId,
    /// A member of the staff.
    StaffId,
    /// Something owed to a person: a confirmation, a cancellation, a reminder.
    NoticeId,
    /// Reminders that go out to many people together.
    MulticastId,
}

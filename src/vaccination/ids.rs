//! Opaque numbers from the database. They may be logged; without a session they are useless.

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
    /// A place of vaccination.
    VenueId,
    /// A venue, a date, a time and a number of seats.
    SlotId,
    /// A seat of a slot for a coupon.
    BookingId,
    /// A member of staff.
    StaffId,
    /// A notification to a person: a confirmation, a cancellation, a reminder and others.
    NoticeId,
    /// Reminders that are sent to many people in one call.
    MulticastId,
}

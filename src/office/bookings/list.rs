//! Bookings for the call centre: a page of a list, or everything about one person.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Found, PhoneDesk};
use crate::{
    storage::{Holder, NoticeRecord, Page, Recorded, StorageError, Wanted},
    vaccination::{booking::Booking, contact::Contact, ids::CouponId},
};

/// A booking with its coupon holder.
#[derive(Clone, PartialEq, Eq)]
pub struct ListedBooking {
    pub booking: Booking,
    pub holder: Holder,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingPage {
    pub bookings: Vec<ListedBooking>,
    /// The number of bookings on all pages.
    pub all: u64,
}

/// Everything stored about a person, with the history.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    pub person: Found,
    pub contact: Option<Contact>,
    pub linked: bool,
    /// The newest first, each with its notifications.
    pub bookings: Vec<(Booking, Vec<NoticeRecord>)>,
    /// In chronological order.
    pub history: Vec<Recorded>,
}

impl fmt::Debug for ListedBooking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ListedBooking").field(&self.booking.id).finish()
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("File(…)")
    }
}

impl PhoneDesk {
    /// Returns a page of the bookings that fit a filter, in the order of their days and hours.
    pub async fn list(
        &self,
        wanted: &Wanted,
        page: Page,
        now: DateTime<Utc>,
    ) -> Result<BookingPage, StorageError> {
        let (bookings, all) = self.store.bookings_listed(wanted, page, now).await?;
        Ok(BookingPage { bookings: self.with_holders(bookings).await?, all })
    }

    /// Returns everything stored about a person.
    pub async fn file(&self, person: Found) -> Result<File, StorageError> {
        let coupon = person.holder.coupon.id;
        let mut bookings = Vec::new();
        for booking in self.store.bookings_of(coupon).await? {
            let notices = self.store.notices_of(booking.id).await?;
            bookings.push((booking, notices));
        }
        Ok(File {
            person,
            contact: self.store.contact(coupon).await?,
            linked: self.store.account_of(coupon).await?.is_some(),
            bookings,
            history: self.store.history_of(coupon).await?,
        })
    }

    pub(super) async fn with_holders(
        &self,
        bookings: Vec<Booking>,
    ) -> Result<Vec<ListedBooking>, StorageError> {
        let coupons: Vec<CouponId> = bookings.iter().map(|booking| booking.coupon).collect();
        let holders = self.store.holders(&coupons).await?;
        let with_holder = |booking: Booking| {
            let holder = holders.get(&booking.coupon)?.clone();
            Some(ListedBooking { booking, holder })
        };
        // The database guarantees that every booking has a coupon.
        Ok(bookings.into_iter().filter_map(with_holder).collect())
    }
}

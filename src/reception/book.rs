//! Taking a seat.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Desk;
use crate::{
    storage::{AddBookingError, Entry, StorageError, Tx},
    vaccination::{
        booking::Booking,
        history::{Act, Way},
        ids::{BookingId, CouponId, SlotId},
        notice::NoticeKind,
    },
};

#[derive(Debug, thiserror::Error)]
pub enum BookError {
    #[error("there is no such slot")]
    UnknownSlot,
    #[error("the last seat has just gone")]
    Full,
    /// Closed by the administration, past the booking deadline, or the programme is not open.
    #[error("this slot cannot be booked")]
    Closed,
    /// One coupon, at most one active booking.
    #[error("the coupon already has a booking")]
    AlreadyBooked,
    #[error("nobody can be reached about this booking")]
    ContactMissing,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<AddBookingError> for BookError {
    fn from(error: AddBookingError) -> Self {
        match error {
            AddBookingError::AlreadyBooked => Self::AlreadyBooked,
            AddBookingError::Storage(error) => Self::Storage(error),
        }
    }
}

impl Desk {
    /// Books a seat for a coupon. Asked again for the very slot the coupon already holds (a
    /// double tap, a lost answer), it answers with the booking there is.
    pub async fn book(
        &self,
        coupon: CouponId,
        slot: SlotId,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Booking, BookError> {
        if let Some(booking) = self.store.active_booking(coupon).await? {
            return same_or_refused(booking, slot);
        }
        self.check_bookable(coupon, slot, now).await?;
        match self.take(coupon, slot, way, now).await {
            Ok(booking) => {
                tracing::info!(%booking, %slot, way = way.as_str(), "a seat was booked");
                self.store.booking(booking).await?.ok_or(BookError::UnknownSlot)
            }
            // Another request of the same person came first: theirs may be the same slot.
            Err(refused @ (BookError::AlreadyBooked | BookError::Full)) => {
                match self.store.active_booking(coupon).await? {
                    Some(booking) => same_or_refused(booking, slot),
                    None => Err(refused),
                }
            }
            Err(error) => Err(error),
        }
    }

    async fn check_bookable(
        &self,
        coupon: CouponId,
        slot: SlotId,
        now: DateTime<Utc>,
    ) -> Result<(), BookError> {
        let slot = self.store.slot(slot).await?.ok_or(BookError::UnknownSlot)?;
        if slot.closed || !self.programme.may_book(slot.date, now) {
            return Err(BookError::Closed);
        }
        if self.store.contact(coupon).await?.is_none() {
            return Err(BookError::ContactMissing);
        }
        Ok(())
    }

    async fn take(
        &self,
        coupon: CouponId,
        slot: SlotId,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<BookingId, BookError> {
        let tx = self.store.begin().await?;
        // The seat first: where many want one slot, its row is what they queue for.
        if !tx.take_seat(slot).await? {
            return Err(BookError::Full);
        }
        let booking = tx.add_booking(coupon, slot, way, now).await?;
        record_booking(&tx, coupon, booking, way, now).await?;
        tx.commit().await?;
        Ok(booking)
    }
}

async fn record_booking(
    tx: &Tx,
    coupon: CouponId,
    booking: BookingId,
    way: Way,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let entry = Entry { at: now, coupon, booking: Some(booking), act: &Act::Booked, way };
    tx.record(&entry).await?;
    tx.owe(booking, NoticeKind::Confirmation, now, Uuid::new_v4()).await?;
    Ok(())
}

fn same_or_refused(booking: Booking, slot: SlotId) -> Result<Booking, BookError> {
    if booking.slot.id == slot { Ok(booking) } else { Err(BookError::AlreadyBooked) }
}

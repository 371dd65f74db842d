//! Cancelling a booking.

use chrono::{DateTime, Utc};

use super::{
    Desk,
    take::{GiveBack, give_back},
};
use crate::{
    storage::StorageError,
    vaccination::{
        booking::{Booking, CancelRefused},
        history::Way,
        ids::{BookingId, CouponId},
    },
};

#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// No such booking, or a booking of someone else: the same error for both.
    #[error("there is no such booking")]
    UnknownBooking,
    #[error("the time to cancel online has passed")]
    TooLate,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Desk {
    /// Returns all bookings of a coupon, newest first.
    pub async fn bookings(&self, coupon: CouponId) -> Result<Vec<Booking>, StorageError> {
        self.store.bookings_of(coupon).await
    }

    /// Cancels a booking online. Repeated, it returns the same cancelled booking.
    pub async fn cancel(
        &self,
        coupon: CouponId,
        id: BookingId,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Booking, CancelError> {
        self.cancel_as_asked(coupon, id, way, now, now).await
    }

    /// Cancels a booking on a request from `asked_at`: the deadline applies to that time, and `now`
    /// is recorded.
    pub async fn cancel_as_asked(
        &self,
        coupon: CouponId,
        id: BookingId,
        way: Way,
        asked_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Booking, CancelError> {
        let booking = self.booking_of(coupon, id).await?;
        match booking.clone().cancel(&self.programme, way, asked_at, now) {
            Err(CancelRefused::AlreadyCancelled) => Ok(booking),
            Err(CancelRefused::TooLate) => Err(CancelError::TooLate),
            Ok(cancelled) => {
                self.give_back(&cancelled).await?;
                let booking = self.booking_of(coupon, id).await?;
                self.index.saw(std::slice::from_ref(&booking.slot));
                Ok(booking)
            }
        }
    }

    async fn booking_of(&self, coupon: CouponId, id: BookingId) -> Result<Booking, CancelError> {
        let booking = self.store.booking(id).await?;
        booking.filter(|booking| booking.coupon == coupon).ok_or(CancelError::UnknownBooking)
    }

    async fn give_back(&self, booking: &Booking) -> Result<(), StorageError> {
        let Some(cancellation) = booking.cancellation() else { return Ok(()) };
        let way = cancellation.way;
        let tx = self.store.begin().await?;
        let given = give_back(&tx, booking, cancellation, None).await?;
        if given == GiveBack::NotConfirmed {
            // Another request was faster; dropping the transaction undoes the release of the seat.
            return Ok(());
        }
        tx.commit().await?;
        metrics::counter!("sesshu_cancellations_total", "way" => way.as_str()).increment(1);
        tracing::info!(booking = %booking.id, way = way.as_str(), "a booking was cancelled");
        Ok(())
    }
}

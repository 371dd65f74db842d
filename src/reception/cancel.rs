//! Cancelling a booking.

use chrono::{DateTime, Utc};

use super::{
    AskingHolder, Desk, HolderError,
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
    /// The session of the request has ended since it was authenticated.
    #[error("the session of the request has ended")]
    NotIdentified,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Desk {
    /// Returns all bookings of a coupon, newest first.
    pub async fn bookings(&self, coupon: CouponId) -> Result<Vec<Booking>, StorageError> {
        self.store.bookings_of(coupon).await
    }

    /// Cancels a booking of the holder of a coupon. Repeated, returns the same cancelled booking.
    pub async fn cancel(
        &self,
        holder: AskingHolder<'_>,
        id: BookingId,
        now: DateTime<Utc>,
    ) -> Result<Booking, CancelError> {
        let booking = self.booking_of(holder.coupon, id).await?;
        let cancelled = booking.clone().cancel(&self.programme, holder.way, now, now);
        self.complete(booking, cancelled, Some(holder), now).await
    }

    /// Cancels a booking on a request that needs no session, from `asked_at`: the deadline applies
    /// to that time, and `now` is recorded.
    pub async fn cancel_as_asked(
        &self,
        coupon: CouponId,
        id: BookingId,
        way: Way,
        asked_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Booking, CancelError> {
        let booking = self.booking_of(coupon, id).await?;
        let cancelled = booking.clone().cancel(&self.programme, way, asked_at, now);
        self.complete(booking, cancelled, None, now).await
    }

    async fn complete(
        &self,
        booking: Booking,
        cancelled: Result<Booking, CancelRefused>,
        holder: Option<AskingHolder<'_>>,
        now: DateTime<Utc>,
    ) -> Result<Booking, CancelError> {
        match cancelled {
            Err(CancelRefused::AlreadyCancelled) => Ok(booking),
            Err(CancelRefused::TooLate) => Err(CancelError::TooLate),
            Ok(cancelled) => {
                self.give_back(&cancelled, holder, now).await?;
                let booking = self.booking_of(cancelled.coupon, cancelled.id).await?;
                self.index.saw(std::slice::from_ref(&booking.slot));
                Ok(booking)
            }
        }
    }

    async fn booking_of(&self, coupon: CouponId, id: BookingId) -> Result<Booking, CancelError> {
        let booking = self.store.booking(id).await?;
        booking.filter(|booking| booking.coupon == coupon).ok_or(CancelError::UnknownBooking)
    }

    async fn give_back(
        &self,
        booking: &Booking,
        holder: Option<AskingHolder<'_>>,
        now: DateTime<Utc>,
    ) -> Result<(), CancelError> {
        let Some(cancellation) = booking.cancellation() else { return Ok(()) };
        let way = cancellation.way;
        let tx = self.store.begin().await?;
        let given = give_back(&tx, booking, cancellation, None).await?;
        if given == GiveBack::NotConfirmed {
            // Another request was faster; dropping the transaction undoes the release of the seat.
            return Ok(());
        }
        if let Some(holder) = holder {
            // Slot, booking and coupon are locked by now.
            holder.session_in_force(&tx, now).await?;
        }
        tx.commit().await?;
        metrics::counter!("sesshu_cancellations_total", "way" => way.as_str()).increment(1);
        tracing::info!(booking = %booking.id, way = way.as_str(), "a booking was cancelled");
        Ok(())
    }
}

impl From<HolderError> for CancelError {
    fn from(error: HolderError) -> Self {
        match error {
            HolderError::NotIdentified => Self::NotIdentified,
            HolderError::Storage(error) => Self::Storage(error),
        }
    }
}

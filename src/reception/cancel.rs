//! Giving a seat back.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::Desk;
use crate::{
    storage::{Entry, StorageError},
    vaccination::{
        booking::{Booking, CancelRefused},
        history::{Act, Way},
        ids::{BookingId, CouponId},
        notice::NoticeKind,
    },
};

/// How long the chat has to tell of it by a reply, which is free, before a push is sent, which is
/// billed.
const CHAT_ANSWERS_WITHIN: TimeDelta = TimeDelta::minutes(3);

#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// No such booking, or somebody else's: one answer for both.
    #[error("there is no such booking")]
    UnknownBooking,
    #[error("the time to cancel online has passed")]
    TooLate,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Desk {
    /// All bookings of a coupon, newest first.
    pub async fn bookings(&self, coupon: CouponId) -> Result<Vec<Booking>, StorageError> {
        self.store.bookings_of(coupon).await
    }

    /// Cancels a booking online. Cancelled twice, it answers with the same cancelled booking.
    pub async fn cancel(
        &self,
        coupon: CouponId,
        id: BookingId,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Booking, CancelError> {
        let booking = self.booking_of(coupon, id).await?;
        match booking.clone().cancel(&self.programme, now) {
            Err(CancelRefused::AlreadyCancelled) => Ok(booking),
            Err(CancelRefused::TooLate) => Err(CancelError::TooLate),
            Ok(cancelled) => {
                self.give_back(&cancelled, way, now).await?;
                self.booking_of(coupon, id).await
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
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let tx = self.store.begin().await?;
        // The slot's row before the booking's, as in booking: two orders would deadlock.
        tx.release_seat(booking.slot.id).await?;
        if !tx.mark_cancelled(booking.id, now).await? {
            // Another tap came first; dropping the transaction takes the released seat back.
            return Ok(());
        }
        tx.suppress_reminder(booking.id).await?;
        let (coupon, booking) = (booking.coupon, booking.id);
        let entry = Entry { at: now, coupon, booking: Some(booking), act: &Act::Cancelled, way };
        tx.record(&entry).await?;
        let due = if way == Way::Chat { now + CHAT_ANSWERS_WITHIN } else { now };
        tx.owe(booking, NoticeKind::Cancellation, due, Uuid::new_v4()).await?;
        tx.commit().await?;
        metrics::counter!("sesshu_cancellations_total", "way" => way.as_str()).increment(1);
        tracing::info!(%booking, way = way.as_str(), "a booking was cancelled");
        Ok(())
    }
}

//! Taking a seat.

use chrono::{DateTime, Utc};

use super::{
    Desk,
    take::{Taking, take},
};
use crate::{
    storage::{AddBookingError, StorageError},
    vaccination::{
        booking::{Booking, Standing},
        history::Way,
        ids::{BookingId, CouponId, SlotId},
        request_key::RequestKey,
        slot::Slot,
    },
};

#[derive(Debug, thiserror::Error)]
pub enum BookError {
    #[error("there is no such slot")]
    UnknownSlot,
    /// No seat is left, or only such as are kept for another way.
    #[error("the last seat has just gone")]
    Full,
    /// Closed by the administration, past the booking deadline, or the programme is not open.
    #[error("this slot cannot be booked")]
    Closed,
    /// One coupon, at most one active booking.
    #[error("the coupon already has a booking")]
    AlreadyBooked,
    /// It has been booked for as often as it is good for.
    #[error("the coupon is used up")]
    UsedUp,
    #[error("nobody can be reached about this booking")]
    ContactMissing,
    /// Under the same key another slot was asked for before.
    #[error("the key of this request belongs to another request")]
    KeyUsed,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl BookError {
    /// For those who count.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::UnknownSlot => "unknown_slot",
            Self::Full => "full",
            Self::Closed => "closed",
            Self::AlreadyBooked => "already_booked",
            Self::UsedUp => "used_up",
            Self::ContactMissing => "contact_missing",
            Self::KeyUsed => "key_used",
            Self::Storage(_) => "broken",
        }
    }
}

impl From<AddBookingError> for BookError {
    fn from(error: AddBookingError) -> Self {
        match error {
            AddBookingError::AlreadyBooked => Self::AlreadyBooked,
            AddBookingError::UsedUp => Self::UsedUp,
            AddBookingError::Storage(error) => Self::Storage(error),
        }
    }
}

/// Who wants which seat.
#[derive(Debug, Clone)]
pub struct Wish {
    pub coupon: CouponId,
    pub slot: SlotId,
    pub way: Way,
    /// By which the answer can be asked for again.
    pub key: Option<RequestKey>,
}

impl Desk {
    /// Books a seat for a coupon. Asked again under the same key, it answers with what came of
    /// it the first time, even if that was cancelled meanwhile; asked again for the very slot
    /// the coupon already holds (a double tap, a lost answer), with the booking there is.
    pub async fn book(&self, wish: &Wish, now: DateTime<Utc>) -> Result<Booking, BookError> {
        if let Some(answer) = self.answered(wish).await? {
            return answer;
        }
        let before = self.store.active_booking(wish.coupon).await?;
        if let Some(booking) = before.clone().filter(|it| !it.makes_room(&self.programme, now)) {
            return held(booking, wish.slot, now);
        }
        let slot = self.bookable(wish.coupon, wish.slot, now).await?;
        let taking = Taking {
            coupon: wish.coupon,
            slot: wish.slot,
            way: wish.way,
            kept: self.programme.shares.kept(slot.date, now),
            most: self.programme.bookings_per_coupon,
            past: before.map(|booking| booking.id),
            signature: None,
        };
        match self.take(&taking, wish.key.as_ref(), now).await {
            Ok(Some(booking)) => {
                let way = wish.way.as_str();
                tracing::info!(%booking, slot = %wish.slot, way, "a seat was booked");
                self.store.booking(booking).await?.ok_or(BookError::UnknownSlot)
            }
            Ok(None) => self.answered(wish).await?.unwrap_or(Err(BookError::AlreadyBooked)),
            // Another request of the same person came first: theirs may be the same slot.
            Err(refused @ (BookError::AlreadyBooked | BookError::UsedUp | BookError::Full)) => {
                match self.store.active_booking(wish.coupon).await? {
                    Some(it) if !it.makes_room(&self.programme, now) => held(it, wish.slot, now),
                    _ => Err(refused),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// What was answered to this very wish before.
    async fn answered(
        &self,
        wish: &Wish,
    ) -> Result<Option<Result<Booking, BookError>>, StorageError> {
        let Some(key) = &wish.key else { return Ok(None) };
        let Some(answered) = self.store.answered(wish.coupon, key).await? else { return Ok(None) };
        if answered.slot != wish.slot {
            return Ok(Some(Err(BookError::KeyUsed)));
        }
        Ok(self.store.booking(answered.booking).await?.map(Ok))
    }

    async fn bookable(
        &self,
        coupon: CouponId,
        slot: SlotId,
        now: DateTime<Utc>,
    ) -> Result<Slot, BookError> {
        let slot = self.store.slot(slot).await?.ok_or(BookError::UnknownSlot)?;
        if slot.closed || !self.programme.may_book(slot.date, now) {
            return Err(BookError::Closed);
        }
        if self.store.contact(coupon).await?.is_none() {
            return Err(BookError::ContactMissing);
        }
        Ok(slot)
    }

    /// `None` when the key was taken by a request that came first.
    async fn take(
        &self,
        taking: &Taking<'_>,
        key: Option<&RequestKey>,
        now: DateTime<Utc>,
    ) -> Result<Option<BookingId>, BookError> {
        let Taking { coupon, slot, .. } = *taking;
        let tx = self.store.begin().await?;
        if let Some(key) = key
            && !tx.take_key(coupon, key, slot, now).await?
        {
            return Ok(None);
        }
        let booking = take(&tx, taking, now).await?;
        if let Some(key) = key {
            tx.keep_answer(coupon, key, booking).await?;
        }
        tx.commit().await?;
        Ok(Some(booking))
    }
}

/// The booking a coupon holds already, for whoever asks for it again.
fn held(booking: Booking, slot: SlotId, now: DateTime<Utc>) -> Result<Booking, BookError> {
    match booking.standing(now) {
        Standing::Confirmed if booking.slot.id == slot => Ok(booking),
        Standing::Confirmed => Err(BookError::AlreadyBooked),
        _ => Err(BookError::UsedUp),
    }
}

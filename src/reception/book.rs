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
        request_key::RequestKey,
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
        if let Some(booking) = self.store.active_booking(wish.coupon).await? {
            return same_or_refused(booking, wish.slot);
        }
        self.check_bookable(wish.coupon, wish.slot, now).await?;
        match self.take(wish, now).await {
            Ok(Some(booking)) => {
                let way = wish.way.as_str();
                tracing::info!(%booking, slot = %wish.slot, way, "a seat was booked");
                self.store.booking(booking).await?.ok_or(BookError::UnknownSlot)
            }
            Ok(None) => self.answered(wish).await?.unwrap_or(Err(BookError::AlreadyBooked)),
            // Another request of the same person came first: theirs may be the same slot.
            Err(refused @ (BookError::AlreadyBooked | BookError::Full)) => {
                match self.store.active_booking(wish.coupon).await? {
                    Some(booking) => same_or_refused(booking, wish.slot),
                    None => Err(refused),
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

    /// `None` when the key was taken by a request that came first.
    async fn take(&self, wish: &Wish, now: DateTime<Utc>) -> Result<Option<BookingId>, BookError> {
        let tx = self.store.begin().await?;
        if let Some(key) = &wish.key
            && !tx.take_key(wish.coupon, key, wish.slot, now).await?
        {
            return Ok(None);
        }
        // The seat before the booking: where many want one slot, its row is what they queue for.
        if !tx.take_seat(wish.slot).await? {
            return Err(BookError::Full);
        }
        let booking = tx.add_booking(wish.coupon, wish.slot, wish.way, now).await?;
        record_booking(&tx, wish, booking, now).await?;
        if let Some(key) = &wish.key {
            tx.keep_answer(wish.coupon, key, booking).await?;
        }
        tx.commit().await?;
        Ok(Some(booking))
    }
}

async fn record_booking(
    tx: &Tx,
    wish: &Wish,
    booking: BookingId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let Wish { coupon, way, .. } = *wish;
    let entry = Entry { at: now, coupon, booking: Some(booking), act: &Act::Booked, way };
    tx.record(&entry).await?;
    tx.owe(booking, NoticeKind::Confirmation, now, Uuid::new_v4()).await?;
    Ok(())
}

fn same_or_refused(booking: Booking, slot: SlotId) -> Result<Booking, BookError> {
    if booking.slot.id == slot { Ok(booking) } else { Err(BookError::AlreadyBooked) }
}

//! The steps of taking a seat and of giving it back, inside a transaction of whoever asks: a
//! resident, or the staff for them. Nowhere else are they written down.
//!
//! The slot's row comes first, in both: where many want one slot, its row is what they queue for,
//! and nobody waits for somebody who waits for them.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::BookError;
use crate::{
    storage::{Entry, NewBooking, StorageError, Tx},
    vaccination::{
        booking::Booking,
        history::{Act, Way},
        ids::{BookingId, CouponId, SlotId},
        notice::NoticeKind,
        share::Kept,
        staff::Signature,
    },
};

/// How long the chat has to tell of it by a reply, which is free, before a push is sent, which is
/// billed.
const CHAT_ANSWERS_WITHIN: TimeDelta = TimeDelta::minutes(3);

/// A seat that may be taken, as far as was known before the transaction.
#[derive(Debug, Clone, Copy)]
pub struct Taking<'a> {
    pub coupon: CouponId,
    pub slot: SlotId,
    pub way: Way,
    /// What is kept of the slot at this moment.
    pub kept: Kept,
    /// How many bookings a coupon is good for.
    pub most: u32,
    /// The coupon's booking before, where it is over and still confirmed.
    pub past: Option<BookingId>,
    /// Who of the staff does it; nobody where residents do it themselves.
    pub signature: Option<&'a Signature>,
}

/// Takes the seat, books it, records it and owes the confirmation.
pub async fn take(
    tx: &Tx,
    taking: &Taking<'_>,
    now: DateTime<Utc>,
) -> Result<BookingId, BookError> {
    let Taking { coupon, slot, way, kept, most, past, signature } = *taking;
    if !tx.take_seat(slot, way.into(), kept).await? {
        return Err(BookError::Full);
    }
    let booking = tx.add_booking(&NewBooking { coupon, slot, way, most, past }, now).await?;
    let entry = Entry { at: now, coupon, booking: Some(booking), act: &Act::Booked, way };
    record(tx, &entry, signature).await?;
    tx.owe(booking, NoticeKind::Confirmation, now, Uuid::new_v4()).await?;
    Ok(booking)
}

/// Gives the seat back to the share it came from, records it and owes the notice. False when
/// somebody else cancelled first: the transaction is to be dropped then.
pub async fn give_back(
    tx: &Tx,
    booking: &Booking,
    way: Way,
    signature: Option<&Signature>,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    tx.release_seat(booking.slot.id, booking.way.into()).await?;
    if !tx.mark_cancelled(booking.id, now).await? {
        return Ok(false);
    }
    tx.suppress_reminder(booking.id).await?;
    let (coupon, id) = (booking.coupon, booking.id);
    let entry = Entry { at: now, coupon, booking: Some(id), act: &Act::Cancelled, way };
    record(tx, &entry, signature).await?;
    let due = if way == Way::Chat { now + CHAT_ANSWERS_WITHIN } else { now };
    tx.owe(id, NoticeKind::Cancellation, due, Uuid::new_v4()).await?;
    Ok(true)
}

async fn record(
    tx: &Tx,
    entry: &Entry<'_>,
    signature: Option<&Signature>,
) -> Result<(), StorageError> {
    match signature {
        Some(signature) => tx.record_signed(entry, signature).await,
        None => tx.record(entry).await,
    }
}

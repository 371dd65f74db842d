//! The steps of taking a seat and of giving it back, inside a transaction of whoever asks: a
//! residents, as many as have come together, or the staff for one of them. Nowhere else are they
//! written down.
//!
//! The slots' rows come first, in both: where many want one slot, its row is what they queue for,
//! and nobody waits for somebody who waits for them.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    storage::{AddBookingError, Entry, NewAnswer, NewBooking, StorageError, Tx, Write},
    vaccination::{
        booking::{Booking, Cancellation, Canceller},
        history::{Act, Way},
        ids::{BookingId, CouponId, SlotId},
        notice::NoticeKind,
        request_key::RequestKey,
        share::Kept,
        slot::Slot,
        staff::Signature,
    },
};

/// How long the chat has to tell of it by a reply, which is free, before a push is sent, which is
/// billed.
const CHAT_ANSWERS_WITHIN: TimeDelta = TimeDelta::minutes(3);

/// A seat that is to be taken.
#[derive(Debug, Clone)]
pub struct Taking {
    pub coupon: CouponId,
    pub slot: SlotId,
    pub way: Way,
    pub at: DateTime<Utc>,
    /// How many bookings a coupon is good for.
    pub most: u32,
    /// The coupon's booking before, where it is over and still confirmed.
    pub past: Option<BookingId>,
    /// By which the answer can be asked for again.
    pub key: Option<RequestKey>,
}

/// Why nothing was taken. The transaction is to be dropped.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    #[error("there is no such slot")]
    UnknownSlot,
    #[error("the slot is closed")]
    Closed,
    #[error("no seat is left that is not kept for others")]
    Full,
    #[error("a coupon has got another booking meanwhile")]
    AlreadyBooked,
    #[error("a coupon was used up meanwhile")]
    UsedUp,
    #[error("a coupon was revoked meanwhile")]
    Revoked,
    #[error("a slot has changed meanwhile")]
    SlotChanged,
    #[error("another request has come under the same key meanwhile")]
    KeyTaken,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Takes the seat for whoever is at the telephone, books it, records it and owes the confirmation.
pub async fn take(
    tx: &Tx,
    taking: Taking,
    kept: Kept,
    signature: &Signature,
) -> Result<BookingId, TakeError> {
    let held = tx.hold_slots(&BTreeSet::from([taking.slot])).await?;
    let slot = held.into_iter().next().ok_or(TakeError::UnknownSlot)?;
    if slot.closed {
        return Err(TakeError::Closed);
    }
    let share = taking.way.into();
    if !slot.has_room(share, kept) {
        return Err(TakeError::Full);
    }
    let taken = slot.clone().with_one_more(share);
    let booked = take_all(tx, &[taking], &[(slot, taken)], Some(signature)).await?;
    booked.into_iter().next().ok_or(TakeError::Full)
}

/// Books seats that were decided on while their slots were held, records them and owes the
/// confirmations. The slots are given as they were and as they are to be.
pub(super) async fn take_all(
    tx: &Tx,
    takings: &[Taking],
    slots: &[(Slot, Slot)],
    signature: Option<&Signature>,
) -> Result<Vec<BookingId>, TakeError> {
    let new: Vec<_> = takings.iter().map(|taking| (taking.new_booking(), taking.at)).collect();
    let booked = tx.add_bookings(&new).await?;
    let each = || takings.iter().zip(booked.iter().copied());
    let entries: Vec<_> = each().map(|(taking, booking)| taking.entry(booking)).collect();
    tx.record_all(&entries, signature).await?;
    let notice = |(taking, booking): (&Taking, _)| (booking, taking.at, Uuid::new_v4());
    tx.owe_all(NoticeKind::Confirmation, &each().map(notice).collect::<Vec<_>>()).await?;
    let answers: Vec<_> = each().filter_map(|(taking, booking)| taking.answer(booking)).collect();
    if tx.keep_answers(&answers).await? == Write::Skipped {
        return Err(TakeError::KeyTaken);
    }
    if tx.count_seats(slots).await? == Write::Skipped {
        return Err(TakeError::SlotChanged);
    }
    Ok(booked)
}

impl Taking {
    fn new_booking(&self) -> NewBooking {
        let Self { coupon, slot, way, most, past, .. } = *self;
        NewBooking { coupon, slot, way, most, past }
    }

    fn entry(&self, booking: BookingId) -> Entry<'static> {
        let Self { at, coupon, way, .. } = *self;
        Entry { at, coupon, booking: Some(booking), act: &Act::Booked, way }
    }

    fn answer(&self, booking: BookingId) -> Option<NewAnswer<'_>> {
        let Self { coupon, slot, at, .. } = *self;
        self.key.as_ref().map(|key| NewAnswer { coupon, key, slot, booking, at })
    }
}

/// What came of giving a seat back.
#[must_use = "a seat that was given back twice may not be committed"]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GiveBack {
    Done,
    /// The booking is not confirmed any more: another transaction has cancelled or marked it since
    /// it was read. The seat is counted once too little by now; the transaction is to be dropped.
    NotConfirmed,
}

/// Gives the seat back to the share it came from, records it and owes the notice.
pub async fn give_back(
    tx: &Tx,
    booking: &Booking,
    cancellation: &Cancellation,
    signature: Option<&Signature>,
) -> Result<GiveBack, StorageError> {
    let Cancellation { at: now, way, .. } = *cancellation;
    let released = tx.release_seat(booking.slot.id, booking.way.into()).await?;
    if tx.mark_cancelled(booking.id, cancellation).await? == Write::Skipped {
        return Ok(GiveBack::NotConfirmed);
    }
    if released == Write::Skipped {
        // The person cancels all the same; `sesshu doctor` names the slot.
        tracing::error!(slot = %booking.slot.id, "a slot had counted fewer seats than were booked");
    }
    tx.suppress_outdated(&[booking.id]).await?;
    let (coupon, id) = (booking.coupon, booking.id);
    let entry = Entry { at: now, coupon, booking: Some(id), act: &Act::Cancelled, way };
    tx.record_all(&[entry], signature).await?;
    let due = if way == Way::Chat { now + CHAT_ANSWERS_WITHIN } else { now };
    tx.owe(id, NoticeKind::Cancellation, due, Uuid::new_v4()).await?;
    if cancellation.by() != Canceller::Municipality {
        // The coupon's row is locked since its booking was marked.
        tx.owe_cancellation_copies(booking, now).await?;
    }
    Ok(GiveBack::Done)
}

impl From<AddBookingError> for TakeError {
    fn from(error: AddBookingError) -> Self {
        match error {
            AddBookingError::AlreadyBooked => Self::AlreadyBooked,
            AddBookingError::UsedUp => Self::UsedUp,
            AddBookingError::Revoked => Self::Revoked,
            AddBookingError::Storage(error) => Self::Storage(error),
        }
    }
}

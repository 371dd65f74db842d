//! The steps of booking and releasing seats, in a transaction of the caller: a batch of residents'
//! requests, or staff for one person. No other code does this.
//!
//! Both lock the rows of the slots first. If many want one slot, they queue for its row, and
//! transactions do not deadlock.

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

/// How long a notification waits for the chat's reply, which is free, before a push is sent, which
/// is billed.
const CHAT_ANSWERS_WITHIN: TimeDelta = TimeDelta::minutes(3);

/// A seat to be booked.
#[derive(Debug, Clone)]
pub struct Taking {
    pub coupon: CouponId,
    pub slot: SlotId,
    pub way: Way,
    pub at: DateTime<Utc>,
    /// The bookings that the programme allows per coupon.
    pub most: u32,
    /// The coupon's previous booking, if it is over and still confirmed.
    pub past: Option<BookingId>,
    /// The key under which a repeated request returns the same result.
    pub key: Option<RequestKey>,
}

/// Why no seat was booked. The transaction must be dropped.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    #[error("there is no such slot")]
    UnknownSlot,
    #[error("the slot is closed")]
    Closed,
    #[error("no seat is left that is not reserved for another channel")]
    Full,
    #[error("a coupon has another booking meanwhile")]
    AlreadyBooked,
    #[error("a coupon was used up meanwhile")]
    UsedUp,
    #[error("a coupon was revoked meanwhile")]
    Revoked,
    #[error("a slot has changed meanwhile")]
    SlotChanged,
    #[error("another request has used the same idempotency key meanwhile")]
    KeyTaken,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Books a seat for a person on the telephone, records it and enqueues the confirmation.
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

/// Books allocated seats, whose slots are locked, records them and enqueues the confirmations.
/// `slots` are the changed slots, before and after.
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

/// The outcome of releasing a seat.
#[must_use = "a transaction that releases a seat twice must not be committed"]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GiveBack {
    Done,
    /// The booking is not confirmed any more: another transaction has cancelled or marked it since
    /// it was read. The seat has been released once too often; the transaction must be dropped.
    NotConfirmed,
}

/// Releases a seat for its quota channel, records it and enqueues the notification.
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
        // The person's booking is cancelled all the same; `sesshu doctor` names the slot.
        tracing::error!(
            slot = %booking.slot.id,
            "the seat count of a slot was lower than its bookings"
        );
    }
    tx.suppress_outdated(&[booking.id]).await?;
    let (coupon, id) = (booking.coupon, booking.id);
    let entry = Entry { at: now, coupon, booking: Some(id), act: &Act::Cancelled, way };
    tx.record_all(&[entry], signature).await?;
    let due = if way == Way::Chat { now + CHAT_ANSWERS_WITHIN } else { now };
    tx.owe(id, NoticeKind::Cancellation, due, Uuid::new_v4()).await?;
    if cancellation.by() != Canceller::Municipality {
        // The coupon's row has been locked since its booking was marked.
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

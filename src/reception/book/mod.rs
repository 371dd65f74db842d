//! Booking a seat, with group commit: while one transaction runs, further requests are queued; the
//! next transaction decides them in the order of their arrival.

mod decide;
mod together;

use chrono::{DateTime, SubsecRound, Utc};

use super::{Desk, SessionToken};
use crate::{
    gather::{BATCH_TIMEOUT, Gatherer, Limits, TooMany},
    vaccination::{
        booking::Booking,
        history::Way,
        ids::{CouponId, SlotId},
        request_key::RequestKey,
    },
};

/// The limits of the booking batcher. A single worker decides, so that more requests share a
/// commit. A request takes about ten values of a statement, of which SQLite allows 32,766 and
/// PostgreSQL 65,535. A full queue is a few seconds' work.
pub(super) const LIMITS: Limits =
    Limits { of: "bookings", hands: 1, together: 256, most: 4_096, timeout: BATCH_TIMEOUT };
pub(super) type Wishes = Gatherer<Uttered, Answer>;

#[derive(Debug, thiserror::Error)]
pub enum BookError {
    #[error("there is no such slot")]
    UnknownSlot,
    /// No seat is left, or only seats that are reserved for another channel.
    #[error("the slot has no seat left")]
    Full,
    /// Closed by the administration, past the booking deadline, begun, or the programme is not
    /// open.
    #[error("this slot cannot be booked")]
    Closed,
    /// A coupon has at most one active booking.
    #[error("the coupon already has a booking")]
    AlreadyBooked,
    /// The coupon has no bookings left.
    #[error("the coupon is used up")]
    UsedUp,
    /// The session of the request has ended since it was authenticated.
    #[error("the session of the request has ended")]
    NotIdentified,
    /// It was revoked, or its holder erased, since the person was identified.
    #[error("the coupon is revoked")]
    Revoked,
    #[error("the coupon has no contact")]
    ContactMissing,
    /// The booking made under this key was cancelled meanwhile.
    #[error("the booking made under this idempotency key was cancelled")]
    Cancelled,
    /// The key was used before with another slot.
    #[error("the idempotency key belongs to another request")]
    KeyUsed,
    /// The queue is full. Nothing was done.
    #[error("the queue of booking requests is full")]
    Busy,
    /// The database was unreachable, did not report the outcome, or concurrent transactions were
    /// faster each time. A repeated request gets the outcome.
    #[error("the outcome is unknown")]
    OutOfReach,
    /// The request fails by itself, for example because stored data about it is corrupt.
    #[error("an internal error prevented the booking")]
    Undecided,
}

impl BookError {
    /// Returns the label for metrics.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::UnknownSlot => "unknown_slot",
            Self::Full => "full",
            Self::Closed => "closed",
            Self::AlreadyBooked => "already_booked",
            Self::UsedUp => "used_up",
            Self::NotIdentified => "not_identified",
            Self::Revoked => "revoked",
            Self::ContactMissing => "contact_missing",
            Self::Cancelled => "cancelled",
            Self::KeyUsed => "key_used",
            Self::Busy => "busy",
            Self::OutOfReach => "out_of_reach",
            Self::Undecided => "broken",
        }
    }
}

/// A request for a seat.
#[derive(Debug, Clone)]
pub struct Wish {
    pub coupon: CouponId,
    /// The session in which the coupon was proved.
    pub session: SessionToken,
    pub slot: SlotId,
    pub way: Way,
    /// The key under which a repeated request returns the same result.
    pub key: Option<RequestKey>,
}

/// A request with the time of its arrival.
#[derive(Debug, Clone)]
pub(super) struct Uttered {
    wish: Wish,
    at: DateTime<Utc>,
}

pub(super) type Answer = Result<Booking, BookError>;

impl Desk {
    /// Books a seat for a coupon. Repeated under the same key, it returns the booking of the first
    /// request, or the error that this was cancelled meanwhile: no other booking is made under the
    /// key. Repeated for the slot that the coupon has booked already (a double tap, a lost
    /// response), it returns that booking.
    ///
    /// The booking may be made although the caller has stopped waiting for the result.
    pub async fn book(&self, wish: &Wish, now: DateTime<Utc>) -> Answer {
        // As precise as it is stored, so that now and later results are equal.
        let uttered = Uttered { wish: wish.clone(), at: now.trunc_subsecs(6) };
        let answer = self.wishes.ask(uttered, self).await.map_err(|TooMany| BookError::Busy)?;
        // The batch panicked or took too long: there may be a booking; a repeated request gets it.
        answer.unwrap_or(Err(BookError::OutOfReach))
    }

    /// Waits until all queued requests are processed.
    pub async fn settled(&self) {
        self.wishes.settled().await;
    }
}

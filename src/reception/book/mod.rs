//! Taking a seat. Wishes that come together are decided together: while one transaction runs, the
//! next wishes gather, and are decided in one, in the order in which they came.

mod decide;
mod together;

use chrono::{DateTime, SubsecRound, Utc};

use super::Desk;
use crate::{
    gather::{BATCH_TIMEOUT, Gatherer, Limits, TooMany},
    vaccination::{
        booking::Booking,
        history::Way,
        ids::{CouponId, SlotId},
        request_key::RequestKey,
    },
};

/// One transaction at a time decides: while it runs, the next wishes gather, and more of them share
/// the next commit. Each is some ten values of a statement, of which SQLite takes 32,766 and
/// PostgreSQL 65,535; those who may wait are a few seconds' work.
pub(super) const LIMITS: Limits =
    Limits { of: "bookings", hands: 1, together: 256, most: 4_096, timeout: BATCH_TIMEOUT };
pub(super) type Wishes = Gatherer<Uttered, Answer>;

#[derive(Debug, thiserror::Error)]
pub enum BookError {
    #[error("there is no such slot")]
    UnknownSlot,
    /// No seat is left, or only such as are kept for another way.
    #[error("the last seat has just gone")]
    Full,
    /// Closed by the administration, past the booking deadline, begun, or the programme is not
    /// open.
    #[error("this slot cannot be booked")]
    Closed,
    /// One coupon, at most one active booking.
    #[error("the coupon already has a booking")]
    AlreadyBooked,
    /// It has been booked for as often as it is good for.
    #[error("the coupon is used up")]
    UsedUp,
    /// It was revoked, or its holder erased, since the person was identified.
    #[error("the coupon is revoked")]
    Revoked,
    #[error("nobody can be reached about this booking")]
    ContactMissing,
    /// What came of it under the same key was cancelled meanwhile.
    #[error("the booking made under this key was cancelled")]
    Cancelled,
    /// Under the same key another slot was asked for before.
    #[error("the key of this request belongs to another request")]
    KeyUsed,
    /// More wait to be decided on than can be soon. Nothing was done.
    #[error("too many are waiting")]
    Busy,
    /// The database could not be asked, or did not say what came of it: asked again, it will.
    #[error("the database does not say what came of it")]
    OutOfReach,
    /// Something is wrong with what there is about it.
    #[error("it could not be decided on")]
    Undecided,
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

/// Who wants which seat.
#[derive(Debug, Clone)]
pub struct Wish {
    pub coupon: CouponId,
    pub slot: SlotId,
    pub way: Way,
    /// By which the answer can be asked for again.
    pub key: Option<RequestKey>,
}

/// A wish and when it was uttered.
#[derive(Debug, Clone)]
pub(super) struct Uttered {
    wish: Wish,
    at: DateTime<Utc>,
}

pub(super) type Answer = Result<Booking, BookError>;

impl Desk {
    /// Books a seat for a coupon. Asked again under the same key, it answers with the booking that
    /// was made the first time, or that this was cancelled meanwhile: no other booking is made under
    /// the key. Asked again for the very slot the coupon already holds (a double tap, a lost
    /// answer), it answers with the booking there is.
    ///
    /// Whoever stops waiting for the answer may have been booked nevertheless.
    pub async fn book(&self, wish: &Wish, now: DateTime<Utc>) -> Answer {
        // As precise as it is stored, so that the answer is the same now and later.
        let uttered = Uttered { wish: wish.clone(), at: now.trunc_subsecs(6) };
        let answer = self.wishes.ask(uttered, self).await.map_err(|TooMany| BookError::Busy)?;
        // Its batch panicked or took too long: it may have been booked, and asking again tells.
        answer.unwrap_or(Err(BookError::OutOfReach))
    }

    /// Waits until everybody who has asked for a seat is answered.
    pub async fn settled(&self) {
        self.wishes.settled().await;
    }
}

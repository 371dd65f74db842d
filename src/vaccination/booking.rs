//! A seat promised to a coupon, 予約, as a state machine. A booking is never deleted.

use chrono::{DateTime, Utc};

use super::{
    ids::{BookingId, CouponId},
    programme::Programme,
    slot::Slot,
    venue::Venue,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Confirmed,
    Cancelled { at: DateTime<Utc> },
}

/// What a booking is to the person who asks at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The seat is theirs and the slot has not ended.
    Confirmed,
    /// The slot has ended.
    Past,
    Cancelled,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    pub id: BookingId,
    pub coupon: CouponId,
    pub slot: Slot,
    pub venue: Venue,
    pub booked_at: DateTime<Utc>,
    pub state: State,
}

/// Why a booking cannot be cancelled online.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CancelRefused {
    /// The deadline has passed; the call centre can help.
    #[error("the time to cancel online has passed")]
    TooLate,
    #[error("the booking is already cancelled")]
    AlreadyCancelled,
}

impl Booking {
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        match self.state {
            State::Cancelled { .. } => Standing::Cancelled,
            State::Confirmed if self.slot.ends_at() <= now => Standing::Past,
            State::Confirmed => Standing::Confirmed,
        }
    }

    /// Whether the person may cancel online at this moment.
    pub fn is_cancellable(&self, programme: &Programme, now: DateTime<Utc>) -> bool {
        self.standing(now) == Standing::Confirmed && programme.may_cancel(self.slot.date, now)
    }

    /// Cancels online. What is cancelled cannot be brought back (manual, page 18).
    pub fn cancel(self, programme: &Programme, now: DateTime<Utc>) -> Result<Self, CancelRefused> {
        match self.state {
            State::Cancelled { .. } => Err(CancelRefused::AlreadyCancelled),
            State::Confirmed if !self.is_cancellable(programme, now) => Err(CancelRefused::TooLate),
            State::Confirmed => Ok(Self { state: State::Cancelled { at: now }, ..self }),
        }
    }
}

//! The state of a conversation between two events.

use chrono::{DateTime, TimeDelta, Utc};

use crate::vaccination::{
    check_code::CheckCode,
    coupon::{CouponNumber, Issuer, Proof},
    ids::BookingId,
};

/// How long a conversation may be silent before its open question is dropped: by then the person
/// has forgotten the question.
pub(super) const SILENCE: TimeDelta = TimeDelta::minutes(30);

/// The conversation of one person. Holds personal data during linking, so it must be stored sealed
/// (see [`Talk::to_record`]).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Talk {
    pub(super) step: Step,
    /// When the person last did something, by LINE's clock; `None` before the first event.
    pub(super) touched_at: Option<DateTime<Utc>>,
}

/// The open question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Step {
    #[default]
    Idle,
    /// Asks for consent to the version of the terms that was shown. The number may have been typed
    /// already.
    Terms {
        terms_version: String,
        number: Option<CouponNumber>,
    },
    CouponNumber {
        terms_version: String,
    },
    BirthDate {
        terms_version: String,
        number: CouponNumber,
    },
    /// Asks whether number and birth date are right, with the card of this number.
    Confirm {
        terms_version: String,
        proof: Proof,
        card: i64,
    },
    /// Asks for the check code of the letter. Keeps the code that was typed.
    CheckCode {
        terms_version: String,
        proof: Proof,
        code: Option<CheckCode>,
    },
    /// Asks which of these municipalities issued the coupon.
    Issuer {
        terms_version: String,
        proof: Proof,
        code: Option<CheckCode>,
        issuers: Vec<Issuer>,
    },
    /// Asks whether to cancel this booking.
    CancelQuestion {
        booking: BookingId,
    },
}

impl Talk {
    /// Returns whether an event later than `moment` was handled before.
    pub(super) fn is_ahead_of(&self, moment: DateTime<Utc>) -> bool {
        self.touched_at.is_some_and(|at| at > moment)
    }

    /// Returns the open question, and whether a question of linking was dropped because the
    /// conversation timed out.
    pub(super) fn resume(self, occurred_at: DateTime<Utc>) -> (Step, bool) {
        let silent = self.touched_at.is_some_and(|at| occurred_at - at >= SILENCE);
        if silent { (Step::Idle, self.step.is_linking()) } else { (self.step, false) }
    }
}

impl Talk {
    /// Removes the number, birth date and check code that were typed. The person unsent a message,
    /// and it is not known which of them it held. The conversation goes back to asking for what was
    /// removed.
    #[must_use]
    pub fn without_what_was_typed(self) -> Self {
        let step = match self.step {
            Step::Terms { terms_version, .. } => Step::Terms { terms_version, number: None },
            Step::BirthDate { terms_version, .. }
            | Step::Confirm { terms_version, .. }
            | Step::CheckCode { terms_version, .. }
            | Step::Issuer { terms_version, .. } => Step::CouponNumber { terms_version },
            step => step,
        };
        Self { step, ..self }
    }
}

impl Step {
    pub(super) fn is_linking(&self) -> bool {
        !matches!(self, Self::Idle | Self::CancelQuestion { .. })
    }
}

//! Where a talk stands between two events.

use chrono::{DateTime, TimeDelta, Utc};

use crate::vaccination::{
    check_code::CheckCode,
    coupon::{CouponNumber, Issuer, Proof},
    ids::BookingId,
};

/// After so long a silence nobody remembers the question (PRODUCT §4).
pub(super) const SILENCE: TimeDelta = TimeDelta::minutes(30);

/// One person's talk with us. Holds personal data while they link: it is to be stored sealed
/// (see [`Talk::to_record`]).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Talk {
    pub(super) step: Step,
    /// When something was last said, by LINE's clock; `None` before the first word.
    pub(super) touched_at: Option<DateTime<Utc>>,
}

/// The question that is open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Step {
    #[default]
    Idle,
    /// Do they agree to the terms of the version that was shown? They may have typed their number
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
    /// Are both right? Asked with the card of this number.
    Confirm {
        terms_version: String,
        proof: Proof,
        card: i64,
    },
    /// What is the check code of the letter? The one that was typed is kept.
    CheckCode {
        terms_version: String,
        proof: Proof,
        code: Option<CheckCode>,
    },
    /// Which of these municipalities issued the coupon?
    Issuer {
        terms_version: String,
        proof: Proof,
        code: Option<CheckCode>,
        issuers: Vec<Issuer>,
    },
    /// Is this booking to be cancelled?
    CancelQuestion {
        booking: BookingId,
    },
}

impl Talk {
    /// Whether something that happened after `moment` was heard before.
    pub(super) fn is_ahead_of(&self, moment: DateTime<Utc>) -> bool {
        self.touched_at.is_some_and(|at| at > moment)
    }

    /// The open question, and whether one of linking was dropped for the long silence.
    pub(super) fn resume(self, occurred_at: DateTime<Utc>) -> (Step, bool) {
        let silent = self.touched_at.is_some_and(|at| occurred_at - at >= SILENCE);
        if silent { (Step::Idle, self.step.is_linking()) } else { (self.step, false) }
    }
}

impl Talk {
    /// The talk without the number, birth date and check code they typed: they took something back,
    /// and it cannot be known which of them it was. Where they were asked for them, they are asked
    /// again.
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

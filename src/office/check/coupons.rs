//! Rules 40x: coupons.

use super::{Facts, Level, ProofFacts, Rule, sequence};
use crate::vaccination::coupon::Issuer;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CouponFinding {
    Nobody,
    /// Coupons were loaded, but none issued by this municipality.
    NoneOfOurs {
        ours: Issuer,
        others: u64,
    },
    /// Coupons of a municipality that the settings do not name.
    UnnamedIssuer {
        issuer: Issuer,
        coupons: u64,
    },
    /// The numbers of our own coupons correlate with the birth dates, by `percent`.
    NumbersFollowBirthDates {
        percent: u8,
    },
    /// A check code is required, and these coupons have none: their holders cannot be identified.
    WithoutCheckCode {
        coupons: u64,
    },
}

impl CouponFinding {
    pub(super) fn rule(&self) -> Rule {
        match self {
            Self::Nobody => (401, Level::Error),
            Self::NoneOfOurs { .. } => (402, Level::Error),
            Self::UnnamedIssuer { .. } => (403, Level::Warning),
            Self::NumbersFollowBirthDates { .. } => (404, Level::Warning),
            Self::WithoutCheckCode { .. } => (405, Level::Error),
        }
    }
}

pub(super) fn look(
    facts: &Facts,
    coupons: &[(Issuer, u64)],
    proofs: &ProofFacts,
) -> Vec<CouponFinding> {
    let town = &facts.municipality;
    let all: u64 = coupons.iter().map(|(_, count)| count).sum();
    if all == 0 {
        return vec![CouponFinding::Nobody];
    }
    if !coupons.iter().any(|(issuer, count)| *issuer == town.issuer && *count > 0) {
        return vec![CouponFinding::NoneOfOurs { ours: town.issuer.clone(), others: all }];
    }
    let named = |issuer: &Issuer| {
        *issuer == town.issuer || town.neighbours.iter().any(|(known, _)| known == issuer)
    };
    let unnamed = coupons.iter().filter(|(issuer, _)| !named(issuer)).map(|(issuer, count)| {
        CouponFinding::UnnamedIssuer { issuer: issuer.clone(), coupons: *count }
    });
    // With check codes, which cannot be guessed, the order of the numbers does not matter.
    let follow = if facts.asks_check_code { None } else { sequence::follow(&proofs.sample) };
    let follow = follow.map(|percent| CouponFinding::NumbersFollowBirthDates { percent });
    let lacks_codes = facts.asks_check_code && proofs.without_code > 0;
    let without =
        lacks_codes.then_some(CouponFinding::WithoutCheckCode { coupons: proofs.without_code });
    unnamed.chain(follow).chain(without).collect()
}

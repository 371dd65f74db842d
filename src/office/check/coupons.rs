//! 40x: who may book at all.

use super::{Facts, Level, ProofFacts, Rule, sequence};
use crate::vaccination::coupon::Issuer;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CouponFinding {
    Nobody,
    /// Coupons were loaded, none of them our own.
    NoneOfOurs {
        ours: Issuer,
        others: u64,
    },
    /// Coupons of a municipality whose name the settings do not know.
    UnnamedIssuer {
        issuer: Issuer,
        coupons: u64,
    },
    /// The numbers of our own coupons rise or fall with the birth dates, by so many percent.
    NumbersFollowBirthDates {
        percent: u8,
    },
    /// A check code is asked for, and these have none: nobody is identified by them.
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
    // With a code that nobody can guess it does not matter which numbers are neighbours.
    let follow = if facts.asks_check_code { None } else { sequence::follow(&proofs.sample) };
    let follow = follow.map(|percent| CouponFinding::NumbersFollowBirthDates { percent });
    let lacks_codes = facts.asks_check_code && proofs.without_code > 0;
    let without =
        lacks_codes.then_some(CouponFinding::WithoutCheckCode { coupons: proofs.without_code });
    unnamed.chain(follow).chain(without).collect()
}

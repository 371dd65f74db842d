//! 40x: who may book at all.

use super::{Facts, Level, Rule};
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
}

impl CouponFinding {
    pub(super) fn rule(&self) -> Rule {
        match self {
            Self::Nobody => (401, Level::Error),
            Self::NoneOfOurs { .. } => (402, Level::Error),
            Self::UnnamedIssuer { .. } => (403, Level::Warning),
        }
    }
}

pub(super) fn look(facts: &Facts, coupons: &[(Issuer, u64)]) -> Vec<CouponFinding> {
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
    coupons
        .iter()
        .filter(|(issuer, _)| !named(issuer))
        .map(|(issuer, count)| CouponFinding::UnnamedIssuer {
            issuer: issuer.clone(),
            coupons: *count,
        })
        .collect()
}

//! Identification, 個人の認証（本人確認）.

use chrono::{DateTime, Utc};

use super::Desk;
use crate::{
    gate::{Caller, Verdict},
    storage::{Entry, HeldCoupon, ProvedCoupon, StorageError, Tx},
    vaccination::{
        check_code::CheckCode,
        coupon::{Issuer, Proof},
        history::{Act, Way},
        ids::CouponId,
        person::Person,
    },
};

/// A coupon whose holder has proved who they are, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    pub coupon: CouponId,
    claim: Claim,
}

/// The outcome of an identification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identified {
    As(Proved),
    /// Wrong number, wrong birth date, wrong check code or revoked coupon, found by one query, so
    /// that neither text nor time distinguishes them.
    NotFound,
    /// Several municipalities issued this number to people born on that day; the issuer is needed.
    Ambiguous(Vec<Issuer>),
    /// Too many failures: the robot check comes first. Nothing was looked up.
    RobotCheck,
    /// Lockout: the number is under attack. Nothing was looked up, whether or not it exists.
    Locked {
        until: DateTime<Utc>,
    },
    /// The municipality has closed identification by coupon; nothing was looked up or counted.
    Closed,
}

/// The credentials, and what is entered with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub proof: Proof,
    /// The check code of the letter, if entered.
    pub check_code: Option<CheckCode>,
    /// The municipality that issued the coupon, if it was requested.
    pub issuer: Option<Issuer>,
    /// The version of the terms the person agreed to.
    pub terms_version: String,
}

impl Desk {
    /// Identifies the holder of a coupon by credentials, and records the consent to the terms.
    /// Login throttling counts failures. The issuer is requested only if several coupons fit.
    pub async fn identify(
        &self,
        caller: &Caller,
        claim: &Claim,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Identified, StorageError> {
        let found = self.prove(caller, claim, now).await?;
        if let Identified::As(Proved { coupon, .. }) = found {
            let act = Act::Identified { terms_version: claim.terms_version.clone() };
            let tx = self.store.begin().await?;
            tx.record(&Entry { at: now, coupon, booking: None, act: &act, way }).await?;
            tx.commit().await?;
        }
        Ok(found)
    }

    /// Identifies the holder without recording anything.
    pub(super) async fn prove(
        &self,
        caller: &Caller,
        claim: &Claim,
        now: DateTime<Utc>,
    ) -> Result<Identified, StorageError> {
        if self.store.lacks_key() {
            self.store.require_keys().await?;
        }
        if self.identity.closed {
            return Ok(Identified::Closed);
        }
        let evidence = self.identity.evidence_of(claim.check_code);
        match self.gate.admit(caller, &claim.proof.number, evidence, now).await? {
            Verdict::RobotCheck(_) => return Ok(Identified::RobotCheck),
            Verdict::Locked { until } => return Ok(Identified::Locked { until }),
            Verdict::Enter => {}
        }
        let mut found = self.store.coupons_by_proof(&claim.proof).await?;
        found.retain(|coupon| self.is_proved_by(claim, coupon));
        let coupon = match &found[..] {
            [] => {
                self.require_keys_after_attempt(caller, claim, now).await?;
                return Ok(Identified::NotFound);
            }
            [coupon] => coupon.id,
            _ => {
                self.gate.succeeded(caller, &claim.proof.number, now).await?;
                let issuers = found.into_iter().map(|coupon| coupon.issuer).collect();
                return Ok(Identified::Ambiguous(issuers));
            }
        };
        self.gate.succeeded(caller, &claim.proof.number, now).await?;
        Ok(Identified::As(Proved { coupon, claim: claim.clone() }))
    }

    /// Locks a coupon that was proved, until the transaction ends. It is invalid if it was
    /// corrected or revoked since, because the wrong person may have proved the former data. A
    /// correction changes the row of the coupon before it ends the sessions that the former data
    /// opened.
    pub(super) async fn hold_proved(
        &self,
        tx: &Tx,
        proved: &Proved,
    ) -> Result<HeldCoupon, StorageError> {
        let Proved { coupon, claim } = proved;
        if tx.hold_coupon(*coupon).await? == HeldCoupon::Invalid {
            return Ok(HeldCoupon::Invalid);
        }
        let found = tx.coupons_by_proof(&claim.proof).await?;
        let mut proved = found.iter().filter(|found| self.is_proved_by(claim, found));
        let is_proved = proved.any(|found| found.id == *coupon);
        Ok(if is_proved { HeldCoupon::Valid } else { HeldCoupon::Invalid })
    }

    /// Returns whether the credentials besides number and birth date are those of a coupon.
    fn is_proved_by(&self, claim: &Claim, coupon: &ProvedCoupon) -> bool {
        claim.issuer.as_ref().is_none_or(|meant| *meant == coupon.issuer)
            && self.identity.fits(claim.check_code, coupon.check_code)
    }

    /// Withdraws an attempt that found nothing because this instance lacks a sealing key: it is no
    /// failure of the resident.
    async fn require_keys_after_attempt(
        &self,
        caller: &Caller,
        claim: &Claim,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        if let Err(error) = self.store.require_keys().await {
            self.gate.withdraw(caller, &claim.proof.number, now).await?;
            return Err(error);
        }
        Ok(())
    }

    /// Returns whether the id in a page or a link is that of the coupon's holder.
    pub fn is_person_id(&self, coupon: CouponId, id: &str) -> bool {
        self.store.is_person_id(coupon, id)
    }

    /// Returns the holder of a coupon.
    pub async fn person(&self, coupon: CouponId) -> Result<Option<Person>, StorageError> {
        self.store.person(coupon).await
    }
}

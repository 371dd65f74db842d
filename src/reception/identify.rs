//! Who someone is: 個人の認証（本人確認）.

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

/// What became of an attempt to prove who one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identified {
    As(Proved),
    /// A wrong number, a wrong birth date, a wrong check code and a revoked coupon alike, found by
    /// one look-up, so that neither text nor time tells them apart.
    NotFound,
    /// Several municipalities gave out this number to people born on that day: which one?
    Ambiguous(Vec<Issuer>),
    /// Too many failures: nothing was looked up, 「私はロボットではありません」 comes first.
    RobotCheck,
    /// The number is under attack; nothing was looked up. Says nothing of whether it exists.
    Locked {
        until: DateTime<Utc>,
    },
    /// The municipality has closed identification by coupon; nothing was looked up or counted.
    Closed,
}

/// What somebody shows to prove who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub proof: Proof,
    /// The check code of the letter, where one was shown.
    pub check_code: Option<CheckCode>,
    /// The municipality that issued the coupon, where they were asked for it.
    pub issuer: Option<Issuer>,
    /// The version of the terms they agreed to.
    pub terms_version: String,
}

impl Desk {
    /// The coupon that a number and a birth date prove; consent to the terms is recorded with it.
    /// The gate counts what fails. The issuer is asked for only where the pair fits several.
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

    /// The same, before anything is recorded.
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

    /// Locks a coupon that was proved until the transaction ends. It is invalid where it was corrected
    /// or revoked since: what it said before may have been proved by the wrong person. Whoever
    /// corrects it changes its row before they end what was opened by it.
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

    /// Whether what was shown besides number and birth date is that of a coupon.
    fn is_proved_by(&self, claim: &Claim, coupon: &ProvedCoupon) -> bool {
        claim.issuer.as_ref().is_none_or(|meant| *meant == coupon.issuer)
            && self.identity.fits(claim.check_code, coupon.check_code)
    }

    /// Takes back an attempt that found nothing because a sealing key is missing here: that is no
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

    /// Whether an id that a page or a link carries is that of a coupon's holder.
    pub fn is_person_id(&self, coupon: CouponId, id: &str) -> bool {
        self.store.is_person_id(coupon, id)
    }

    /// Whose coupon it is.
    pub async fn person(&self, coupon: CouponId) -> Result<Option<Person>, StorageError> {
        self.store.person(coupon).await
    }
}

//! Who someone is: 個人の認証（本人確認）.

use chrono::{DateTime, Utc};

use super::Desk;
use crate::{
    gate::{Caller, Verdict},
    storage::{Entry, StorageError},
    vaccination::{
        coupon::Proof,
        history::{Act, Way},
        ids::CouponId,
        person::Person,
    },
};

/// What became of an attempt to prove who one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identified {
    As(CouponId),
    /// A wrong number, a wrong birth date and a revoked coupon alike, found by one look-up, so
    /// that neither text nor time tells them apart.
    NotFound,
    /// Too many failures: nothing was looked up, 「私はロボットではありません」 comes first.
    RobotCheck,
    /// The number is under attack; nothing was looked up. Says nothing of whether it exists.
    Locked {
        until: DateTime<Utc>,
    },
}

impl Desk {
    /// The coupon that a number and a birth date prove, if exactly one matches; consent to the
    /// terms is recorded with it. The gate counts what fails.
    pub async fn identify(
        &self,
        caller: &Caller,
        proof: &Proof,
        terms_version: &str,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Identified, StorageError> {
        match self.gate.admit(caller, &proof.number, now).await? {
            Verdict::RobotCheck => return Ok(Identified::RobotCheck),
            Verdict::Locked { until } => return Ok(Identified::Locked { until }),
            Verdict::Enter => {}
        }
        let [coupon] = self.store.coupons_by_proof(proof).await?[..] else {
            return Ok(Identified::NotFound);
        };
        self.gate.succeeded(caller, &proof.number, now).await?;
        let act = Act::Identified { terms_version: terms_version.to_owned() };
        let tx = self.store.begin().await?;
        tx.record(&Entry { at: now, coupon, booking: None, act: &act, way }).await?;
        tx.commit().await?;
        Ok(Identified::As(coupon))
    }

    /// Whose coupon it is.
    pub async fn person(&self, coupon: CouponId) -> Result<Option<Person>, StorageError> {
        self.store.person(coupon).await
    }
}

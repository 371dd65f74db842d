//! Who someone is: 個人の認証（本人確認）.

use chrono::{DateTime, Utc};

use super::Desk;
use crate::{
    storage::{Entry, StorageError},
    vaccination::{
        coupon::{Coupon, Proof},
        history::{Act, Way},
        ids::CouponId,
    },
};

impl Desk {
    /// The coupon that a number and a birth date prove, if exactly one matches; consent to the
    /// terms is recorded with it. A wrong number, a wrong birth date and a revoked coupon are one
    /// and the same `None`, found by one look-up, so that neither text nor time tells them apart.
    pub async fn identify(
        &self,
        proof: &Proof,
        terms_version: &str,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Option<CouponId>, StorageError> {
        let [coupon] = self.store.coupons_by_proof(proof).await?[..] else {
            return Ok(None);
        };
        let act = Act::Identified { terms_version: terms_version.to_owned() };
        let tx = self.store.begin().await?;
        tx.record(&Entry { at: now, coupon, booking: None, act: &act, way }).await?;
        tx.commit().await?;
        Ok(Some(coupon))
    }

    pub async fn coupon(&self, id: CouponId) -> Result<Option<Coupon>, StorageError> {
        self.store.coupon(id).await
    }
}

//! How a person can be reached, 連絡先.

use chrono::{DateTime, Utc};

use super::{Desk, holder::change_contact};
use crate::{
    storage::{Entry, HeldCoupon, StorageError},
    vaccination::{
        contact::Contact,
        history::{Act, Way},
        ids::{AccountId, CouponId},
    },
};

#[derive(Debug, thiserror::Error)]
pub enum ContactChangeError {
    /// It was revoked, or its holder erased, since the person was identified.
    #[error("the coupon is revoked")]
    Revoked,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Desk {
    pub async fn contact(&self, coupon: CouponId) -> Result<Option<Contact>, StorageError> {
        self.store.contact(coupon).await
    }

    /// Keeps the contact of a coupon. `account` is the LINE account that was verified in the session.
    pub async fn change_contact(
        &self,
        coupon: CouponId,
        contact: &Contact,
        account: Option<AccountId>,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<(), ContactChangeError> {
        let tx = self.store.begin().await?;
        if tx.hold_coupon(coupon).await? == HeldCoupon::Invalid {
            return Err(ContactChangeError::Revoked);
        }
        change_contact(&tx, coupon, contact, account, now).await?;
        tx.record(&Entry { at: now, coupon, booking: None, act: &Act::ContactChanged, way })
            .await?;
        Ok(tx.commit().await?)
    }
}

//! How a person can be reached, 連絡先.

use chrono::{DateTime, Utc};

use super::Desk;
use crate::{
    storage::{Entry, StorageError},
    vaccination::{
        contact::Contact,
        history::{Act, Way},
        ids::CouponId,
    },
};

impl Desk {
    pub async fn contact(&self, coupon: CouponId) -> Result<Option<Contact>, StorageError> {
        self.store.contact(coupon).await
    }

    pub async fn change_contact(
        &self,
        coupon: CouponId,
        contact: &Contact,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let tx = self.store.begin().await?;
        tx.set_contact(coupon, contact, now).await?;
        tx.record(&Entry { at: now, coupon, booking: None, act: &Act::ContactChanged, way })
            .await?;
        tx.commit().await
    }
}

//! How a person can be reached, 連絡先.

use chrono::{DateTime, Utc};

use super::{AskingHolder, Desk, HolderError, holder::change_contact};
use crate::{
    storage::{Entry, StorageError},
    vaccination::{contact::Contact, history::Act, ids::CouponId},
};

impl Desk {
    pub async fn contact(&self, coupon: CouponId) -> Result<Option<Contact>, StorageError> {
        self.store.contact(coupon).await
    }

    /// Stores the contact of the holder of a coupon.
    pub async fn change_contact(
        &self,
        holder: AskingHolder<'_>,
        contact: &Contact,
        now: DateTime<Utc>,
    ) -> Result<(), HolderError> {
        let AskingHolder { coupon, way, .. } = holder;
        let tx = self.store.begin().await?;
        let session = holder.hold(&tx, now).await?;
        change_contact(&tx, coupon, contact, session.account, now).await?;
        tx.record(&Entry { at: now, coupon, booking: None, act: &Act::ContactChanged, way })
            .await?;
        Ok(tx.commit().await?)
    }
}

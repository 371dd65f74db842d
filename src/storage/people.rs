//! Whose coupon it is, put together from the coupon and the contact left with it.

use std::{collections::HashMap, fmt};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    entity::{contact, coupon},
    view::{Result, View},
};
use crate::vaccination::{
    contact::Contact, coupon::Coupon, ids::CouponId, kana::KanaName, person::Person,
};

/// Rows per statement, well below the number of values either database takes in one.
const BATCH: usize = 500;

/// A coupon and the name its holder left.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    pub coupon: Coupon,
    pub name: Option<KanaName>,
}

/// Nothing of a person reaches a log.
impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Holder(…)")
    }
}

impl<C: ConnectionTrait> View<C> {
    /// The holder of a coupon; none where there is no such coupon.
    pub async fn person(&self, coupon: CouponId) -> Result<Option<Person>> {
        let Some(known) = self.coupon(coupon).await? else { return Ok(None) };
        let contact = self.contact(coupon).await?;
        Ok(Some(Person::new(&known.proof.number, contact.map(|contact| contact.name))))
    }

    /// The holders of many coupons, those who were erased left out.
    pub async fn holders(&self, coupons: &[CouponId]) -> Result<HashMap<CouponId, Holder>> {
        let mut holders = HashMap::with_capacity(coupons.len());
        for batch in coupons.chunks(BATCH) {
            let ids = || batch.iter().map(|coupon| coupon.0);
            let found = coupon::Entity::find()
                .filter(coupon::Column::Id.is_in(ids()))
                .filter(coupon::Column::ErasedAt.is_null())
                .all(&self.connection)
                .await?;
            for row in found {
                let coupon = Coupon::try_from((row, &self.sealer))?;
                holders.insert(coupon.id, Holder { coupon, name: None });
            }
            let contacts = contact::Entity::find()
                .filter(contact::Column::CouponId.is_in(ids()))
                .all(&self.connection)
                .await?;
            for row in contacts {
                let coupon = CouponId(row.coupon_id);
                let contact = Contact::try_from((row, &self.sealer))?;
                if let Some(holder) = holders.get_mut(&coupon) {
                    holder.name = Some(contact.name);
                }
            }
        }
        Ok(holders)
    }
}

//! Coupon holders, combined from the coupon and its contact.

use std::{collections::HashMap, fmt};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    entity::{contact, coupon},
    error::if_readable,
    seal::{Lookup, row_key},
    view::{Result, View},
};
use crate::vaccination::{
    contact::Contact,
    coupon::Coupon,
    ids::CouponId,
    kana::KanaName,
    person::{Person, PersonId},
};

/// Rows per statement, well below the number of values that either database accepts in one.
const BATCH: usize = 500;

/// Length of an opaque id in bytes, too long to be guessed.
const ID_LENGTH: usize = 16;

/// A coupon and the name of its holder.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    pub coupon: Coupon,
    pub name: Option<KanaName>,
}

/// Shows nothing, so that no personal data reaches a log.
impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Holder(…)")
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Reads the holder of a coupon. Returns `None` if the coupon does not exist or was erased.
    pub async fn person(&self, coupon: CouponId) -> Result<Option<Person>> {
        let Some(known) = self.coupon(coupon).await? else { return Ok(None) };
        let contact = self.contact(coupon).await?;
        let person = Person::new(&known.proof.number, contact.map(|contact| contact.name));
        Ok(Some(person.with_id(person_id(&self.sealer.hash(Lookup::Person, &row_key(coupon.0))))))
    }

    /// Returns whether this is the id of a coupon's holder, under any key of the ring, because
    /// cards stay in the chat while keys are rotated.
    pub fn is_person_id(&self, coupon: CouponId, id: &str) -> bool {
        let hashes = self.sealer.hashes(Lookup::Person, &row_key(coupon.0));
        hashes.iter().any(|hash| person_id(hash).as_str() == id)
    }

    /// Reads the holders of many coupons, except those who were erased. A holder whose contact
    /// cannot be read has no name.
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
                let contact = if_readable(Contact::try_from((row, &self.sealer)))?;
                if let Some(holder) = holders.get_mut(&coupon) {
                    holder.name = contact.map(|contact| contact.name);
                }
            }
        }
        Ok(holders)
    }
}

fn person_id(hash: &[u8]) -> PersonId {
    PersonId::new(URL_SAFE_NO_PAD.encode(hash.get(..ID_LENGTH).unwrap_or(hash)))
}

//! Finding people by the name in their contact. Names are sealed. A keyed hash of the name without
//! its spaces is stored in a separate column.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{
    Store,
    entity::contact::{Column, Entity},
    seal::{Lookup, Sealer},
    view::{Result, View},
};
use crate::vaccination::{contact::Contact, ids::CouponId, kana::KanaName};

/// How many contacts are read at a time that were stored before names could be searched.
const BATCH: u64 = 500;

impl<C: ConnectionTrait> View<C> {
    /// Finds the coupons whose holders gave this name, oldest first.
    pub async fn coupons_by_name(&self, name: &KanaName) -> Result<Vec<CouponId>> {
        let hashes = self.sealer.hashes(Lookup::KanaName, name.compared().as_bytes());
        let ids: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::CouponId)
            .filter(Column::NameHash.is_in(hashes))
            .order_by_asc(Column::CouponId)
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(ids.into_iter().map(CouponId).collect())
    }
}

impl Store {
    /// Adds the hash to every contact that has none. A contact that is replaced meanwhile keeps its
    /// own.
    pub(super) async fn hash_names(&self) -> Result<()> {
        let mut last = i64::MIN;
        loop {
            let rows = Entity::find()
                .filter(Column::NameHash.is_null())
                .filter(Column::CouponId.gt(last))
                .order_by_asc(Column::CouponId)
                .limit(BATCH)
                .all(&self.connection)
                .await?;
            let Some(row) = rows.last() else { return Ok(()) };
            last = row.coupon_id;
            for row in rows {
                let coupon = row.coupon_id;
                let contact = Contact::try_from((row, &self.sealer))?;
                Entity::update_many()
                    .col_expr(Column::NameHash, Expr::val(name_hash(&self.sealer, &contact.name)))
                    .filter(Column::CouponId.eq(coupon))
                    .filter(Column::NameHash.is_null())
                    .exec(&self.connection)
                    .await?;
            }
        }
    }
}

pub(super) fn name_hash(sealer: &Sealer, name: &KanaName) -> Vec<u8> {
    sealer.hash(Lookup::KanaName, name.compared().as_bytes())
}

//! The facts that decide whether a coupon can be booked for, read for many coupons in one query.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef,
};

use super::{
    StorageError,
    entity::{contact, coupon},
    view::{Result, View},
};
use crate::vaccination::ids::CouponId;

/// Whether and how often a coupon can be booked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bookable {
    /// The number of its bookings that are neither cancelled nor no-shows.
    pub bookings: u32,
    /// Whether a contact of its holder is stored.
    pub has_contact: bool,
    /// Whether it is revoked or erased.
    pub revoked: bool,
}

/// Coupon id, number of bookings, the contact's coupon id, time of revocation and of erasure.
type BookableRow = (i64, i32, Option<i64>, Option<i64>, Option<i64>);

impl<C: ConnectionTrait> View<C> {
    /// Reads these facts for those of the coupons that exist.
    pub async fn bookable(
        &self,
        coupons: impl IntoIterator<Item = CouponId>,
    ) -> Result<HashMap<CouponId, Bookable>> {
        let ids = coupons.into_iter().map(|coupon| coupon.0);
        let rows: Vec<BookableRow> = coupon::Entity::find()
            .select_only()
            .column(coupon::Column::Id)
            .column(coupon::Column::Bookings)
            .column(contact::Column::CouponId)
            .column(coupon::Column::RevokedAt)
            .column(coupon::Column::ErasedAt)
            .join(JoinType::LeftJoin, contact_of_coupon())
            .filter(coupon::Column::Id.is_in(ids))
            .into_tuple()
            .all(&self.connection)
            .await?;
        let fact = |(id, bookings, contact, revoked_at, erased_at): BookableRow| {
            let corrupt = |_| StorageError::corrupt("coupon", "bookings", Some(id));
            let bookings = u32::try_from(bookings).map_err(corrupt)?;
            let has_contact = contact.is_some();
            let revoked = revoked_at.is_some() || erased_at.is_some();
            Ok((CouponId(id), Bookable { bookings, has_contact, revoked }))
        };
        rows.into_iter().map(fact).collect()
    }
}

fn contact_of_coupon() -> RelationDef {
    coupon::Entity::belongs_to(contact::Entity)
        .from(coupon::Column::Id)
        .to(contact::Column::CouponId)
        .into()
}

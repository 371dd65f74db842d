//! Counts of the loaded data, for the check before opening.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    StorageError,
    batches::visible,
    entity::coupon,
    view::{Result, View},
};
use crate::vaccination::coupon::Issuer;

impl<C: ConnectionTrait> View<C> {
    /// Counts the valid coupons by issuer: those that are not revoked and not part of an import
    /// that is unfinished or was abandoned.
    pub async fn coupons_by_issuer(&self) -> Result<Vec<(Issuer, u64)>> {
        let counted: Vec<(String, i64)> = coupon::Entity::find()
            .select_only()
            .column(coupon::Column::Issuer)
            .column_as(coupon::Column::Id.count(), "coupons")
            .filter(coupon::Column::RevokedAt.is_null())
            .filter(visible())
            .group_by(coupon::Column::Issuer)
            .order_by_asc(coupon::Column::Issuer)
            .into_tuple()
            .all(&self.connection)
            .await?;
        let fact = |(issuer, count): (String, i64)| match Issuer::parse(&issuer) {
            Ok(issuer) => Ok((issuer, count.unsigned_abs())),
            Err(_) => Err(StorageError::corrupt("coupon", "issuer", None)),
        };
        counted.into_iter().map(fact).collect()
    }
}

//! A sample of the issued coupons, for the check before opening.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{
    StorageError,
    batches::visible,
    entity::coupon,
    view::{Result, View},
};
use crate::vaccination::coupon::{Coupon, Issuer, Proof};

/// Positions from which a sample is read, evenly spaced over the ids.
const MAX_PLACES: i64 = 20;

impl<C: ConnectionTrait> View<C> {
    /// Reads number and birth date of about `limit` valid coupons of an issuer, spread over the
    /// whole table. The cost does not grow with the number of coupons.
    pub async fn sample_proofs(&self, issuer: &Issuer, limit: u64) -> Result<Vec<Proof>> {
        let bounds: Option<(Option<i64>, Option<i64>)> = coupon::Entity::find()
            .select_only()
            .column_as(coupon::Column::Id.min(), "first")
            .column_as(coupon::Column::Id.max(), "last")
            .into_tuple()
            .one(&self.connection)
            .await?;
        let Some((Some(first), Some(last))) = bounds else { return Ok(Vec::new()) };
        let places = MAX_PLACES.min(last - first + 1);
        let step = (last - first + 1) / places;
        let mut proofs = Vec::new();
        for place in 0..places {
            let from = first + place * step;
            let until = if place + 1 == places { last + 1 } else { from + step };
            let rows = coupon::Entity::find()
                .filter(good(issuer))
                .filter(coupon::Column::Id.gte(from))
                .filter(coupon::Column::Id.lt(until))
                .order_by_asc(coupon::Column::Id)
                .limit(limit.div_ceil(places.unsigned_abs()))
                .all(&self.connection)
                .await?;
            for row in rows {
                match Coupon::try_from((row, &self.sealer)) {
                    Ok(coupon) => proofs.push(coupon.proof),
                    // Reported elsewhere. The sample does without it.
                    Err(StorageError::Corrupt(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(proofs)
    }

    /// Counts the valid coupons without a check code.
    pub async fn coupons_without_check_code(&self) -> Result<u64> {
        let without = coupon::Entity::find()
            .filter(coupon::Column::RevokedAt.is_null())
            .filter(coupon::Column::ErasedAt.is_null())
            .filter(coupon::Column::CheckCodeSealed.is_null())
            .filter(visible());
        Ok(without.count(&self.connection).await?)
    }
}

fn good(issuer: &Issuer) -> Condition {
    Condition::all()
        .add(coupon::Column::Issuer.eq(issuer.as_str()))
        .add(coupon::Column::RevokedAt.is_null())
        .add(coupon::Column::ErasedAt.is_null())
        .add(visible())
}

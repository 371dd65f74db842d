//! Batches: coupons that come with one file and become visible together.
//!
//! The coupons of a batch are written to their table in many short transactions, so that bookings
//! go on meanwhile, and nobody finds them ([`visible`]) until one row, the batch's own, is
//! changed. Birth dates that the file corrects and coupons that it leaves out wait beside them
//! and are settled in that same transaction. A batch whose import has ended without publishing
//! is swept out; a new import gives up the one before it.

mod compare;
mod publish;
mod stage;
mod sweep;

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

pub use self::{compare::Compared, publish::Published};
use super::{
    StorageError, Store,
    entity::{coupon, coupon_batch, coupon_change},
};

const FILLING: &str = "filling";
const PUBLISHED: &str = "published";
const GIVEN_UP: &str = "given_up";

const CORRECTED: &str = "corrected";
const REVOKED: &str = "revoked";

/// A batch that is being filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchId(i64);

#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// Another import has begun, or this one was silent for so long that it was swept out.
    #[error("another import has taken the place of this one")]
    GivenUp,
    /// Somebody registered a coupon by itself that the file also brings.
    #[error("coupons were registered by others meanwhile")]
    Overtaken,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<sea_orm::DbErr> for BatchError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Storage(error.into())
    }
}

impl Store {
    /// Whether somebody is filling a batch, or has left one that is not swept out yet.
    pub(super) async fn a_batch_is_filled(&self) -> Result<bool, StorageError> {
        let filling = coupon_batch::Entity::find()
            .filter(coupon_batch::Column::State.eq(FILLING))
            .one(&self.connection)
            .await?;
        Ok(filling.is_some())
    }
}

/// What everybody may find: coupons that were registered by themselves or whose batch is
/// published.
pub(super) fn visible() -> Condition {
    let published = Query::select()
        .column(coupon_batch::Column::Id)
        .from(coupon_batch::Entity)
        .and_where(Expr::col(coupon_batch::Column::State).eq(PUBLISHED))
        .to_owned();
    Condition::any()
        .add(coupon::Column::BatchId.is_null())
        .add(coupon::Column::BatchId.in_subquery(published))
}

/// The coupons that publishing this batch changes in this way.
fn changed(batch: BatchId, kind: &'static str) -> SelectStatement {
    Query::select()
        .column(coupon_change::Column::CouponId)
        .from(coupon_change::Entity)
        .and_where(Expr::col(coupon_change::Column::BatchId).eq(batch.0))
        .and_where(Expr::col(coupon_change::Column::Kind).eq(kind))
        .to_owned()
}

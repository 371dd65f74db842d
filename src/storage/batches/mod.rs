//! Import batches: coupons that come with one file and become visible together.
//!
//! The coupons of a batch are inserted in many short transactions, so that bookings go on
//! meanwhile. They are not found ([`visible`]) until one row, the batch's own, is changed.
//! Corrections of birth dates and check codes, and revocations of coupons that the file leaves out,
//! are staged and applied in that same transaction. A batch whose import has ended without
//! publishing is cleaned up. A new import abandons the one before it.

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
    /// Another import has begun, or this one was silent for so long that it was cleaned up.
    #[error("another import has replaced this one")]
    GivenUp,
    /// A coupon of the file was registered individually meanwhile.
    #[error("coupons were registered outside of this import meanwhile")]
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
    /// Returns whether a batch is being filled, or was left and has not been cleaned up yet.
    pub(super) async fn a_batch_is_filled(&self) -> Result<bool, StorageError> {
        let filling = coupon_batch::Entity::find()
            .filter(coupon_batch::Column::State.eq(FILLING))
            .one(&self.connection)
            .await?;
        Ok(filling.is_some())
    }
}

/// Selects the visible coupons: those registered individually, and those of published batches.
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

/// Selects the coupons that publishing this batch changes in this way.
fn changed(batch: BatchId, kind: &'static str) -> SelectStatement {
    Query::select()
        .column(coupon_change::Column::CouponId)
        .from(coupon_change::Entity)
        .and_where(Expr::col(coupon_change::Column::BatchId).eq(batch.0))
        .and_where(Expr::col(coupon_change::Column::Kind).eq(kind))
        .to_owned()
}

//! Cleaning up after imports that have ended without publishing.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, Order, QueryFilter,
    sea_query::{Expr, ExprTrait, Query},
};

use super::{BatchId, FILLING, GIVEN_UP};
use crate::storage::{
    Store, Write,
    entity::{coupon, coupon_batch, coupon_change},
    instant::micros,
    view::Result,
};

/// How long an import may be silent before it counts as ended. A running one takes as long only if
/// a question to its operator is not answered.
const SILENCE: TimeDelta = TimeDelta::hours(1);

/// Rows per transaction, because others want to write meanwhile.
const AT_ONCE: u64 = 2_000;

impl Store {
    /// Abandons a batch, of which nothing was ever visible; skipped if another import or the cleanup
    /// has abandoned it already.
    pub async fn give_up_batch(&self, batch: BatchId) -> Result<Write> {
        let _turn = self.turn().await;
        let given_up = coupon_batch::Entity::update_many()
            .col_expr(coupon_batch::Column::State, Expr::val(GIVEN_UP))
            .filter(coupon_batch::Column::Id.eq(batch.0))
            .filter(coupon_batch::Column::State.eq(FILLING))
            .exec(&self.connection)
            .await?;
        Ok(Write::of(given_up.rows_affected, 1))
    }

    /// Deletes what abandoned batches have left, and returns how many coupons that were. Abandons
    /// batches whose import was silent for an hour. Safe at any moment, in any process.
    pub async fn sweep_batches(&self, now: DateTime<Utc>) -> Result<u64> {
        let silent = coupon_batch::Column::TouchedAt.lt(micros(now - SILENCE));
        let turn = self.turn().await;
        coupon_batch::Entity::update_many()
            .col_expr(coupon_batch::Column::State, Expr::val(GIVEN_UP))
            .filter(coupon_batch::Column::State.eq(FILLING))
            .filter(silent)
            .exec(&self.connection)
            .await?;
        drop(turn);
        let given_up = coupon_batch::Entity::find()
            .filter(coupon_batch::Column::State.eq(GIVEN_UP))
            .all(&self.connection)
            .await?;
        let mut swept = 0;
        for batch in given_up {
            swept += self.sweep_batch(&batch).await?;
        }
        Ok(swept)
    }

    async fn sweep_batch(&self, batch: &coupon_batch::Model) -> Result<u64> {
        let mut swept = 0;
        loop {
            let _turn = self.turn().await;
            // Oldest first, by the primary key, because the batch's own column has no index.
            let some = Query::select()
                .column(coupon::Column::Id)
                .from(coupon::Entity)
                .and_where(Expr::col(coupon::Column::Id).gt(batch.after_coupon))
                .and_where(Expr::col(coupon::Column::BatchId).eq(batch.id))
                .order_by(coupon::Column::Id, Order::Asc)
                .limit(AT_ONCE)
                .to_owned();
            let gone = coupon::Entity::delete_many()
                .filter(coupon::Column::Id.in_subquery(some))
                .exec(&self.connection)
                .await?;
            swept += gone.rows_affected;
            if gone.rows_affected < AT_ONCE {
                break;
            }
        }
        let _turn = self.turn().await;
        coupon_change::Entity::delete_many()
            .filter(coupon_change::Column::BatchId.eq(batch.id))
            .exec(&self.connection)
            .await?;
        coupon_batch::Entity::delete_by_id(batch.id).exec(&self.connection).await?;
        Ok(swept)
    }
}

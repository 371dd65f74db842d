//! Publishing a batch. One changed row makes it visible. Its changes to coupons that exist already
//! are applied in the same transaction, each kind by one statement.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Func, LockType, Query, UpdateStatement},
};

use super::{BatchError, BatchId, CORRECTED, FILLING, PUBLISHED, REVOKED, changed};
use crate::{
    storage::{
        Store, Tx,
        entity::{coupon, coupon_batch, coupon_change, history, link, session},
        history::{bound_to_batch, sealed_signature},
        instant::micros,
        menus,
        rows::booked_from,
        view::Result,
    },
    vaccination::{
        history::{Act, Way},
        staff::Signature,
        time::tokyo_date,
    },
};

/// Rows per statement that locks them, so that their ids need little memory.
const MAX_LOCKED_AT_ONCE: u64 = 10_000;

/// What publishing has changed in coupons that existed already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    pub corrected: u64,
    pub revoked: u64,
}

impl Store {
    /// Makes a batch visible, wholly or not at all. Coupons that were to be revoked and have a
    /// booking for today or later by now are left as they are.
    pub async fn publish_batch(
        &self,
        batch: BatchId,
        signature: &Signature,
        now: DateTime<Utc>,
    ) -> Result<Published, BatchError> {
        let tx = self.begin().await?;
        let switched = coupon_batch::Entity::update_many()
            .col_expr(coupon_batch::Column::State, Expr::val(PUBLISHED))
            .col_expr(coupon_batch::Column::PublishedAt, Expr::val(micros(now)))
            .filter(coupon_batch::Column::Id.eq(batch.0))
            .filter(coupon_batch::Column::State.eq(FILLING))
            .exec(&tx.connection)
            .await?;
        if switched.rows_affected != 1 {
            return Err(BatchError::GivenUp);
        }
        tx.hold_changed_coupons(batch).await?;
        let corrected = tx.connection.execute(&correction(batch)).await?.rows_affected();
        if corrected > 0 {
            // What was proved before may have been proved by the wrong person.
            tx.end_sessions_of_changed(batch, CORRECTED).await?;
            tx.record_changes(batch, CORRECTED, &Act::Corrected, signature, now).await?;
        }
        let revoked = tx.revoke(batch, signature, now).await?;
        // The coupons have their birth dates now.
        coupon_change::Entity::delete_many()
            .filter(coupon_change::Column::BatchId.eq(batch.0))
            .exec(&tx.connection)
            .await?;
        tx.commit().await?;
        Ok(Published { corrected, revoked })
    }
}

impl Tx {
    /// Locks the coupons that publishing a batch changes, in the order of their ids. A booking in
    /// progress for one of them is committed before the next statement looks for bookings, or finds
    /// the coupon revoked.
    async fn hold_changed_coupons(&self, batch: BatchId) -> Result<()> {
        let changed = Query::select()
            .column(coupon_change::Column::CouponId)
            .from(coupon_change::Entity)
            .and_where(Expr::col(coupon_change::Column::BatchId).eq(batch.0))
            .to_owned();
        let mut after = i64::MIN;
        loop {
            let locked: Vec<i64> = coupon::Entity::find()
                .select_only()
                .column(coupon::Column::Id)
                .filter(coupon::Column::Id.gt(after))
                .filter(coupon::Column::Id.in_subquery(changed.clone()))
                .order_by_asc(coupon::Column::Id)
                .limit(MAX_LOCKED_AT_ONCE)
                .lock(LockType::NoKeyUpdate)
                .into_tuple()
                .all(&self.connection)
                .await?;
            let Some(last) = locked.last() else { return Ok(()) };
            after = *last;
        }
    }

    async fn revoke(
        &self,
        batch: BatchId,
        signature: &Signature,
        now: DateTime<Utc>,
    ) -> Result<u64> {
        coupon_change::Entity::delete_many()
            .filter(coupon_change::Column::BatchId.eq(batch.0))
            .filter(coupon_change::Column::Kind.eq(REVOKED))
            .filter(coupon_change::Column::CouponId.in_subquery(booked_from(tokyo_date(now))))
            .exec(&self.connection)
            .await?;
        let revoked = coupon::Entity::update_many()
            .col_expr(coupon::Column::RevokedAt, Expr::val(micros(now)))
            .filter(coupon::Column::Id.in_subquery(changed(batch, REVOKED)))
            .filter(coupon::Column::RevokedAt.is_null())
            .exec(&self.connection)
            .await?
            .rows_affected;
        if revoked == 0 {
            return Ok(0);
        }
        // People who are linked or on a page would go on as if the coupon were still valid.
        let links = link::Column::CouponId.in_subquery(changed(batch, REVOKED));
        self.connection.execute(&menus::owed_where(links, now)?).await?;
        link::Entity::delete_many()
            .filter(link::Column::CouponId.in_subquery(changed(batch, REVOKED)))
            .exec(&self.connection)
            .await?;
        self.end_sessions_of_changed(batch, REVOKED).await?;
        self.record_changes(batch, REVOKED, &Act::Revoked, signature, now).await?;
        Ok(revoked)
    }

    async fn end_sessions_of_changed(&self, batch: BatchId, kind: &'static str) -> Result<()> {
        session::Entity::delete_many()
            .filter(session::Column::CouponId.in_subquery(changed(batch, kind)))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Adds an entry to the history of every coupon that was changed in this way.
    async fn record_changes(
        &self,
        batch: BatchId,
        kind: &'static str,
        act: &Act,
        signature: &Signature,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let bound = bound_to_batch(now, act, Way::Desk);
        let mut entries = changed(batch, kind);
        entries
            .expr(Expr::val(micros(now)))
            .expr(Expr::val(act.as_str()))
            .expr(Expr::val(Way::Desk.as_str()))
            .expr(Expr::val(sealed_signature(&self.sealer, signature, &bound)?));
        let mut insert = Query::insert();
        insert
            .into_table(history::Entity)
            .columns([
                history::Column::CouponId,
                history::Column::At,
                history::Column::Act,
                history::Column::Way,
                history::Column::SignatureSealed,
            ])
            .select_from(entries)
            .expect("the row has every selected column");
        self.connection.execute(&insert).await?;
        Ok(())
    }
}

/// Builds the update that applies the birth dates and check codes of the file. A coupon without a
/// code in the file keeps its own.
fn correction(batch: BatchId) -> UpdateStatement {
    let column = |of| {
        Query::select()
            .column((coupon_change::Entity, of))
            .from(coupon_change::Entity)
            .and_where(
                Expr::col((coupon_change::Entity, coupon_change::Column::CouponId))
                    .eq(Expr::col((coupon::Entity, coupon::Column::Id))),
            )
            .and_where(
                Expr::col((coupon_change::Entity, coupon_change::Column::BatchId)).eq(batch.0),
            )
            .to_owned()
    };
    Query::update()
        .table(coupon::Entity)
        .value(coupon::Column::ProofHash, column(coupon_change::Column::ProofHash))
        .value(coupon::Column::BirthDateSealed, column(coupon_change::Column::BirthDateSealed))
        .value(
            coupon::Column::CheckCodeSealed,
            Func::coalesce([
                Expr::from(column(coupon_change::Column::CheckCodeSealed)),
                Expr::col((coupon::Entity, coupon::Column::CheckCodeSealed)),
            ]),
        )
        .and_where(Expr::col(coupon::Column::Id).in_subquery(changed(batch, CORRECTED)))
        .to_owned()
}

//! Answers that can be asked for again: a request that comes with a key of its own is done once,
//! and whoever lost the answer gets it by the same key.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use super::{
    Store, Tx,
    entity::repeat::{ActiveModel, Column, Entity},
    instant::micros,
    seal::Lookup,
    view::{Result, View},
};
use crate::vaccination::{
    ids::{BookingId, CouponId, SlotId},
    request_key::RequestKey,
};

/// How long an answer is kept. Nobody's page waits longer for one.
const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

/// What was asked under a key, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    pub slot: SlotId,
    pub booking: BookingId,
}

impl Tx {
    /// Takes a key for a coupon's request; false when it was taken before. To be the first thing
    /// written: a second request under the key then waits for the end of the first one.
    pub async fn take_key(
        &self,
        coupon: CouponId,
        key: &RequestKey,
        slot: SlotId,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let row = ActiveModel {
            key_hash: Set(self.key_hash(coupon, key)),
            slot_id: Set(slot.0),
            booking_id: Set(None),
            asked_at: Set(micros(now)),
        };
        let once = OnConflict::column(Column::KeyHash).do_nothing().to_owned();
        let taken = Entity::insert_many([row])
            .on_conflict(once)
            .exec_without_returning(&self.connection)
            .await?;
        Ok(taken == 1)
    }

    /// Keeps what came of the request.
    pub async fn keep_answer(
        &self,
        coupon: CouponId,
        key: &RequestKey,
        booking: BookingId,
    ) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::BookingId, Expr::val(booking.0))
            .filter(Column::KeyHash.eq(self.key_hash(coupon, key)))
            .exec(&self.connection)
            .await?;
        Ok(())
    }
}

impl<C: ConnectionTrait> View<C> {
    /// What was answered to a coupon's request under this key.
    pub async fn answered(&self, coupon: CouponId, key: &RequestKey) -> Result<Option<Answered>> {
        let row = Entity::find_by_id(self.key_hash(coupon, key)).one(&self.connection).await?;
        Ok(row.and_then(|row| {
            let booking = BookingId(row.booking_id?);
            Some(Answered { slot: SlotId(row.slot_id), booking })
        }))
    }

    fn key_hash(&self, coupon: CouponId, key: &RequestKey) -> Vec<u8> {
        let bound = format!("{coupon} {}", key.as_str());
        self.sealer.hash(Lookup::RequestKey, bound.as_bytes())
    }
}

impl Store {
    /// Forgets the answers that nobody waits for any more.
    pub async fn sweep_answers(&self, now: DateTime<Utc>) -> Result<u64> {
        let _turn = self.turn().await;
        let swept = Entity::delete_many()
            .filter(Column::AskedAt.lt(micros(now - KEPT_FOR)))
            .exec(&self.connection)
            .await?;
        Ok(swept.rows_affected)
    }
}

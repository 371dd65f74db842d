//! Answers that can be asked for again: a request that comes with a key of its own is done once,
//! and whoever lost the answer gets it by the same key.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict,
};

use super::{
    Store, Tx, Write,
    entity::repeat::{ActiveModel, Column, Entity, Model},
    instant::micros,
    seal::Lookup,
    view::{Result, View},
};
use crate::vaccination::{
    ids::{BookingId, CouponId, SlotId},
    request_key::RequestKey,
};

/// How long an answer is kept. Nobody's page waits longer for one.
const ANSWER_RETENTION: TimeDelta = TimeDelta::hours(24);

/// What was asked under a key, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    pub slot: SlotId,
    pub booking: BookingId,
}

/// What is to be answered to whoever asks again.
#[derive(Debug, Clone, Copy)]
pub struct NewAnswer<'a> {
    pub coupon: CouponId,
    pub key: &'a RequestKey,
    pub slot: SlotId,
    pub booking: BookingId,
    pub at: DateTime<Utc>,
}

impl Tx {
    /// Keeps what came of requests. Skipped when one of the keys was taken by another request: the
    /// transaction is to be dropped then.
    pub async fn keep_answers(&self, answers: &[NewAnswer<'_>]) -> Result<Write> {
        if answers.is_empty() {
            return Ok(Write::Applied);
        }
        let mut rows: Vec<_> = answers.iter().map(|it| self.answer_row(it)).collect();
        // Everybody comes to the keys in the same order.
        rows.sort_by(|one, other| one.key_hash.as_ref().cmp(other.key_hash.as_ref()));
        let once = OnConflict::column(Column::KeyHash).do_nothing().to_owned();
        let kept = Entity::insert_many(rows)
            .on_conflict(once)
            .exec_without_returning(&self.connection)
            .await?;
        Ok(Write::of(kept, answers.len()))
    }

    fn answer_row(&self, it: &NewAnswer<'_>) -> ActiveModel {
        ActiveModel {
            key_hash: Set(self.key_hash(it.coupon, it.key)),
            slot_id: Set(it.slot.0),
            booking_id: Set(Some(it.booking.0)),
            asked_at: Set(micros(it.at)),
        }
    }
}

impl<C: ConnectionTrait> View<C> {
    /// What was answered to coupons' requests under their keys, in the order asked.
    pub async fn answers(
        &self,
        requests: &[(CouponId, &RequestKey)],
    ) -> Result<Vec<Option<Answered>>> {
        if requests.is_empty() {
            return Ok(Vec::new());
        }
        let hashes: Vec<_> = requests.iter().map(|(id, key)| self.key_hash(*id, key)).collect();
        let rows = Entity::find()
            .filter(Column::KeyHash.is_in(hashes.clone()))
            .all(&self.connection)
            .await?;
        let answered = |row: Model| {
            let booking = BookingId(row.booking_id?);
            Some((row.key_hash, Answered { slot: SlotId(row.slot_id), booking }))
        };
        let known: HashMap<_, _> = rows.into_iter().filter_map(answered).collect();
        Ok(hashes.iter().map(|hash| known.get(hash).copied()).collect())
    }

    fn key_hash(&self, coupon: CouponId, key: &RequestKey) -> Vec<u8> {
        let bound = format!("{coupon} {}", key.as_str());
        self.sealer.hash(Lookup::RequestKey, bound.as_bytes())
    }
}

impl Store {
    /// Forgets the answers that nobody waits for any more.
    pub async fn sweep_answers(&self, now: DateTime<Utc>) -> Result<u64> {
        let over = Column::AskedAt.lt(micros(now - ANSWER_RETENTION));
        self.prune::<Entity>(Column::KeyHash, over).await
    }
}

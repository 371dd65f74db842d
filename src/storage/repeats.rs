//! Idempotency records: a request with an idempotency key is executed once, and a repeated request
//! with the same key gets the first result.

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

/// How long a record is kept. No page waits longer for a result.
const ANSWER_RETENTION: TimeDelta = TimeDelta::hours(24);

/// The stored result of a request, with the slot that was requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    pub slot: SlotId,
    pub booking: BookingId,
}

/// An idempotency record that is not in the database yet.
#[derive(Debug, Clone, Copy)]
pub struct NewAnswer<'a> {
    pub coupon: CouponId,
    pub key: &'a RequestKey,
    pub slot: SlotId,
    pub booking: BookingId,
    pub at: DateTime<Utc>,
}

impl Tx {
    /// Inserts idempotency records. Returns [`Write::Skipped`] if another request has used one of
    /// the keys. The caller has to drop the transaction then.
    pub async fn keep_answers(&self, answers: &[NewAnswer<'_>]) -> Result<Write> {
        if answers.is_empty() {
            return Ok(Write::Applied);
        }
        let mut rows: Vec<_> = answers.iter().map(|it| self.answer_row(it)).collect();
        // All transactions insert keys in the same order, so that they cannot deadlock.
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
    /// Reads the stored results of requests by coupon and key, in the given order.
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
    /// Deletes the records after their retention, and returns how many they were.
    pub async fn sweep_answers(&self, now: DateTime<Utc>) -> Result<u64> {
        let over = Column::AskedAt.lt(micros(now - ANSWER_RETENTION));
        self.prune::<Entity>(Column::KeyHash, over).await
    }
}

//! Making seals, and making them again with another key.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, Order, Query, SelectStatement},
};

use super::{
    Column, Entity, Model,
    head::names,
    hex,
    link::{Head, Under},
};
use crate::storage::{
    StorageError, Store, Tx,
    entity::{history, history_head, history_seal::ActiveModel, staff_act},
    instant::micros,
    view::Result,
};

/// How many history entries, and how many audit log entries, one seal covers at most.
const MAX_ENTRIES: u64 = 1_000;

/// The result of sealing.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sealing {
    /// The seals that were made, or none if nothing was left to seal.
    Done(Vec<NewSeal>),
    /// The chain is not as it was sealed (see [`Verified`](super::Verified)). Nothing was sealed,
    /// so that the change is not covered by a new seal.
    Refused,
}

/// A new seal. Recorded elsewhere, e.g. in a log, it shows later what the history was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSeal {
    pub number: i64,
    /// The number of entries that it covers.
    pub entries: u64,
    /// In hexadecimal.
    pub seal: String,
}

impl Sealing {
    /// Returns how many entries were sealed.
    pub fn entries(&self) -> u64 {
        match self {
            Self::Done(seals) => seals.iter().map(|seal| seal.entries).sum(),
            Self::Refused => 0,
        }
    }
}

impl Store {
    /// Seals all entries that no seal covers yet, if the newest seal still holds. Several processes
    /// may do so concurrently. Each entry goes under one seal.
    pub async fn seal_history(&self, now: DateTime<Utc>) -> Result<Sealing> {
        self.require_keys().await?;
        let mut seals = Vec::new();
        loop {
            let tx = self.begin().await?;
            let head = tx.lock_history_head().await?;
            let newest = tx.newest_seal().await?;
            if !tx.chain_may_grow(&head, newest.as_ref()).await? {
                return Ok(Sealing::Refused);
            }
            match tx.seal_next(newest.as_ref(), now).await? {
                Some(seal) => seals.push(seal),
                None => return Ok(Sealing::Done(seals)),
            }
            tx.commit().await?;
        }
    }

    /// Makes every seal again with the newest key. Returns false and changes nothing if the chain
    /// is broken, which has to be investigated first.
    pub(in crate::storage) async fn reseal_history(&self) -> Result<bool> {
        let tx = self.begin().await?;
        tx.lock_history_head().await?;
        if tx.verify_chain().await?.is_broken() {
            return Ok(false);
        }
        let key = self.sealer.newest();
        let chain = self.sealer.chain(key).ok_or(StorageError::OtherKey)?;
        let (mut number, mut before) = (0, Vec::new());
        for seal in tx.seals().await? {
            let under = tx.under(seal.id).await?;
            before = under.link(&chain, &before, &Head::from(&seal), &self.sealer).seal;
            number = seal.id;
            Entity::update_many()
                .col_expr(Column::Seal, Expr::val(before.clone()))
                .col_expr(Column::KeyNumber, Expr::val(i16::from(key)))
                .filter(Column::Id.eq(seal.id))
                .exec(&tx.connection)
                .await?;
        }
        // The lock keeps others from sealing meanwhile. If there is a new seal nevertheless, it
        // covers bytes that no longer exist.
        if tx.newest_seal().await?.map_or(0, |seal| seal.id) != number {
            return Ok(false);
        }
        if number > 0 {
            tx.put_history_head(number, &before).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}

impl Tx {
    /// Returns whether the head, the newest seal and the entries under it are as they were made,
    /// and no row claims a missing seal.
    async fn chain_may_grow(
        &self,
        head: &history_head::Model,
        newest: Option<&Model>,
    ) -> Result<bool> {
        if !names(head, newest, &self.sealer) || self.orphans().await? > 0 {
            return Ok(false);
        }
        let Some(newest) = newest else { return Ok(true) };
        let before = self.seal_of(newest.follows).await?.map(|seal| seal.seal).unwrap_or_default();
        let under = self.under(newest.id).await?;
        Ok(under.is_sealed_by(newest, &before, &self.sealer))
    }

    /// Puts the next entries under a new seal. Returns `None` if nothing is left.
    async fn seal_next(
        &self,
        newest: Option<&Model>,
        now: DateTime<Utc>,
    ) -> Result<Option<NewSeal>> {
        let follows = newest.map_or(0, |seal| seal.id);
        let number = follows + 1;
        if self.mark_unsealed(number).await? == 0 {
            return Ok(None);
        }
        let under = self.under(number).await?;
        let key = self.sealer.newest();
        let chain = self.sealer.chain(key).ok_or(StorageError::OtherKey)?;
        let sealed_at = micros(now);
        let before = newest.map(|seal| seal.seal.as_slice()).unwrap_or_default();
        let seal = under.link(&chain, before, &Head { number, sealed_at }, &self.sealer).seal;
        let (first_at, last_at) = under.period().unwrap_or((sealed_at, sealed_at));
        let last = |ids: Option<i64>, before: Option<i64>| ids.max(before).unwrap_or(0);
        let row = ActiveModel {
            id: Set(number),
            follows: Set(follows),
            last_entry: Set(last(
                under.entries.last().map(|entry| entry.id),
                newest.map(|seal| seal.last_entry),
            )),
            last_staff_act: Set(last(
                under.acts.last().map(|act| act.id),
                newest.map(|seal| seal.last_staff_act),
            )),
            entries: Set(i64::try_from(under.len()).unwrap_or(i64::MAX)),
            sealed_at: Set(sealed_at),
            first_at: Set(first_at),
            last_at: Set(last_at),
            key_number: Set(key.into()),
            seal: Set(seal.clone()),
        };
        Entity::insert(row).exec_without_returning(&self.connection).await?;
        self.put_history_head(number, &seal).await?;
        Ok(Some(NewSeal { number, entries: under.len(), seal: hex(&seal) }))
    }

    /// Marks the next uncovered entries with the number of a seal, and returns how many.
    async fn mark_unsealed(&self, seal: i64) -> Result<u64> {
        let entries = history::Entity::update_many()
            .col_expr(history::Column::SealId, Expr::val(seal))
            .filter(history::Column::Id.in_subquery(next_entries()))
            .exec(&self.connection)
            .await?;
        let acts = staff_act::Entity::update_many()
            .col_expr(staff_act::Column::SealId, Expr::val(seal))
            .filter(staff_act::Column::Id.in_subquery(next_acts()))
            .exec(&self.connection)
            .await?;
        Ok(entries.rows_affected + acts.rows_affected)
    }
}

fn next_entries() -> SelectStatement {
    Query::select()
        .column(history::Column::Id)
        .from(history::Entity)
        .and_where(history::Column::SealId.is_null())
        .order_by(history::Column::Id, Order::Asc)
        .limit(MAX_ENTRIES)
        .to_owned()
}

fn next_acts() -> SelectStatement {
    Query::select()
        .column(staff_act::Column::Id)
        .from(staff_act::Entity)
        .and_where(staff_act::Column::SealId.is_null())
        .order_by(staff_act::Column::Id, Order::Asc)
        .limit(MAX_ENTRIES)
        .to_owned()
}

impl Under {
    /// Returns whether these are the entries that a seal was made over.
    pub(super) fn is_sealed_by(
        &self,
        seal: &Model,
        before: &[u8],
        sealer: &crate::storage::Sealer,
    ) -> bool {
        let chain = u8::try_from(seal.key_number).ok().and_then(|number| sealer.chain(number));
        let linked = chain.map(|chain| self.link(&chain, before, &Head::from(seal), sealer).seal);
        linked.as_ref() == Some(&seal.seal) && self.period() == Some((seal.first_at, seal.last_at))
    }
}

//! The chain over the history: every few minutes a seal over the entries since the last one, keyed,
//! and over that last seal. Whoever changes an entry, takes one out or puts one in between without
//! the key breaks it, and the place is named. Made outside the transactions that record, so that
//! nobody who books waits for it.
//!
//! Sealed is what stays when a person is erased: our ids, act, way, moment, and who of the staff it
//! was; not why.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use super::{
    StorageError, Store,
    entity::{
        history,
        history_seal::{ActiveModel, Column, Entity, Model},
    },
    history::open_signature,
    instant::micros,
    seal::{Chain, Sealer},
    view::{Result, View},
};

/// Entries of transactions that are still under way may come to lie before those that are there.
const SETTLED: TimeDelta = TimeDelta::minutes(2);
/// Entries under one seal, at most.
const ENTRIES: u64 = 1_000;

/// How the chain stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub seals: u64,
    /// Entries under them.
    pub entries: u64,
    /// Entries that came since the newest seal.
    pub unsealed: u64,
    /// The newest seal that holds: noted elsewhere, it shows later that none was taken away.
    pub newest: Vec<u8>,
    /// The first place at which the history is not what was sealed.
    pub broken: Option<Broken>,
}

/// Entries among which something was changed, put in or taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// They are behind this one.
    pub behind: i64,
    pub until: i64,
    /// So many were sealed.
    pub sealed: u64,
    /// So many are there.
    pub there: u64,
}

impl Store {
    /// Seals what was recorded since the last seal and is settled; tells how many entries that
    /// were. Two who do so at once make one seal.
    pub async fn seal_history(&self, now: DateTime<Utc>) -> Result<u64> {
        let mut sealed = 0;
        loop {
            let tx = self.begin().await?;
            let before = tx.newest_seal().await?;
            let (follows, behind) =
                before.as_ref().map_or((0, i64::MIN), |seal| (seal.id, seal.last_entry));
            let mut entries = tx.entries_behind(behind, i64::MAX, Some(ENTRIES)).await?;
            // Up to the first that is not settled: none may come to lie among those sealed.
            let settled = entries.iter().take_while(|it| it.at <= micros(now - SETTLED)).count();
            entries.truncate(settled);
            let Some(last) = entries.last() else { return Ok(sealed) };
            let chain = self.sealer.chain(self.sealer.newest());
            // A ring without it would not have been let in.
            let Some(chain) = chain else { return Ok(sealed) };
            let before = before.map(|it| it.seal).unwrap_or_default();
            let row = ActiveModel {
                id: NotSet,
                follows: Set(follows),
                last_entry: Set(last.id),
                entries: Set(i64::try_from(entries.len()).unwrap_or(i64::MAX)),
                sealed_at: Set(micros(now)),
                key_number: Set(self.sealer.newest().into()),
                seal: Set(link(&chain, &before, &entries, &self.sealer)),
            };
            let one_of_us = OnConflict::column(Column::Follows).do_nothing().to_owned();
            let made = Entity::insert_many([row])
                .on_conflict(one_of_us)
                .exec_without_returning(&tx.connection)
                .await?;
            if made == 0 {
                return Ok(sealed);
            }
            tx.commit().await?;
            sealed += entries.len() as u64;
        }
    }

    /// Makes every seal anew with the newest key. Does nothing where the chain is broken: that has
    /// to be looked into first.
    pub(super) async fn reseal_history(&self) -> Result<bool> {
        let tx = self.begin().await?;
        if tx.verify_history().await?.broken.is_some() {
            return Ok(false);
        }
        let Some(newest) = self.sealer.chain(self.sealer.newest()) else { return Ok(false) };
        let (mut behind, mut before) = (i64::MIN, Vec::new());
        for seal in tx.seals().await? {
            let entries = tx.entries_behind(behind, seal.last_entry, None).await?;
            before = link(&newest, &before, &entries, &self.sealer);
            behind = seal.last_entry;
            Entity::update_many()
                .col_expr(Column::Seal, Expr::val(before.clone()))
                .col_expr(Column::KeyNumber, Expr::val(i16::from(self.sealer.newest())))
                .filter(Column::Id.eq(seal.id))
                .exec(&tx.connection)
                .await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}

impl Verified {
    /// The newest seal, as it is noted.
    pub fn newest_in_hex(&self) -> String {
        hex(&self.newest)
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Whether a seal that was noted is among those of the chain.
    pub async fn history_was_sealed_with(&self, noted: &str) -> Result<bool> {
        Ok(self.seals().await?.iter().any(|it| hex(&it.seal) == noted))
    }

    /// Holds the history against its seals, up to the first place where they differ.
    pub async fn verify_history(&self) -> Result<Verified> {
        let (mut behind, mut before) = (i64::MIN, Vec::new());
        let mut verified =
            Verified { seals: 0, entries: 0, unsealed: 0, newest: Vec::new(), broken: None };
        for seal in self.seals().await? {
            let entries = self.entries_behind(behind, seal.last_entry, None).await?;
            let there = entries.len() as u64;
            let chain = u8::try_from(seal.key_number).ok().and_then(|it| self.sealer.chain(it));
            let expected = chain.map(|chain| link(&chain, &before, &entries, &self.sealer));
            if expected.as_ref() != Some(&seal.seal) {
                let sealed = u64::try_from(seal.entries).unwrap_or(0);
                let broken = Broken { behind, until: seal.last_entry, sealed, there };
                return Ok(Verified { broken: Some(broken), ..verified });
            }
            verified.seals += 1;
            verified.entries += there;
            (behind, before) = (seal.last_entry, seal.seal);
        }
        verified.newest = before;
        verified.unsealed = self.entries_behind(behind, i64::MAX, None).await?.len() as u64;
        Ok(verified)
    }

    /// How many seals each key has made.
    pub(super) async fn history_seals_by_key(&self) -> Result<BTreeMap<u8, u64>> {
        let mut seals = BTreeMap::new();
        for seal in self.seals().await? {
            let number = u8::try_from(seal.key_number)
                .map_err(|_| StorageError::corrupt("history_seal", "key_number", Some(seal.id)))?;
            *seals.entry(number).or_insert(0) += 1;
        }
        Ok(seals)
    }

    async fn seals(&self) -> Result<Vec<Model>> {
        Ok(Entity::find().order_by_asc(Column::Id).all(&self.connection).await?)
    }

    async fn newest_seal(&self) -> Result<Option<Model>> {
        Ok(Entity::find().order_by_desc(Column::Id).one(&self.connection).await?)
    }

    async fn entries_behind(
        &self,
        behind: i64,
        until: i64,
        limit: Option<u64>,
    ) -> Result<Vec<history::Model>> {
        let entries = history::Entity::find()
            .filter(history::Column::Id.gt(behind))
            .filter(history::Column::Id.lte(until))
            .order_by_asc(history::Column::Id)
            .limit(limit)
            .all(&self.connection)
            .await?;
        Ok(entries)
    }
}

/// The seal over some entries and the seal before them. Each part is written with its length, so
/// that no two histories read the same.
fn link(chain: &Chain, before: &[u8], entries: &[history::Model], sealer: &Sealer) -> Vec<u8> {
    let mut text = Vec::new();
    let mut part = |bytes: &[u8]| {
        text.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        text.extend_from_slice(bytes);
    };
    part(before);
    for entry in entries {
        part(&entry.id.to_be_bytes());
        part(&entry.at.to_be_bytes());
        part(&entry.coupon_id.to_be_bytes());
        part(&entry.booking_id.unwrap_or(-1).to_be_bytes());
        part(entry.act.as_bytes());
        part(entry.terms_version.as_deref().unwrap_or_default().as_bytes());
        part(entry.way.as_bytes());
        part(&signer(entry, sealer));
    }
    chain.seal(&text)
}

/// Who of the staff it was, under a sign of its own; another where nobody was or nobody can read it.
fn signer(entry: &history::Model, sealer: &Sealer) -> Vec<u8> {
    match &entry.signature_sealed {
        None => b"nobody".to_vec(),
        Some(sealed) => match open_signature(sealer, entry.id, sealed) {
            Ok(signature) => format!("by {}", signature.name.as_str()).into_bytes(),
            Err(_) => b"unreadable".to_vec(),
        },
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

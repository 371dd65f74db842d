//! The chain over the history: every few minutes a seal over the entries since the last one, keyed,
//! and over that last seal. Whoever changes an entry, takes one out or puts one in between without
//! the key breaks it, and the place is named. Made outside the transactions that record, so that
//! nobody who books waits for it.
//!
//! Sealed is what stays when a person is erased: our ids, act, way, moment, and who of the staff it
//! was; not why. What the staff did at the command line lies under the same seals.

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
        staff_act,
    },
    history::open_signature,
    instant::micros,
    seal::{Chain, Sealer},
    staff_acts::name_of,
    view::{Result, View},
};

/// Entries of transactions that are still under way may come to lie before those that are there.
const SETTLED: TimeDelta = TimeDelta::minutes(2);
/// Entries under one seal, at most.
const ENTRIES: u64 = 1_000;

/// What lies under one seal: entries of the history, and acts of the staff.
struct Under {
    entries: Vec<history::Model>,
    acts: Vec<staff_act::Model>,
}

impl Under {
    fn len(&self) -> u64 {
        (self.entries.len() + self.acts.len()) as u64
    }

    /// Up to the first that is not settled: none may come to lie among those sealed.
    fn settled(mut self, now: DateTime<Utc>) -> Self {
        let until = micros(now - SETTLED);
        self.entries.truncate(self.entries.iter().take_while(|it| it.at <= until).count());
        self.acts.truncate(self.acts.iter().take_while(|it| it.at <= until).count());
        self
    }
}

/// Where a seal ends: its newest entry, and its newest act.
#[derive(Clone, Copy)]
struct End {
    entry: i64,
    act: i64,
}

impl End {
    const START: Self = Self { entry: i64::MIN, act: 0 };
    const OPEN: Self = Self { entry: i64::MAX, act: i64::MAX };
}

impl From<&Model> for End {
    fn from(seal: &Model) -> Self {
        Self { entry: seal.last_entry, act: seal.last_staff_act }
    }
}

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
                before.as_ref().map_or((0, End::START), |seal| (seal.id, End::from(seal)));
            let under = tx.under(behind, End::OPEN, Some(ENTRIES)).await?.settled(now);
            if under.len() == 0 {
                return Ok(sealed);
            }
            let chain = self.sealer.chain(self.sealer.newest());
            // A ring without it would not have been let in.
            let Some(chain) = chain else { return Ok(sealed) };
            let before = before.map(|it| it.seal).unwrap_or_default();
            let row = ActiveModel {
                id: NotSet,
                follows: Set(follows),
                last_entry: Set(under.entries.last().map_or(behind.entry, |it| it.id)),
                last_staff_act: Set(under.acts.last().map_or(behind.act, |it| it.id)),
                entries: Set(i64::try_from(under.len()).unwrap_or(i64::MAX)),
                sealed_at: Set(micros(now)),
                key_number: Set(self.sealer.newest().into()),
                seal: Set(link(&chain, &before, &under, &self.sealer)),
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
            sealed += under.len();
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
        let (mut behind, mut before) = (End::START, Vec::new());
        for seal in tx.seals().await? {
            let under = tx.under(behind, End::from(&seal), None).await?;
            before = link(&newest, &before, &under, &self.sealer);
            behind = End::from(&seal);
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
        let (mut behind, mut before) = (End::START, Vec::new());
        let mut verified =
            Verified { seals: 0, entries: 0, unsealed: 0, newest: Vec::new(), broken: None };
        for seal in self.seals().await? {
            let under = self.under(behind, End::from(&seal), None).await?;
            let there = under.len();
            let chain = u8::try_from(seal.key_number).ok().and_then(|it| self.sealer.chain(it));
            let expected = chain.map(|chain| link(&chain, &before, &under, &self.sealer));
            if expected.as_ref() != Some(&seal.seal) {
                let sealed = u64::try_from(seal.entries).unwrap_or(0);
                let (behind, until) = (behind.entry, seal.last_entry);
                let broken = Broken { behind, until, sealed, there };
                return Ok(Verified { broken: Some(broken), ..verified });
            }
            verified.seals += 1;
            verified.entries += there;
            (behind, before) = (End::from(&seal), seal.seal);
        }
        verified.newest = before;
        verified.unsealed = self.under(behind, End::OPEN, None).await?.len();
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

    async fn under(&self, behind: End, until: End, limit: Option<u64>) -> Result<Under> {
        let entries = history::Entity::find()
            .filter(history::Column::Id.gt(behind.entry))
            .filter(history::Column::Id.lte(until.entry))
            .order_by_asc(history::Column::Id)
            .limit(limit)
            .all(&self.connection)
            .await?;
        let acts = staff_act::Entity::find()
            .filter(staff_act::Column::Id.gt(behind.act))
            .filter(staff_act::Column::Id.lte(until.act))
            .order_by_asc(staff_act::Column::Id)
            .limit(limit)
            .all(&self.connection)
            .await?;
        Ok(Under { entries, acts })
    }
}

/// The seal over what lies under it and the seal before. Each part is written with its length, so
/// that no two histories read the same; an act of the staff begins as no entry does.
fn link(chain: &Chain, before: &[u8], under: &Under, sealer: &Sealer) -> Vec<u8> {
    let mut text = Vec::new();
    let mut part = |bytes: &[u8]| {
        text.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        text.extend_from_slice(bytes);
    };
    part(before);
    for entry in &under.entries {
        part(&entry.id.to_be_bytes());
        part(&entry.at.to_be_bytes());
        part(&entry.coupon_id.to_be_bytes());
        part(&entry.booking_id.unwrap_or(-1).to_be_bytes());
        part(entry.act.as_bytes());
        part(entry.terms_version.as_deref().unwrap_or_default().as_bytes());
        part(entry.way.as_bytes());
        part(&signer(entry, sealer));
    }
    for act in &under.acts {
        part(b"staff");
        part(&act.id.to_be_bytes());
        part(&act.at.to_be_bytes());
        part(act.act.as_bytes());
        part(&act.coupon_id.unwrap_or(-1).to_be_bytes());
        part(&[act.allowed.into()]);
        part(&signed(name_of(act, sealer).map(|it| it.map(|it| it.as_str().to_owned()))));
    }
    chain.seal(&text)
}

/// Who of the staff it was.
fn signer(entry: &history::Model, sealer: &Sealer) -> Vec<u8> {
    let sealed = entry.signature_sealed.as_ref();
    let signature = sealed.map(|sealed| open_signature(sealer, entry.id, sealed)).transpose();
    signed(signature.map(|it| it.map(|it| it.name.as_str().to_owned())))
}

/// A name under a sign of its own; another where nobody was or nobody can read it.
fn signed(name: Result<Option<String>>) -> Vec<u8> {
    match name {
        Ok(None) => b"nobody".to_vec(),
        Ok(Some(name)) => format!("by {name}").into_bytes(),
        Err(_) => b"unreadable".to_vec(),
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

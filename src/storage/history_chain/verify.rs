//! Verifying the history by its seals.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Func, Query, SelectStatement},
};

use super::{Column, Entity, MAX_AHEAD, MAX_UNSEALED, Model, hex, link::Head};
use crate::storage::{
    entity::{history, staff_act},
    instant::{micros, moment},
    view::{Result, View},
};

/// The result of verifying the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub seals: u64,
    /// The entries of history and audit log under them.
    pub entries: u64,
    /// The entries that no seal covers yet.
    pub unsealed: u64,
    /// The newest seal that holds. Recorded elsewhere, it shows later that none was removed.
    pub newest: Vec<u8>,
    /// The first place at which the history is not what was sealed.
    pub broken: Option<Broken>,
    /// Everything else that has to be investigated.
    pub alarms: Vec<Alarm>,
}

/// A seal under which something was changed, inserted or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    pub seal: i64,
    pub sealed_at: i64,
    /// The newest entry under the previous seal. `None` for the first seal.
    pub behind: Option<i64>,
    pub until: i64,
    /// How many entries were sealed.
    pub sealed: u64,
    /// How many entries exist.
    pub there: u64,
}

/// A finding in a history whose existing seals all hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// The newest existing seal is not the one that was made last.
    SealsRemoved,
    /// Entries that claim a missing seal.
    Orphans { entries: u64 },
    /// A seal was made long after the entries it covers. Either nothing was sealed meanwhile, or
    /// seals were removed and their entries sealed again.
    SealedLate { seal: i64, sealed_at: DateTime<Utc>, first_at: DateTime<Utc> },
    /// An entry under a seal is dated after the seal was made. A clock was ahead, or the entry is
    /// forged.
    SealedAhead { seal: i64, sealed_at: DateTime<Utc>, last_at: DateTime<Utc> },
    /// Entries that have waited too long for a seal.
    Unsealed { entries: u64, first_at: DateTime<Utc> },
    /// Entries without a seal that are dated in the future.
    Future { entries: u64, last_at: DateTime<Utc> },
    /// Signatures under a seal that cannot be opened, because they belong to other entries.
    Unreadable { seal: i64, signatures: u64 },
}

impl Verified {
    /// Returns the newest seal in hexadecimal, as it is recorded elsewhere.
    pub fn newest_in_hex(&self) -> String {
        hex(&self.newest)
    }

    /// Returns whether the chain itself is broken, so that nothing may be sealed over it.
    pub fn is_broken(&self) -> bool {
        let breaks = |alarm: &Alarm| matches!(alarm, Alarm::SealsRemoved | Alarm::Orphans { .. });
        self.broken.is_some() || self.alarms.iter().any(breaks)
    }

    /// Returns whether there is nothing to investigate.
    pub fn is_sound(&self) -> bool {
        self.broken.is_none() && self.alarms.is_empty()
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Returns the number of the seal that was recorded elsewhere, if it is part of the chain.
    pub async fn history_seal_noted(&self, noted: &str) -> Result<Option<i64>> {
        let seals = self.seals().await?;
        Ok(seals.iter().find(|seal| hex(&seal.seal) == noted).map(|seal| seal.id))
    }

    /// Compares the history with its seals, up to the first difference, and checks the entries that
    /// no seal covers yet.
    pub async fn verify_history(&self, now: DateTime<Utc>) -> Result<Verified> {
        let mut verified = self.verify_chain().await?;
        self.look_at_unsealed(now, &mut verified).await?;
        Ok(verified)
    }

    /// Compares the history with its seals, up to the first difference.
    pub(in crate::storage) async fn verify_chain(&self) -> Result<Verified> {
        let mut verified = Verified {
            seals: 0,
            entries: 0,
            unsealed: 0,
            newest: Vec::new(),
            broken: None,
            alarms: Vec::new(),
        };
        let mut before: Option<Model> = None;
        for seal in self.seals().await? {
            if let Some(broken) = self.verify_seal(&seal, before.as_ref(), &mut verified).await? {
                return Ok(Verified { broken: Some(broken), ..verified });
            }
            verified.newest.clone_from(&seal.seal);
            before = Some(seal);
        }
        if !self.head_holds(before.map_or(0, |seal| seal.id)).await? {
            verified.alarms.push(Alarm::SealsRemoved);
        }
        let orphans = self.orphans().await?;
        if orphans > 0 {
            verified.alarms.push(Alarm::Orphans { entries: orphans });
        }
        Ok(verified)
    }

    async fn verify_seal(
        &self,
        seal: &Model,
        before: Option<&Model>,
        verified: &mut Verified,
    ) -> Result<Option<Broken>> {
        let under = self.under(seal.id).await?;
        let previous = before.map(|seal| seal.seal.as_slice()).unwrap_or_default();
        let follows = before.map_or(0, |seal| seal.id);
        let in_order = seal.follows == follows && seal.id == follows + 1;
        if !in_order || !under.is_sealed_by(seal, previous, &self.sealer) {
            return Ok(Some(Broken {
                seal: seal.id,
                sealed_at: seal.sealed_at,
                behind: before.map(|seal| seal.last_entry),
                until: seal.last_entry,
                sealed: u64::try_from(seal.entries).unwrap_or(0),
                there: under.len(),
            }));
        }
        verified.seals += 1;
        verified.entries += under.len();
        let at = |micros, column| moment(micros, "history_seal", column, Some(seal.id));
        let sealed_at = at(seal.sealed_at, "sealed_at")?;
        let first_at = at(seal.first_at, "first_at")?;
        let last_at = at(seal.last_at, "last_at")?;
        if first_at < sealed_at - MAX_UNSEALED {
            let late = Alarm::SealedLate { seal: seal.id, sealed_at, first_at };
            verified.alarms.push(late);
        }
        if last_at > sealed_at + MAX_AHEAD {
            let ahead = Alarm::SealedAhead { seal: seal.id, sealed_at, last_at };
            verified.alarms.push(ahead);
        }
        if let Some(chain) = self.sealer.chain(self.sealer.newest()) {
            let linked = under.link(&chain, previous, &Head::from(seal), &self.sealer);
            if linked.unreadable > 0 {
                let unreadable = Alarm::Unreadable { seal: seal.id, signatures: linked.unreadable };
                verified.alarms.push(unreadable);
            }
        }
        Ok(None)
    }

    async fn look_at_unsealed(&self, now: DateTime<Utc>, verified: &mut Verified) -> Result<()> {
        verified.unsealed = self.unsealed(i64::MIN, i64::MAX).await?.0;
        let (entries, first_at, _) = self.unsealed(i64::MIN, micros(now - MAX_UNSEALED)).await?;
        if entries > 0 {
            let first_at = moment(first_at, "history", "at", None)?;
            verified.alarms.push(Alarm::Unsealed { entries, first_at });
        }
        let (entries, _, last_at) = self.unsealed(micros(now + MAX_AHEAD), i64::MAX).await?;
        if entries > 0 {
            let last_at = moment(last_at, "history", "at", None)?;
            verified.alarms.push(Alarm::Future { entries, last_at });
        }
        Ok(())
    }

    /// Counts the entries without a seal that are dated after `from` and before `until`, and
    /// returns their number with the earliest and the latest of these times.
    pub(super) async fn unsealed(&self, from: i64, until: i64) -> Result<(u64, i64, i64)> {
        let entries: Option<Group> = history::Entity::find()
            .select_only()
            .column_as(history::Column::Id.count(), "n")
            .column_as(history::Column::At.min(), "first")
            .column_as(history::Column::At.max(), "last")
            .filter(history::Column::SealId.is_null())
            .filter(history::Column::At.gt(from))
            .filter(history::Column::At.lt(until))
            .into_tuple()
            .one(&self.connection)
            .await?;
        let acts: Option<Group> = staff_act::Entity::find()
            .select_only()
            .column_as(staff_act::Column::Id.count(), "n")
            .column_as(staff_act::Column::At.min(), "first")
            .column_as(staff_act::Column::At.max(), "last")
            .filter(staff_act::Column::SealId.is_null())
            .filter(staff_act::Column::At.gt(from))
            .filter(staff_act::Column::At.lt(until))
            .into_tuple()
            .one(&self.connection)
            .await?;
        let groups = [entries, acts].into_iter().flatten();
        Ok(groups.fold((0, i64::MAX, i64::MIN), |(sum, from, until), (count, first, last)| {
            let sum = sum + u64::try_from(count).unwrap_or(0);
            (sum, Ord::min(from, first.unwrap_or(from)), Ord::max(until, last.unwrap_or(until)))
        }))
    }

    /// Counts the entries that claim a seal which was never made or is missing. Seals are numbered
    /// without gaps.
    pub(super) async fn orphans(&self) -> Result<u64> {
        // One statement each, because others may be sealing.
        let newest = || Expr::from(Func::coalesce([Expr::from(newest()), Expr::val(0)]));
        let entries = history::Entity::find()
            .filter(claims(history::Column::SealId.into_expr(), newest()))
            .count(&self.connection)
            .await?;
        let acts = staff_act::Entity::find()
            .filter(claims(staff_act::Column::SealId.into_expr(), newest()))
            .count(&self.connection)
            .await?;
        Ok(entries + acts)
    }
}

/// Builds the condition that a row claims a missing seal.
fn claims(seal: Expr, newest: Expr) -> Expr {
    seal.clone().lt(1).or(seal.gt(newest))
}

fn newest() -> SelectStatement {
    Query::select().expr(Expr::col(Column::Id).max()).from(Entity).to_owned()
}

/// A count, the earliest and the latest time.
type Group = (i64, Option<i64>, Option<i64>);

//! The history seals. Every few minutes a keyed seal is made over the entries that no seal covers
//! yet and over the previous seal. A change of an entry, its removal, or an entry inserted later
//! without the key breaks the chain, and verification names the place. Seals are made outside the
//! transactions that record entries, so that no booking waits for them.
//!
//! A seal covers the rows that carry its number, not a range of ids or times. Long transactions
//! whose entries become visible late, clocks that differ, and a clock that was ahead can therefore
//! neither put an entry below a seal that was made without it nor delay sealing. Entries that are
//! visible and not covered go under the next seal. All transactions that seal lock the one row of
//! `history_head` first.
//!
//! A seal covers what is kept when a person is erased: our ids, act, channel, time, and the name of
//! the member of staff, but not the reason. The audit log is covered by the same seals.

mod head;
mod link;
mod seal;
mod verify;
mod watch;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use self::link::Under;
pub use self::{
    seal::{NewSeal, Sealing},
    verify::{Alarm, Broken, Verified},
    watch::HistoryWatch,
};
use super::{
    StorageError,
    entity::{
        history,
        history_seal::{Column, Entity, Model},
        staff_act,
    },
    view::{Result, View},
};

/// Entries are sealed every ten minutes. An entry that is this much older than its seal, or has
/// none, was held back, or its seal was removed.
const MAX_UNSEALED: TimeDelta = TimeDelta::hours(1);
/// How far the clocks of two machines may differ before an entry counts as one from the future.
const MAX_AHEAD: TimeDelta = TimeDelta::minutes(5);

impl<C: ConnectionTrait> View<C> {
    /// Counts the seals made by each key.
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

    async fn seal_of(&self, id: i64) -> Result<Option<Model>> {
        Ok(Entity::find_by_id(id).one(&self.connection).await?)
    }

    async fn under(&self, seal: i64) -> Result<Under> {
        let entries = history::Entity::find()
            .filter(history::Column::SealId.eq(seal))
            .order_by_asc(history::Column::Id)
            .all(&self.connection)
            .await?;
        let acts = staff_act::Entity::find()
            .filter(staff_act::Column::SealId.eq(seal))
            .order_by_asc(staff_act::Column::Id)
            .all(&self.connection)
            .await?;
        Ok(Under { entries, acts })
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

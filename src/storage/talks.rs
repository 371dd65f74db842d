//! The state of each conversation. Its meaning is up to the conversation. Here it is sealed bytes.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict,
};

use super::{
    Store, Tx,
    entity::talk::{ActiveModel, Column, Entity},
    instant::{micros, moment},
    seal::{Lookup, Secret},
    view::{Result, View},
};

/// Long after the timeout, so that we can still tell the person that we started over.
const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

#[derive(Clone, PartialEq, Eq)]
pub struct Talk {
    pub state: Vec<u8>,
    pub updated_at: DateTime<Utc>,
}

impl Tx {
    /// Stores the state of the conversation with a user.
    pub async fn save_talk(&self, user_id: &str, state: &[u8], now: DateTime<Utc>) -> Result<()> {
        let user_hash = self.sealer.hash(Lookup::TalkUser, user_id.as_bytes());
        let row = ActiveModel {
            state_sealed: Set(self.sealer.seal_bound(Secret::Talk, state, &user_hash)?),
            user_hash: Set(user_hash),
            changed_at: Set(micros(now)),
        };
        let anew = OnConflict::column(Column::UserHash)
            .update_columns([Column::StateSealed, Column::ChangedAt])
            .to_owned();
        Entity::insert(row).on_conflict(anew).exec_without_returning(&self.connection).await?;
        Ok(())
    }

    /// Deletes the conversation with a user.
    pub async fn end_talk(&self, user_id: &str) -> Result<()> {
        let user = self.sealer.hash(Lookup::TalkUser, user_id.as_bytes());
        Entity::delete_by_id(user).exec(&self.connection).await?;
        Ok(())
    }
}

impl Store {
    /// Deletes the conversations that have been silent for a day, and returns how many they were.
    pub async fn sweep_talks(&self, now: DateTime<Utc>) -> Result<u64> {
        let _turn = self.turn().await;
        let swept = Entity::delete_many()
            .filter(Column::ChangedAt.lte(micros(now - KEPT_FOR)))
            .exec(&self.connection)
            .await?;
        Ok(swept.rows_affected)
    }
}

impl<C: ConnectionTrait> View<C> {
    pub async fn talk(&self, user_id: &str) -> Result<Option<Talk>> {
        let user = self.sealer.hash(Lookup::TalkUser, user_id.as_bytes());
        let Some(row) = Entity::find_by_id(user).one(&self.connection).await? else {
            return Ok(None);
        };
        Ok(Some(Talk {
            state: self.sealer.open_bound(Secret::Talk, None, &row.state_sealed, &row.user_hash)?,
            updated_at: moment(row.changed_at, "talk", "changed_at", None)?,
        }))
    }
}

impl fmt::Debug for Talk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Talk({})", self.updated_at)
    }
}

//! Running instances, and which keys they have.
//!
//! Every instance writes a row of `instance` every few seconds. A command that is about to begin
//! using a key reads these rows first. An instance that lacks the key would find no resident whose
//! data was sealed with it, and would count their attempts as failures.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict,
};
use uuid::Uuid;

use crate::storage::{
    Store,
    entity::instance::{ActiveModel, Column, Entity, Model},
    instant::{micros, moment},
    seal::Lookup,
    view::Result,
};

/// How long an instance counts as running after it was last seen. Longer than clocks of two
/// machines differ in practice, because the row has the time of the instance and is compared with
/// the clock of the command.
pub const INSTANCE_TTL: TimeDelta = TimeDelta::minutes(3);
/// Rows dated further ahead were written by a clock that was wrong, and do not count.
const MAX_AHEAD: TimeDelta = TimeDelta::hours(1);
/// How long the row of an instance is kept that ended without removing it.
const INSTANCE_RETENTION: TimeDelta = TimeDelta::hours(24);
/// Length of the keyed hash of a key, in bytes.
const KEY_HASH_LENGTH: usize = 32;

/// Identifies a process for as long as it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstanceId {
    id: Uuid,
    started_at: DateTime<Utc>,
}

impl InstanceId {
    /// Creates the id of a process that started at a moment.
    pub fn new(started_at: DateTime<Utc>) -> Self {
        Self { id: Uuid::new_v4(), started_at }
    }
}

/// A running instance.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RunningInstance {
    pub started_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    /// The numbers of its keys, the newest first.
    pub key_numbers: String,
}

/// Whether a key ring holds every key that the data may need.
#[must_use]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RingState {
    Complete,
    /// Another process uses a key that the ring lacks.
    LacksKey,
}

impl Store {
    /// Records that an instance runs and which keys it has, and checks whether these are all that
    /// the data may need.
    pub async fn announce_instance(
        &self,
        instance: InstanceId,
        now: DateTime<Utc>,
    ) -> Result<RingState> {
        let numbers: Vec<_> = self.sealer.numbers().iter().map(ToString::to_string).collect();
        let row = ActiveModel {
            id: Set(instance.id),
            started_at: Set(micros(instance.started_at)),
            seen_at: Set(micros(now)),
            key_numbers: Set(numbers.join(",")),
            key_hashes: Set(self.sealer.hashes(Lookup::KeyCheck, b"").concat()),
        };
        let seen = OnConflict::column(Column::Id).update_column(Column::SeenAt).to_owned();
        let turn = self.turn().await;
        Entity::insert(row).on_conflict(seen).exec_without_returning(&self.connection).await?;
        Entity::delete_many()
            .filter(Column::SeenAt.lte(micros(now - INSTANCE_RETENTION)))
            .exec(&self.connection)
            .await?;
        drop(turn);
        self.check_ring().await
    }

    /// Removes the row of an instance that ends.
    pub async fn withdraw_instance(&self, instance: InstanceId) -> Result<()> {
        let _turn = self.turn().await;
        Entity::delete_by_id(instance.id).exec(&self.connection).await?;
        Ok(())
    }

    /// Lists the running instances that lack the newest key of the ring.
    pub async fn instances_without_newest_key(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Vec<RunningInstance>> {
        let newest = self.sealer.hash(Lookup::KeyCheck, b"");
        let running = Entity::find()
            .filter(Column::SeenAt.gt(micros(now - INSTANCE_TTL)))
            .filter(Column::SeenAt.lte(micros(now + MAX_AHEAD)))
            .order_by_asc(Column::StartedAt)
            .all(&self.connection)
            .await?;
        let without = running.into_iter().filter(|instance| !holds(instance, &newest));
        without.map(RunningInstance::try_from).collect()
    }
}

fn holds(instance: &Model, key: &[u8]) -> bool {
    instance.key_hashes.chunks(KEY_HASH_LENGTH).any(|held| held == key)
}

impl TryFrom<Model> for RunningInstance {
    type Error = crate::storage::StorageError;

    fn try_from(row: Model) -> Result<Self> {
        Ok(Self {
            started_at: moment(row.started_at, "instance", "started_at", None)?,
            seen_at: moment(row.seen_at, "instance", "seen_at", None)?,
            key_numbers: row.key_numbers,
        })
    }
}

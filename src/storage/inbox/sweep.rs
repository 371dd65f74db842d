//! Cleaning up events that have ended.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};

use super::{ASIDE, FINISHED};
use crate::storage::{
    Store,
    entity::event::{Column, Entity},
    instant::micros,
    view::Result,
};

/// How long the payload of a dead letter can be inspected.
const PAYLOAD_RETENTION: TimeDelta = TimeDelta::days(7);
/// How long an event is recognised when LINE delivers it once more.
const EVENT_RETENTION: TimeDelta = TimeDelta::days(30);

impl Store {
    /// Erases the payloads of events that were dead-lettered a week ago, deletes events that ended
    /// a month ago, and returns how many rows that were. Safe at any moment, in any process.
    pub async fn sweep_events(&self, now: DateTime<Utc>) -> Result<u64> {
        let turn = self.turn().await;
        let erased = Entity::update_many()
            .col_expr(Column::PayloadSealed, Expr::val(None::<Vec<u8>>))
            .col_expr(Column::MessageHash, Expr::val(None::<Vec<u8>>))
            .filter(Column::State.eq(ASIDE))
            .filter(Column::PayloadSealed.is_not_null())
            // In the index. What counts is when they ended, which is later.
            .filter(Column::OccurredAt.lte(micros(now - PAYLOAD_RETENTION)))
            .filter(Column::EndedAt.lte(micros(now - PAYLOAD_RETENTION)))
            .exec(&self.connection)
            .await?;
        drop(turn);
        let over = Condition::all()
            .add(Column::State.is_in([FINISHED, ASIDE]))
            .add(Column::OccurredAt.lte(micros(now - EVENT_RETENTION)))
            .add(Column::EndedAt.lte(micros(now - EVENT_RETENTION)));
        let forgotten = self.prune::<Entity>(Column::Id, over).await?;
        Ok(erased.rows_affected + forgotten)
    }
}

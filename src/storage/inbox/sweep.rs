//! What is kept of events once they are over, and for how long.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{ASIDE, FINISHED};
use crate::storage::{
    Store,
    entity::event::{Column, Entity},
    instant::micros,
    view::Result,
};

/// How long somebody may look into what could not be taken up.
const LOOKED_INTO_FOR: TimeDelta = TimeDelta::days(7);
/// How long an event is known again when LINE delivers it once more.
const KNOWN_FOR: TimeDelta = TimeDelta::days(30);

impl Store {
    /// Erases the payloads of events that were set aside a week ago, and forgets events that ended
    /// a month ago; tells how many rows that were. Safe at any moment, in any process.
    pub async fn sweep_events(&self, now: DateTime<Utc>) -> Result<u64> {
        let _turn = self.turn().await;
        let erased = Entity::update_many()
            .col_expr(Column::PayloadSealed, Expr::val(None::<Vec<u8>>))
            .col_expr(Column::MessageHash, Expr::val(None::<Vec<u8>>))
            .filter(Column::State.eq(ASIDE))
            .filter(Column::PayloadSealed.is_not_null())
            .filter(Column::EndedAt.lte(micros(now - LOOKED_INTO_FOR)))
            .exec(&self.connection)
            .await?;
        let forgotten = Entity::delete_many()
            .filter(Column::State.is_in([FINISHED, ASIDE]))
            .filter(Column::EndedAt.lte(micros(now - KNOWN_FOR)))
            .exec(&self.connection)
            .await?;
        Ok(erased.rows_affected + forgotten.rows_affected)
    }
}

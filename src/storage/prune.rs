//! Deleting rows after their retention, in batches, so that SQLite's writer is never blocked for
//! long and other requests get a write permit in between.

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter,
    sea_query::{IntoCondition, Query},
};

use super::{Store, view::Result};

/// How many rows one statement deletes at most.
const MAX_ROWS: u64 = 1_000;

impl Store {
    /// Deletes the rows that match a condition, identified by their key, and returns how many they
    /// were. An index has to cover the condition.
    pub(super) async fn prune<T: EntityTrait + Default>(
        &self,
        key: T::Column,
        condition: impl IntoCondition,
    ) -> Result<u64> {
        let condition: Condition = condition.into_condition();
        let mut pruned = 0;
        loop {
            let due = Query::select()
                .column(key)
                .from(T::default())
                .cond_where(condition.clone())
                .limit(MAX_ROWS)
                .to_owned();
            let turn = self.turn().await;
            let deleted = T::delete_many()
                .filter(key.in_subquery(due))
                .exec(&self.connection)
                .await?
                .rows_affected;
            drop(turn);
            pruned += deleted;
            if deleted < MAX_ROWS {
                return Ok(pruned);
            }
        }
    }
}

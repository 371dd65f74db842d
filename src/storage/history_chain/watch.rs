//! A cheap check of the chain for metrics and `sesshu doctor`. It compares no entry with its seal.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{Column, Entity, MAX_AHEAD, MAX_UNSEALED};
use crate::storage::{
    instant::micros,
    view::{Result, View},
};

/// How long a seal that was made late or ahead is reported. `sesshu history verify` always does.
const REPORTED_FOR: TimeDelta = TimeDelta::days(7);

/// What has to be investigated with `sesshu history verify`. All zero if there is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HistoryWatch {
    /// Entries that have waited too long for a seal.
    pub unsealed: u64,
    /// Entries without a seal that are dated in the future.
    pub future: u64,
    /// Seals made long after what they cover.
    pub late: u64,
    /// Seals made before the date of something that they cover.
    pub ahead: u64,
    /// Entries whose seal is missing, plus 1 if the newest seal is not the one made last.
    pub removed: u64,
}

impl HistoryWatch {
    /// Returns each count with its name.
    pub fn counts(self) -> [(&'static str, u64); 5] {
        [
            ("unsealed", self.unsealed),
            ("future", self.future),
            ("late", self.late),
            ("ahead", self.ahead),
            ("removed", self.removed),
        ]
    }

    /// Returns whether there is nothing to investigate.
    pub fn is_quiet(self) -> bool {
        self == Self::default()
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Counts what has to be investigated.
    pub async fn watch_history(&self, now: DateTime<Utc>) -> Result<HistoryWatch> {
        let recent = || Entity::find().filter(Column::SealedAt.gt(micros(now - REPORTED_FOR)));
        let sealed_at = || Expr::col(Column::SealedAt);
        let unsealed_for = MAX_UNSEALED.num_microseconds().unwrap_or(i64::MAX);
        let ahead_by = MAX_AHEAD.num_microseconds().unwrap_or(i64::MAX);
        let late = recent()
            .filter(Expr::col(Column::FirstAt).lt(sealed_at().sub(unsealed_for)))
            .count(&self.connection)
            .await?;
        let ahead = recent()
            .filter(Expr::col(Column::LastAt).gt(sealed_at().add(ahead_by)))
            .count(&self.connection)
            .await?;
        let newest = self.newest_seal().await?.map_or(0, |seal| seal.id);
        let head_holds = self.head_holds(newest).await?;
        Ok(HistoryWatch {
            unsealed: self.unsealed(i64::MIN, micros(now - MAX_UNSEALED)).await?.0,
            future: self.unsealed(micros(now + MAX_AHEAD), i64::MAX).await?.0,
            late,
            ahead,
            removed: self.orphans().await? + u64::from(!head_holds),
        })
    }
}

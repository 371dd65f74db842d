//! Cleaning up notifications that have ended.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, Condition};

use super::NoticeState;
use crate::storage::{
    Store,
    entity::{multicast, notice},
    instant::micros,
    view::Result,
};

/// How long the delivery log shows whether a person was told, after the notification has ended.
const NOTICE_RETENTION: TimeDelta = TimeDelta::days(365);
/// How long the text and the retry key of a multicast are kept: well beyond the day for which LINE
/// recognises a retry.
const MULTICAST_RETENTION: TimeDelta = TimeDelta::days(7);

const ENDED: [NoticeState; 3] = [NoticeState::Sent, NoticeState::Suppressed, NoticeState::Failed];

impl Store {
    /// Deletes notifications and multicasts that ended long ago, and returns their number.
    pub async fn sweep_notices(&self, now: DateTime<Utc>) -> Result<u64> {
        let ended = ENDED.map(NoticeState::as_str);
        let until = micros(now - NOTICE_RETENTION);
        // `due_at` is in the index. `ended_at` is what counts.
        let notices = Condition::all()
            .add(notice::Column::State.is_in(ended))
            .add(notice::Column::DueAt.lte(until))
            .add(notice::Column::EndedAt.lte(until));
        let until = micros(now - MULTICAST_RETENTION);
        let multicasts = Condition::all()
            .add(multicast::Column::State.is_in(ended))
            .add(multicast::Column::DueAt.lte(until))
            .add(multicast::Column::EndedAt.lte(until));
        let notices = self.prune::<notice::Entity>(notice::Column::Id, notices).await?;
        let multicasts = self.prune::<multicast::Entity>(multicast::Column::Id, multicasts).await?;
        Ok(notices + multicasts)
    }
}

//! Repairs rows written while the system clock ran ahead. Their due times lie in the future, so
//! that nothing would process them until then.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    NoticeState, Store,
    entity::{event, failure, menu_owed, multicast, notice, session},
    inbox::{TAKEN, WAITING},
    instant::micros,
    view::Result,
};

/// Longer than any lease and any postponement.
const LATEST: TimeDelta = TimeDelta::hours(1);

impl Store {
    /// Makes rows due now whose due time is later than any postponement, deletes sessions and
    /// failures from the future, and returns how many rows that were. Safe at any moment, in any
    /// process.
    pub async fn forget_the_future(&self, now: DateTime<Utc>) -> Result<u64> {
        let (now, latest) = (micros(now), micros(now + LATEST));
        let open = [NoticeState::Waiting.as_str(), NoticeState::Sending.as_str()];
        let _turn = self.turn().await;
        let notices = notice::Entity::update_many()
            .col_expr(notice::Column::DueAt, Expr::val(now))
            .filter(notice::Column::State.is_in(open))
            .filter(notice::Column::DueAt.gt(latest));
        let multicasts = multicast::Entity::update_many()
            .col_expr(multicast::Column::DueAt, Expr::val(now))
            .filter(multicast::Column::State.is_in(open))
            .filter(multicast::Column::DueAt.gt(latest));
        let events = event::Entity::update_many()
            .col_expr(event::Column::DueAt, Expr::val(now))
            .filter(event::Column::State.is_in([WAITING, TAKEN]))
            .filter(event::Column::DueAt.gt(latest));
        let menus = menu_owed::Entity::update_many()
            .col_expr(menu_owed::Column::DueAt, Expr::val(now))
            .filter(menu_owed::Column::DueAt.gt(latest));
        let sessions = session::Entity::delete_many().filter(session::Column::CreatedAt.gt(latest));
        let failures = failure::Entity::delete_many().filter(failure::Column::LastAt.gt(latest));
        let connection = &self.connection;
        let mut rows = 0;
        rows += notices.exec(connection).await?.rows_affected;
        rows += multicasts.exec(connection).await?.rows_affected;
        rows += events.exec(connection).await?.rows_affected;
        rows += menus.exec(connection).await?.rows_affected;
        rows += sessions.exec(connection).await?.rows_affected;
        rows += failures.exec(connection).await?.rows_affected;
        Ok(rows)
    }
}

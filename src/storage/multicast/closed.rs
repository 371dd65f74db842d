//! Multicasts for slots that were closed after the reminders were grouped.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use crate::{
    storage::{
        NoticeState, Tx,
        entity::{
            booking, multicast,
            notice::{Column, Entity},
            slot,
        },
        instant::micros,
        view::Result,
    },
    vaccination::notice::NoticeKind,
};

const REASON: &str = "the slot was closed";

impl Tx {
    /// Ends due multicasts for closed slots, with all their reminders. Reminders without an attempt
    /// become due again if the slot is reopened. Of the others it is unknown whether they arrived,
    /// so that they stay ended.
    pub(super) async fn suppress_closed(&self, now: DateTime<Utc>) -> Result<()> {
        let open = [NoticeState::Waiting.as_str(), NoticeState::Sending.as_str()];
        let ended = multicast::Entity::update_many()
            .col_expr(multicast::Column::State, Expr::val(NoticeState::Suppressed.as_str()))
            .col_expr(multicast::Column::EndedAt, Expr::val(micros(now)))
            .col_expr(multicast::Column::Reason, Expr::val(REASON))
            .filter(multicast::Column::State.is_in(open))
            .filter(multicast::Column::DueAt.lte(micros(now)))
            .filter(Expr::exists(member_of_closed_slot()))
            .exec_with_returning(&self.connection)
            .await?;
        for multicast in ended {
            let suppressed = Entity::update_many()
                .col_expr(Column::State, Expr::val(NoticeState::Suppressed.as_str()))
                .filter(Column::MulticastId.eq(multicast.id))
                .filter(Column::State.eq(NoticeState::Sending.as_str()));
            let suppressed = if multicast.attempts == 0 {
                suppressed
                    .col_expr(Column::MulticastId, Expr::val(None::<i64>))
                    .col_expr(Column::AccountId, Expr::val(None::<i64>))
                    .col_expr(Column::Attempts, Expr::val(0))
                    .col_expr(Column::FirstTriedAt, Expr::val(None::<i64>))
            } else {
                suppressed
            };
            let people = suppressed.exec(&self.connection).await?.rows_affected;
            tracing::info!(
                multicast = multicast.id,
                people,
                "reminders for a closed slot were cancelled"
            );
        }
        Ok(())
    }
}

/// Selects a reminder of the multicast whose slot is closed. All its members have one slot.
fn member_of_closed_slot() -> SelectStatement {
    let of_booking =
        Expr::col((booking::Entity, booking::Column::Id)).equals((Entity, Column::BookingId));
    let of_slot = Expr::col((slot::Entity, slot::Column::Id))
        .equals((booking::Entity, booking::Column::SlotId));
    let of_multicast =
        Expr::col((Entity, Column::MulticastId)).equals((multicast::Entity, multicast::Column::Id));
    Query::select()
        .expr(Expr::val(1))
        .from(Entity)
        .inner_join(booking::Entity, of_booking)
        .inner_join(slot::Entity, of_slot)
        .and_where(of_multicast)
        .and_where(Expr::col((Entity, Column::Kind)).eq(NoticeKind::Reminder.as_str()))
        .and_where(Expr::col((slot::Entity, slot::Column::Closed)).eq(true))
        .to_owned()
}

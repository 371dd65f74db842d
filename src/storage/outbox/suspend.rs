//! Notifications about suspended and resumed slots, and those that a later act makes obsolete.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

use super::{NoticeState, owe::waiting};
use crate::{
    storage::{
        Tx,
        entity::{
            booking,
            notice::{ActiveModel, Column, Entity},
            slot,
        },
        rows::CONFIRMED,
        view::{Result, View},
    },
    vaccination::{
        ids::{BookingId, SlotId},
        notice::NoticeKind,
        public_message::PublicMessage,
    },
};

/// Rows per statement, well below the number of values that either database accepts in one.
const MAX_ROWS: usize = 1_000;

/// Kinds that are pointless once the booking is cancelled.
const OUTDATED_BY_CANCELLATION: [NoticeKind; 3] =
    [NoticeKind::Reminder, NoticeKind::Suspension, NoticeKind::Resumption];

impl Tx {
    /// Enqueues the notification of a suspension for each booking, and suppresses unsent ones of an
    /// earlier suspension or resumption.
    pub async fn owe_suspensions(
        &self,
        bookings: &[BookingId],
        message: &PublicMessage,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let superseded = [NoticeKind::Suspension, NoticeKind::Resumption];
        self.suppress(bookings, &superseded, &[NoticeState::Waiting, NoticeState::Failed]).await?;
        for bookings in bookings.chunks(MAX_ROWS) {
            let rows = bookings.iter().map(|booking| ActiveModel {
                booking_id: Set(Some(booking.0)),
                message: Set(Some(message.as_str().to_owned())),
                ..waiting(NoticeKind::Suspension, now, Uuid::new_v4())
            });
            Entity::insert_many(rows).exec_without_returning(&self.connection).await?;
        }
        Ok(())
    }

    /// Enqueues the notification of a resumption for the bookings whose people were or are being
    /// told of the suspension, and returns their number. Suppresses unsent ones of the suspension,
    /// and makes suppressed reminders due again.
    pub async fn owe_resumptions(&self, slots: &[SlotId], now: DateTime<Utc>) -> Result<usize> {
        let bookings = self.confirmed_in(slots).await?;
        let unsent = [NoticeState::Waiting, NoticeState::Failed];
        self.suppress(&bookings, &[NoticeKind::Suspension], &unsent).await?;
        let mut owed = 0;
        for bookings in bookings.chunks(MAX_ROWS) {
            let told = self.told_of_suspension(bookings).await?;
            owed += told.len();
            let rows = told.into_iter().map(|booking| ActiveModel {
                booking_id: Set(Some(booking)),
                ..waiting(NoticeKind::Resumption, now, Uuid::new_v4())
            });
            Entity::insert_many(rows).exec_without_returning(&self.connection).await?;
        }
        self.restore_reminders(slots).await?;
        Ok(owed)
    }

    /// Suppresses waiting notifications that are pointless once these bookings are cancelled.
    pub async fn suppress_outdated(&self, bookings: &[BookingId]) -> Result<()> {
        self.suppress(bookings, &OUTDATED_BY_CANCELLATION, &[NoticeState::Waiting]).await
    }

    /// Finds the bookings whose latest notification of these kinds is that their slot is closed.
    async fn told_of_suspension(&self, bookings: &[BookingId]) -> Result<Vec<i64>> {
        let rows: Vec<(Option<i64>, i64, String)> = Entity::find()
            .select_only()
            .columns([Column::BookingId, Column::Id, Column::Kind])
            .filter(Column::BookingId.is_in(bookings.iter().map(|booking| booking.0)))
            .filter(Column::Kind.is_in(words(&[NoticeKind::Suspension, NoticeKind::Resumption])))
            .filter(Column::State.ne(NoticeState::Suppressed.as_str()))
            .into_tuple()
            .all(&self.connection)
            .await?;
        let mut last = BTreeMap::new();
        for (booking, id, kind) in rows {
            let newest = last.entry(booking).or_insert((id, kind.clone()));
            if newest.0 < id {
                *newest = (id, kind);
            }
        }
        let is_suspension = |kind: &str| kind == NoticeKind::Suspension.as_str();
        let told = last.into_iter().filter(|(_, (_, kind))| is_suspension(kind));
        Ok(told.filter_map(|(booking, _)| booking).collect())
    }

    /// Makes reminders due again that were suppressed without an attempt because of a closed slot.
    async fn restore_reminders(&self, slots: &[SlotId]) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::State, Expr::val(NoticeState::Waiting.as_str()))
            .filter(Column::Kind.eq(NoticeKind::Reminder.as_str()))
            .filter(Column::State.eq(NoticeState::Suppressed.as_str()))
            .filter(Column::Attempts.eq(0))
            .filter(Column::BookingId.in_subquery(confirmed(slots)))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    async fn suppress(
        &self,
        bookings: &[BookingId],
        kinds: &[NoticeKind],
        states: &[NoticeState],
    ) -> Result<()> {
        for bookings in bookings.chunks(MAX_ROWS) {
            Entity::update_many()
                .col_expr(Column::State, Expr::val(NoticeState::Suppressed.as_str()))
                .filter(Column::BookingId.is_in(bookings.iter().map(|booking| booking.0)))
                .filter(Column::Kind.is_in(words(kinds)))
                .filter(Column::State.is_in(states.iter().map(|state| state.as_str())))
                .exec(&self.connection)
                .await?;
        }
        Ok(())
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Counts the confirmed bookings of closed slots, from a day on, whose people were not told of
    /// the suspension and are not about to be.
    pub async fn untold_in_closed_slots(&self, from: NaiveDate) -> Result<HashMap<SlotId, u64>> {
        let counted: Vec<(i64, i64)> = booking::Entity::find()
            .select_only()
            .column(booking::Column::SlotId)
            .column_as(booking::Column::Id.count(), "bookings")
            .join(JoinType::InnerJoin, booking::Relation::Slot.def())
            .filter(booking::Column::State.eq(CONFIRMED))
            .filter(slot::Column::Closed.eq(true))
            .filter(slot::Column::Date.gte(from))
            .filter(Expr::exists(told_of_this_closing()).not())
            .group_by(booking::Column::SlotId)
            .into_tuple()
            .all(&self.connection)
            .await?;
        let count = |(slot, bookings)| (SlotId(slot), u64::try_from(bookings).unwrap_or_default());
        Ok(counted.into_iter().map(count).collect())
    }
}

fn told_of_this_closing() -> SelectStatement {
    let told = [NoticeState::Waiting, NoticeState::Sending, NoticeState::Sent];
    Query::select()
        .expr(Expr::val(1))
        .from(Entity)
        .and_where(
            Expr::col((Entity, Column::BookingId)).equals((booking::Entity, booking::Column::Id)),
        )
        .and_where(Expr::col((Entity, Column::Kind)).eq(NoticeKind::Suspension.as_str()))
        .and_where(
            Expr::col((Entity, Column::Message))
                .equals((slot::Entity, slot::Column::ClosedMessage)),
        )
        .and_where(Expr::col((Entity, Column::State)).is_in(told.map(NoticeState::as_str)))
        .to_owned()
}

fn words(kinds: &[NoticeKind]) -> impl Iterator<Item = &'static str> + use<'_> {
    kinds.iter().map(|kind| kind.as_str())
}

fn confirmed(slots: &[SlotId]) -> SelectStatement {
    Query::select()
        .column((booking::Entity, booking::Column::Id))
        .from(booking::Entity)
        .and_where(
            Expr::col((booking::Entity, booking::Column::SlotId))
                .is_in(slots.iter().map(|slot| slot.0)),
        )
        .and_where(Expr::col((booking::Entity, booking::Column::State)).eq(CONFIRMED))
        .to_owned()
}

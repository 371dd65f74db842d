//! Reminders that fall due. They are found and enqueued in bulk, slot by slot, so that reminders
//! with the same text are enqueued together.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait,
    sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement},
};
use uuid::Uuid;

use super::owe::waiting;
use crate::{
    storage::{
        Tx,
        entity::{
            booking,
            notice::{ActiveModel, Column, Entity},
            slot,
        },
        instant::micros,
        rows::CONFIRMED,
        view::{Result, View},
    },
    vaccination::{
        ids::{BookingId, SlotId},
        notice::NoticeKind,
    },
};

type Row = (i64, i64, NaiveDate);

/// A day whose bookings get reminders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayToRemind {
    pub date: NaiveDate,
    /// Bookings made later get no reminder.
    pub booked_before: DateTime<Utc>,
    /// Slots that start no later than this after the beginning of the day have begun.
    pub starts_after: TimeDelta,
}

/// A confirmed booking for which no reminder was enqueued yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToRemind {
    pub booking: BookingId,
    pub slot: SlotId,
    pub date: NaiveDate,
}

/// A reminder to be enqueued.
#[derive(Debug, Clone, Copy)]
pub struct NewReminder {
    pub booking: BookingId,
    pub due_at: DateTime<Utc>,
    pub retry_key: Uuid,
}

impl<C: ConnectionTrait> View<C> {
    /// Finds up to `limit` confirmed bookings in open slots of these days that get a reminder and
    /// have none yet, slot by slot, after `after`.
    pub async fn bookings_to_remind(
        &self,
        days: &[DayToRemind],
        after: Option<ToRemind>,
        limit: u64,
    ) -> Result<Vec<ToRemind>> {
        if days.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = booking::Entity::find()
            .select_only()
            .column(booking::Column::Id)
            .column(booking::Column::SlotId)
            .column(slot::Column::Date)
            .join(JoinType::InnerJoin, booking::Relation::Slot.def())
            .filter(booking::Column::State.eq(CONFIRMED))
            .filter(slot::Column::Closed.eq(false))
            .filter(days.iter().fold(Condition::any(), |any, day| any.add(of_day(day))))
            .filter(Expr::exists(owed_before()).not())
            .order_by_asc(booking::Column::SlotId)
            .order_by_asc(booking::Column::Id)
            .limit(limit);
        if let Some(ToRemind { slot, booking, .. }) = after {
            let behind = Condition::any()
                .add(booking::Column::SlotId.gt(slot.0))
                .add(booking::Column::SlotId.eq(slot.0).and(booking::Column::Id.gt(booking.0)));
            found = found.filter(booking::Column::SlotId.gte(slot.0)).filter(behind);
        }
        let rows: Vec<Row> = found.into_tuple().all(&self.connection).await?;
        let fact = |(booking, slot, date)| ToRemind {
            booking: BookingId(booking),
            slot: SlotId(slot),
            date,
        };
        Ok(rows.into_iter().map(fact).collect())
    }
}

impl Tx {
    /// Enqueues reminders, one per booking at most, and returns how many were new.
    pub async fn owe_reminders(&self, reminders: &[NewReminder]) -> Result<u64> {
        if reminders.is_empty() {
            return Ok(0);
        }
        let rows = reminders.iter().map(|new| ActiveModel {
            booking_id: Set(Some(new.booking.0)),
            ..waiting(NoticeKind::Reminder, new.due_at, new.retry_key)
        });
        let once = OnConflict::new().do_nothing().to_owned();
        let owed = Entity::insert_many(rows).on_conflict(once);
        Ok(owed.exec_without_returning(&self.connection).await?)
    }
}

fn owed_before() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(Entity)
        .and_where(
            Expr::col((Entity, Column::BookingId))
                .eq(Expr::col((booking::Entity, booking::Column::Id))),
        )
        .and_where(Expr::col((Entity, Column::Kind)).eq(NoticeKind::Reminder.as_str()))
        .to_owned()
}

fn of_day(day: &DayToRemind) -> Condition {
    let begun = i16::try_from(day.starts_after.num_minutes()).unwrap_or(i16::MAX);
    Condition::all()
        .add(slot::Column::Date.eq(day.date))
        .add(slot::Column::Starts.gt(begun))
        .add(booking::Column::BookedAt.lt(micros(day.booked_before)))
}

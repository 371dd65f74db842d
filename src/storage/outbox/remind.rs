//! Reminders that fall due: found and owed many at a time, slot by slot, so that those who are
//! told the same come to be owed together.

use chrono::{DateTime, NaiveDate, Utc};
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
        StorageError, Tx,
        entity::{
            booking,
            notice::{ActiveModel, Column, Entity},
            slot,
        },
        instant::moment,
        rows::CONFIRMED,
        view::{Result, View},
    },
    vaccination::{
        ids::{BookingId, SlotId},
        notice::NoticeKind,
        time::TimeOfDay,
    },
};

type Row = (i64, i64, NaiveDate, i16, i64);

/// A confirmed booking for which no reminder was owed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToRemind {
    pub booking: BookingId,
    pub slot: SlotId,
    pub date: NaiveDate,
    pub starts: TimeOfDay,
    pub booked_at: DateTime<Utc>,
}

/// A reminder that comes to be owed.
#[derive(Debug, Clone, Copy)]
pub struct NewReminder {
    pub booking: BookingId,
    pub due_at: DateTime<Utc>,
    pub retry_key: Uuid,
}

impl<C: ConnectionTrait> View<C> {
    /// Confirmed bookings in open slots of these days, both included, for which no reminder was owed yet: slot
    /// by slot, from behind `after` on.
    pub async fn bookings_to_remind(
        &self,
        from: NaiveDate,
        until: NaiveDate,
        after: Option<ToRemind>,
        limit: u64,
    ) -> Result<Vec<ToRemind>> {
        let mut found = booking::Entity::find()
            .select_only()
            .column(booking::Column::Id)
            .column(booking::Column::SlotId)
            .column(slot::Column::Date)
            .column(slot::Column::Starts)
            .column(booking::Column::BookedAt)
            .join(JoinType::InnerJoin, booking::Relation::Slot.def())
            .filter(booking::Column::State.eq(CONFIRMED))
            .filter(slot::Column::Closed.eq(false))
            .filter(slot::Column::Date.between(from, until))
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
        rows.into_iter().map(fact).collect()
    }
}

impl Tx {
    /// Owes these reminders; returns how many were not owed before, whatever became of them.
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

fn fact((booking, slot, date, starts, booked_at): Row) -> Result<ToRemind> {
    let starts = u16::try_from(starts).ok().and_then(|it| TimeOfDay::from_minutes(it).ok());
    Ok(ToRemind {
        booking: BookingId(booking),
        slot: SlotId(slot),
        date,
        starts: starts.ok_or_else(|| StorageError::corrupt("slot", "starts", Some(slot)))?,
        booked_at: moment(booked_at, "booking", "booked_at", Some(booking))?,
    })
}

//! Queue depths, seats and database connections, for the metrics.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Func},
};

use super::{
    Store,
    entity::{event, notice, slot},
    inbox,
    instant::micros,
    outbox::NoticeState,
    view::Result,
};

/// The number of waiting items and the age of the oldest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heap {
    pub count: u64,
    pub oldest: TimeDelta,
}

/// The seats of all open slots from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllSeats {
    pub free: u64,
    pub booked: u64,
}

/// Connections to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    pub busy: u32,
    pub idle: u32,
}

impl Store {
    /// Counts the events of LINE that have not been answered yet.
    pub async fn events_waiting(&self, now: DateTime<Utc>) -> Result<Heap> {
        let heap: Option<(i64, Option<i64>)> = event::Entity::find()
            .select_only()
            .column_as(event::Column::Id.count(), "n")
            .column_as(event::Column::ReceivedAt.min(), "oldest")
            .filter(event::Column::State.is_in([inbox::WAITING, inbox::TAKEN]))
            .into_tuple()
            .one(&self.connection)
            .await?;
        Ok(Heap::new(heap, now))
    }

    /// Counts the notifications that are due and have not been sent.
    pub async fn notices_due(&self, now: DateTime<Utc>) -> Result<Heap> {
        let due = [NoticeState::Waiting, NoticeState::Sending].map(NoticeState::as_str);
        let heap: Option<(i64, Option<i64>)> = notice::Entity::find()
            .select_only()
            .column_as(notice::Column::Id.count(), "n")
            .column_as(notice::Column::DueAt.min(), "oldest")
            .filter(notice::Column::State.is_in(due))
            .filter(notice::Column::DueAt.lte(micros(now)))
            .into_tuple()
            .one(&self.connection)
            .await?;
        Ok(Heap::new(heap, now))
    }

    pub async fn all_seats(&self, from: NaiveDate) -> Result<AllSeats> {
        let free = Expr::col(slot::Column::Capacity).sub(Expr::col(slot::Column::Booked));
        let seats: Option<(Option<i64>, Option<i64>)> = slot::Entity::find()
            .select_only()
            .expr_as(Func::sum(free), "free")
            .column_as(slot::Column::Booked.sum(), "booked")
            .filter(slot::Column::Date.gte(from))
            .filter(slot::Column::Closed.eq(false))
            .into_tuple()
            .one(&self.connection)
            .await?;
        let (free, booked) = seats.unwrap_or_default();
        let count = |sum: Option<i64>| sum.and_then(|sum| u64::try_from(sum).ok()).unwrap_or(0);
        Ok(AllSeats { free: count(free), booked: count(booked) })
    }

    pub fn connections(&self) -> Connections {
        let (size, idle) = pool(&self.connection);
        let idle = u32::try_from(idle).unwrap_or(u32::MAX);
        Connections { busy: size.saturating_sub(idle), idle }
    }
}

fn pool(connection: &DatabaseConnection) -> (u32, usize) {
    if connection.get_database_backend() == DbBackend::Postgres {
        let pool = connection.get_postgres_connection_pool();
        return (pool.size(), pool.num_idle());
    }
    let pool = connection.get_sqlite_connection_pool();
    (pool.size(), pool.num_idle())
}

impl Heap {
    fn new(counted: Option<(i64, Option<i64>)>, now: DateTime<Utc>) -> Self {
        let (count, oldest) = counted.unwrap_or_default();
        let waits = |since: i64| TimeDelta::microseconds(Ord::max(micros(now) - since, 0));
        Self {
            count: u64::try_from(count).unwrap_or(0),
            oldest: oldest.map_or(TimeDelta::zero(), waits),
        }
    }
}

//! Taking events up.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, SqlErr,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query, SelectStatement},
};

use super::{EventId, KeptEvent, TAKEN, WAITING};
use crate::storage::{
    Store, Tx,
    entity::event::{Column, Entity, Model},
    instant::micros,
    view::Result,
};

/// How often taking is begun anew when another worker was quicker.
const TRIES: u32 = 5;
/// The table of events under a second name.
const OTHER: &str = "other";

impl Store {
    /// Takes up to `limit` events, the earliest first, for the time of `lease`. Of each person it
    /// takes one: the earliest that is not finished, and none while one of theirs is taken. What
    /// cannot be opened is set aside, so that it holds up nobody else's.
    pub async fn take_events(
        &self,
        now: DateTime<Utc>,
        lease: TimeDelta,
        limit: u64,
    ) -> Result<Vec<KeptEvent>> {
        for _ in 0..TRIES {
            let tx = self.begin().await?;
            match tx.take_events(now, now + lease, limit).await {
                Ok(taken) => {
                    tx.commit().await?;
                    return self.opened(taken, now).await;
                }
                // Another worker has just taken an event of one of these people, which the
                // unique index tells us. Look again.
                Err(error) if is_taken(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Vec::new())
    }

    async fn opened(&self, taken: Vec<Model>, now: DateTime<Utc>) -> Result<Vec<KeptEvent>> {
        let mut events = Vec::with_capacity(taken.len());
        for row in taken {
            let id = EventId(row.id);
            match KeptEvent::try_from((row, &self.sealer)) {
                Ok(event) => events.push(event),
                Err(error) => {
                    tracing::error!(%error, "an event was set aside");
                    self.set_event_aside(id, &error.to_string(), now).await?;
                }
            }
        }
        Ok(events)
    }
}

impl Tx {
    async fn take_events(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        limit: u64,
    ) -> Result<Vec<Model>, DbErr> {
        self.end_leases(now).await?;
        let next: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::State.eq(WAITING))
            .filter(Column::DueAt.lte(micros(now)))
            .filter(Expr::exists(of_the_same_person_before()).not())
            .order_by_asc(Column::OccurredAt)
            .order_by_asc(Column::Id)
            .limit(limit)
            // PostgreSQL only; on SQLite a transaction is alone.
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .into_tuple()
            .all(&self.connection)
            .await?;
        if next.is_empty() {
            return Ok(Vec::new());
        }
        let mut taken = Entity::update_many()
            .col_expr(Column::State, Expr::val(TAKEN))
            .col_expr(Column::DueAt, Expr::val(micros(until)))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .filter(Column::Id.is_in(next))
            .exec_with_returning(&self.connection)
            .await?;
        taken.sort_by_key(|row| (row.occurred_at, row.id));
        Ok(taken)
    }

    /// Events whose holder has not come back wait again.
    async fn end_leases(&self, now: DateTime<Utc>) -> Result<(), DbErr> {
        Entity::update_many()
            .col_expr(Column::State, Expr::val(WAITING))
            .filter(Column::State.eq(TAKEN))
            .filter(Column::DueAt.lte(micros(now)))
            .exec(&self.connection)
            .await?;
        Ok(())
    }
}

/// What keeps an event from being taken: another one of the same person that is taken, or that
/// waits and came earlier. Events without a person are free.
fn of_the_same_person_before() -> SelectStatement {
    let theirs = |column| Expr::col((OTHER, column));
    let ours = |column| Expr::col((Entity, column));
    let earlier =
        theirs(Column::OccurredAt).lt(ours(Column::OccurredAt)).or(theirs(Column::OccurredAt)
            .eq(ours(Column::OccurredAt))
            .and(theirs(Column::Id).lt(ours(Column::Id))));
    Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, OTHER)
        .and_where(theirs(Column::UserHash).eq(ours(Column::UserHash)))
        .and_where(
            theirs(Column::State).eq(TAKEN).or(theirs(Column::State).eq(WAITING).and(earlier)),
        )
        .to_owned()
}

fn is_taken(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

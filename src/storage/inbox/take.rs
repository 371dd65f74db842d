//! Leasing events.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, SqlErr,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};

use super::{KeptEvent, TAKEN, WAITING};
use crate::storage::{
    Store, Tx,
    entity::event::{Column, Entity, Model},
    instant::micros,
    view::Result,
};

/// How often leasing is attempted if other workers are faster.
const TRIES: u32 = 5;
/// How many waiting events are read at a time.
const LOOK: u64 = 256;
/// How often that many are read in order, before the first event of each person is searched for.
const MAX_LOOKS_IN_ORDER: u32 = 4;
/// Candidates per event that is wanted, because on PostgreSQL another worker may be leasing the
/// earliest of them.
const SPARE: u64 = 4;

/// An event's id, when it occurred, when it is due, and the hash of its user.
type Waiting = (i64, i64, i64, Option<Vec<u8>>);
/// The same of an event that has a user.
type OfPerson = (i64, i64, i64, Vec<u8>);

impl Store {
    /// Leases up to `limit` events for the time of `lease`, the earliest first. Per person it
    /// leases one, the earliest that is not finished, and none while another one is leased. Events
    /// that cannot be opened are dead-lettered, so that they do not block those of other people.
    pub async fn take_events(
        &self,
        now: DateTime<Utc>,
        lease: TimeDelta,
        limit: u64,
    ) -> Result<Vec<KeptEvent>> {
        self.require_keys().await?;
        for _ in 0..TRIES {
            let tx = self.begin().await?;
            match tx.take_events(now, now + lease, limit).await {
                Ok(taken) => {
                    tx.commit().await?;
                    return self.opened(taken, now).await;
                }
                // The unique index shows that another worker has just leased an event of one of
                // these people. Try again.
                Err(error) if is_taken(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Vec::new())
    }

    async fn opened(&self, taken: Vec<Model>, now: DateTime<Utc>) -> Result<Vec<KeptEvent>> {
        let mut events = Vec::with_capacity(taken.len());
        for row in taken {
            let (id, attempts) = (row.id, row.attempts);
            match KeptEvent::try_from((row, &self.sealer)) {
                Ok(event) => events.push(event),
                Err(error) => {
                    // If a key has come into use since that we lack, leave the event to its lease.
                    self.require_keys().await?;
                    tracing::error!(%error, "an event was moved to the dead letters");
                    self.set_unreadable_event_aside(id, attempts, &error.to_string(), now).await?;
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
        let candidates = self.first_of_each(now, limit.saturating_mul(SPARE)).await?;
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let next: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Id.is_in(candidates))
            .filter(Column::State.eq(WAITING))
            .order_by_asc(Column::OccurredAt)
            .order_by_asc(Column::Id)
            .limit(limit)
            // PostgreSQL only. On SQLite a transaction that writes is the only one.
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

    /// Finds up to `most` events, the earliest first: per person the earliest that waits, if it is
    /// due and none of that person's is leased. Events without a person are always free.
    ///
    /// Usually they are among the first of the inbox. Only where those wait for a retry, or for the
    /// many events of a few people, every person's first event is searched for: the cost does not
    /// depend on how many events a person has.
    async fn first_of_each(&self, now: DateTime<Utc>, most: u64) -> Result<Vec<i64>, DbErr> {
        let in_work = self.people_in_work().await?;
        match self.first_in_order(in_work.clone(), now, most).await? {
            Some(first) => Ok(first),
            None => self.first_by_person(&in_work, now, most).await,
        }
    }

    /// Searches the first events of the inbox; `None` if they were too few and others follow.
    async fn first_in_order(
        &self,
        mut spoken_for: HashSet<Vec<u8>>,
        now: DateTime<Utc>,
        most: u64,
    ) -> Result<Option<Vec<i64>>, DbErr> {
        let (mut first, mut after) = (Vec::new(), (i64::MIN, i64::MIN));
        for _ in 0..MAX_LOOKS_IN_ORDER {
            let look = self.waiting_after(after).await?;
            for (id, _, due_at, user) in &look {
                let free = user.as_ref().is_none_or(|user| spoken_for.insert(user.clone()));
                if free && *due_at <= micros(now) {
                    first.push(*id);
                }
                if first.len() as u64 == most {
                    return Ok(Some(first));
                }
            }
            match look.last() {
                Some((id, occurred_at, ..)) if look.len() as u64 == LOOK => {
                    after = (*occurred_at, *id);
                }
                _ => return Ok(Some(first)),
            }
        }
        Ok(None)
    }

    /// Searches person by person, and reads at most one page of each person's events.
    async fn first_by_person(
        &self,
        in_work: &HashSet<Vec<u8>>,
        now: DateTime<Utc>,
        most: u64,
    ) -> Result<Vec<i64>, DbErr> {
        let mut first = self.due_without_person(now, most).await?;
        // No hash is empty, and each is greater than this.
        let mut last: Vec<u8> = Vec::new();
        loop {
            let look = self.waiting_of_people_after(&last).await?;
            let is_end = (look.len() as u64) < LOOK;
            for (id, occurred_at, due_at, user) in look {
                if user != last {
                    if due_at <= micros(now) && !in_work.contains(&user) {
                        first.push((occurred_at, id));
                    }
                    last = user;
                }
            }
            if is_end {
                break;
            }
        }
        first.sort_unstable();
        first.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(first.into_iter().map(|(_, id)| id).collect())
    }

    /// Reads waiting events of the people after the given one, person by person, each person's in
    /// order.
    async fn waiting_of_people_after(&self, last: &[u8]) -> Result<Vec<OfPerson>, DbErr> {
        pending()
            .columns([Column::Id, Column::OccurredAt, Column::DueAt, Column::UserHash])
            .filter(Column::UserHash.gt(last.to_vec()))
            .order_by_asc(Column::UserHash)
            .order_by_asc(Column::OccurredAt)
            .order_by_asc(Column::Id)
            .limit(LOOK)
            .into_tuple()
            .all(&self.connection)
            .await
    }

    /// Reads when the first due events without a person occurred, and their ids.
    async fn due_without_person(
        &self,
        now: DateTime<Utc>,
        most: u64,
    ) -> Result<Vec<(i64, i64)>, DbErr> {
        pending()
            .columns([Column::OccurredAt, Column::Id])
            .filter(Column::UserHash.is_null())
            .filter(Column::DueAt.lte(micros(now)))
            // PostgreSQL takes the order from the index only if its first column is named.
            .order_by_asc(Column::UserHash)
            .order_by_asc(Column::OccurredAt)
            .order_by_asc(Column::Id)
            .limit(most)
            .into_tuple()
            .all(&self.connection)
            .await
    }

    async fn people_in_work(&self) -> Result<HashSet<Vec<u8>>, DbErr> {
        let theirs = Entity::find()
            .select_only()
            .column(Column::UserHash)
            .filter(Column::State.eq(TAKEN))
            .filter(Column::UserHash.is_not_null())
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(theirs.into_iter().collect())
    }

    /// Reads the next waiting events after the given one, in the order in which they occurred.
    async fn waiting_after(&self, (occurred_at, id): (i64, i64)) -> Result<Vec<Waiting>, DbErr> {
        let later = Column::OccurredAt.gt(occurred_at).or(Column::Id.gt(id));
        Entity::find()
            .select_only()
            .columns([Column::Id, Column::OccurredAt, Column::DueAt, Column::UserHash])
            .filter(Column::State.eq(WAITING))
            .filter(Column::OccurredAt.gte(occurred_at))
            .filter(later)
            .order_by_asc(Column::OccurredAt)
            .order_by_asc(Column::Id)
            .limit(LOOK)
            .into_tuple()
            .all(&self.connection)
            .await
    }

    /// Makes events wait again whose lease has ended.
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

/// Selects waiting events so that their index by person is used: the condition is the one of that
/// index, and the state is compared in a way that SQLite would not search another index by.
fn pending() -> Select<Entity> {
    Entity::find().select_only().filter(Column::EndedAt.is_null()).filter(Column::State.ne(TAKEN))
}

fn is_taken(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

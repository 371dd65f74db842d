//! Recording the outcome of events.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, UpdateMany, sea_query::Expr};

use super::{ASIDE, FINISHED, KeptEvent, TAKEN, WAITING};
use crate::storage::{
    Store, Tx, Write,
    entity::event::{Column, Entity},
    instant::micros,
    seal::Lookup,
    view::Result,
};

impl Store {
    /// Dead-letters an event that cannot be processed, so that it does not block those after it.
    /// Its sealed payload is kept for inspection until [`sweep_events`](Self::sweep_events) erases
    /// it. The reason names no person. Does nothing if another worker has leased the event
    /// meanwhile.
    pub async fn set_event_aside(
        &self,
        event: &KeptEvent,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.set_aside(in_our_hands(event), reason, now).await
    }

    /// Dead-letters a leased event that cannot be opened.
    pub(super) async fn set_unreadable_event_aside(
        &self,
        id: i64,
        attempts: i32,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.set_aside(in_hands(id, attempts), reason, now).await
    }

    async fn set_aside(
        &self,
        event: UpdateMany<Entity>,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let aside = event
            .col_expr(Column::State, Expr::val(ASIDE))
            .col_expr(Column::Reason, Expr::val(reason))
            .col_expr(Column::AnswerSealed, nothing())
            .col_expr(Column::UserHash, nothing())
            .col_expr(Column::EndedAt, Expr::val(micros(now)));
        self.note_event(aside).await
    }

    /// Releases an event, to be leased again from `retry_at` on. Does nothing if another worker has
    /// leased the event meanwhile.
    pub async fn release_event(&self, event: &KeptEvent, retry_at: DateTime<Utc>) -> Result<()> {
        let released = in_our_hands(event)
            .col_expr(Column::State, Expr::val(WAITING))
            .col_expr(Column::DueAt, Expr::val(micros(retry_at)));
        self.note_event(released).await
    }

    async fn note_event(&self, update: UpdateMany<Entity>) -> Result<()> {
        let _turn = self.turn().await;
        update.exec(&self.connection).await?;
        Ok(())
    }
}

impl Tx {
    /// Erases what is stored of a message that its sender took back (LINE, "Unsend event"). An
    /// event that is still waiting is finished without being processed.
    pub async fn erase_unsent(&self, message_id: &str, now: DateTime<Utc>) -> Result<()> {
        let hash = self.sealer.hash(Lookup::Message, message_id.as_bytes());
        unsent(hash.clone())
            .col_expr(Column::State, Expr::val(FINISHED))
            .col_expr(Column::EndedAt, Expr::val(micros(now)))
            .filter(Column::State.eq(WAITING))
            .exec(&self.connection)
            .await?;
        unsent(hash).filter(Column::State.eq(ASIDE)).exec(&self.connection).await?;
        Ok(())
    }

    /// Finishes a leased event, and erases its content and its person. Skipped if this lease has
    /// ended and the event was leased again, finished or not. The caller then has to undo this
    /// transaction.
    pub async fn finish_event(&self, event: &KeptEvent, now: DateTime<Utc>) -> Result<Write> {
        let finished = in_our_hands(event)
            .col_expr(Column::State, Expr::val(FINISHED))
            .col_expr(Column::PayloadSealed, nothing())
            .col_expr(Column::AnswerSealed, nothing())
            .col_expr(Column::UserHash, nothing())
            .col_expr(Column::MessageHash, nothing())
            .col_expr(Column::EndedAt, Expr::val(micros(now)))
            .exec(&self.connection)
            .await?;
        Ok(Write::of(finished.rows_affected, 1))
    }
}

/// Builds the update that erases payload and reply of the events that brought a message.
fn unsent(hash: Vec<u8>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::AnswerSealed, nothing())
        .col_expr(Column::PayloadSealed, nothing())
        .filter(Column::MessageHash.eq(hash))
}

/// Returns what replaces erased values.
fn nothing() -> Expr {
    Expr::val(None::<Vec<u8>>)
}

/// Builds an update of the event that applies only if no other worker has leased it since.
pub(super) fn in_our_hands(event: &KeptEvent) -> UpdateMany<Entity> {
    in_hands(event.id.0, i32::try_from(event.attempts).unwrap_or(i32::MAX))
}

fn in_hands(id: i64, attempts: i32) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(TAKEN))
        .filter(Column::Attempts.eq(attempts))
}

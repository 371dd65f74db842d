//! The state of the stored reply to an event.
//!
//! Invariant: a stored reply is sent by another method only if every attempt so far has certainly
//! not delivered it. A refusal is certain for its own attempt only. It never makes an earlier
//! attempt more certain than it was.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, QueryFilter, UpdateMany, sea_query::Expr};

use super::{KeptEvent, note::in_our_hands};
use crate::storage::{
    Store, Tx,
    entity::event::{Column, Entity},
    instant::micros,
    seal::Secret,
    view::Result,
};

/// The combined outcome of the attempts so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerState {
    /// No attempt can have delivered it.
    Unsent,
    /// LINE answered every reply that can have delivered it with a server error (500, 503). Most
    /// likely it was not delivered.
    ReplyFailed,
    /// A reply may have delivered it.
    ReplyUncertain,
    /// No reply has delivered it. It is pushed, always under the same retry key, so that LINE
    /// delivers it once however often it is sent.
    Push,
    /// It may have been delivered and is not sent again. The person is told so by push, under
    /// another retry key.
    Doubt,
}

impl AnswerState {
    pub(super) fn read(begun_at: Option<i64>, state: Option<&str>) -> Option<Self> {
        match (begun_at, state) {
            (None, None) => Some(Self::Unsent),
            (Some(_), None) => Some(Self::ReplyUncertain),
            (Some(_), Some("reply_failed")) => Some(Self::ReplyFailed),
            (Some(_), Some("push")) => Some(Self::Push),
            (Some(_), Some("doubt")) => Some(Self::Doubt),
            _ => None,
        }
    }

    fn column(self) -> Option<&'static str> {
        match self {
            Self::Unsent | Self::ReplyUncertain => None,
            Self::ReplyFailed => Some("reply_failed"),
            Self::Push => Some("push"),
            Self::Doubt => Some("doubt"),
        }
    }

    /// Returns the state while the next attempt is in progress. A reply may arrive from now on, and
    /// earlier decisions stay.
    fn begun(self) -> Self {
        match self {
            Self::Unsent | Self::ReplyFailed | Self::ReplyUncertain => Self::ReplyUncertain,
            Self::Push | Self::Doubt => self,
        }
    }
}

impl Store {
    /// Records the state of the stored reply. Returns false if another worker has leased the event
    /// meanwhile, which then decides about the reply.
    #[must_use = "if false, another worker decides on the answer"]
    pub async fn note_answer(
        &self,
        event: &KeptEvent,
        state: AnswerState,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let _turn = self.turn().await;
        let noted = update(event, state, now).exec(&self.connection).await?;
        Ok(noted.rows_affected == 1)
    }
}

impl Tx {
    /// Stores the reply to an event, and records that an attempt to send it begins. Returns false
    /// if another worker has leased the event meanwhile, which then replies, or if a reply was
    /// stored since `event` was read: it is not replaced, because LINE may have it.
    pub async fn begin_answer(
        &self,
        event: &KeptEvent,
        answer: &[u8],
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let bound = event.event_id.as_bytes();
        let sealed = self.sealer.seal_bound(Secret::Answer, answer, bound)?;
        let mut begin = update(event, event.answer_state.begun(), now)
            .col_expr(Column::AnswerSealed, Expr::val(sealed));
        if event.answer.is_none() {
            begin = begin.filter(Column::AnswerSealed.is_null());
        }
        let begun = begin.exec(&self.connection).await?;
        Ok(begun.rows_affected == 1)
    }
}

fn update(event: &KeptEvent, state: AnswerState, now: DateTime<Utc>) -> UpdateMany<Entity> {
    let begun_at = (state != AnswerState::Unsent).then(|| micros(now));
    in_our_hands(event)
        .col_expr(Column::AnswerBegunAt, Expr::val(begun_at))
        .col_expr(Column::AnswerState, Expr::val(state.column()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_is_read_as_it_was_written() {
        for state in [
            AnswerState::Unsent,
            AnswerState::ReplyFailed,
            AnswerState::ReplyUncertain,
            AnswerState::Push,
            AnswerState::Doubt,
        ] {
            let begun_at = (state != AnswerState::Unsent).then_some(1);
            assert_eq!(AnswerState::read(begun_at, state.column()), Some(state));
        }
        assert_eq!(AnswerState::read(Some(1), Some("other")), None);
    }
}

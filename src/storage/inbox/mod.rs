//! The inbox of webhook events: each kept once, taken up in order, one at a time per person,
//! under a lease that ends by itself when the one who holds it dies.

mod answer;
mod keep;
mod note;
mod sweep;
mod take;

use std::fmt;

use chrono::{DateTime, Utc};

pub use self::answer::AnswerState;
pub(super) use self::keep::{Deliveries, LIMITS};
use super::{
    StorageError,
    entity::event::Model,
    instant::moment,
    seal::{Sealer, Secret},
};

pub(super) const WAITING: &str = "waiting";
pub(super) const TAKEN: &str = "taken";
const FINISHED: &str = "finished";
const ASIDE: &str = "aside";

/// A kept event's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub i64);

/// An event as it arrived.
#[derive(Clone, Copy)]
pub struct NewEvent<'a> {
    /// `webhookEventId`: the same when LINE delivers the event again.
    pub event_id: &'a str,
    /// Whose event it is, if anybody's.
    pub user_id: Option<&'a str>,
    /// The message it brought.
    pub message_id: Option<&'a str>,
    pub occurred_at: DateTime<Utc>,
    /// The event itself. Sealed until it is finished, then erased.
    pub payload: &'a [u8],
}

/// An event that is ours to take up until the lease ends.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptEvent {
    pub id: EventId,
    pub event_id: String,
    pub payload: Vec<u8>,
    /// How often it was taken up, this time included.
    pub attempts: u32,
    /// By LINE's clock.
    pub occurred_at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    /// What an attempt before this one was to answer.
    pub answer: Option<Vec<u8>>,
    /// How far that has come.
    pub answer_state: AnswerState,
}

impl TryFrom<(Model, &Sealer)> for KeptEvent {
    type Error = StorageError;

    fn try_from((row, sealer): (Model, &Sealer)) -> Result<Self, StorageError> {
        let corrupt = |column| StorageError::corrupt("event", column, Some(row.id));
        let open = |secret, sealed: &[u8]| {
            sealer.open_bound(secret, Some(row.id), sealed, row.event_id.as_bytes())
        };
        let sealed = row.payload_sealed.as_ref().ok_or_else(|| corrupt("payload_sealed"))?;
        Ok(Self {
            id: EventId(row.id),
            payload: open(Secret::Payload, sealed)?,
            attempts: u32::try_from(row.attempts).map_err(|_| corrupt("attempts"))?,
            occurred_at: moment(row.occurred_at, "event", "occurred_at", Some(row.id))?,
            received_at: moment(row.received_at, "event", "received_at", Some(row.id))?,
            answer: row
                .answer_sealed
                .as_ref()
                .map(|answer| open(Secret::Answer, answer))
                .transpose()?,
            answer_state: AnswerState::read(row.answer_begun_at, row.answer_state.as_deref())
                .ok_or_else(|| corrupt("answer_state"))?,
            event_id: row.event_id,
        })
    }
}

impl fmt::Debug for NewEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewEvent({})", self.event_id)
    }
}

impl fmt::Debug for KeptEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeptEvent({}, {})", self.id.0, self.event_id)
    }
}

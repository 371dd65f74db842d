//! The inbox of webhook events. Each is stored once and processed in order, one at a time per
//! person, under a lease that ends by itself if the worker dies.

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

/// The id of a stored event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub i64);

/// An event as it arrived.
#[derive(Clone, Copy)]
pub struct NewEvent<'a> {
    /// `webhookEventId`, which is the same when LINE delivers the event again.
    pub event_id: &'a str,
    /// The user that the event is from, if any.
    pub user_id: Option<&'a str>,
    /// The id of the message that it brought.
    pub message_id: Option<&'a str>,
    pub occurred_at: DateTime<Utc>,
    /// The event itself. It is sealed, and erased when the event is finished.
    pub payload: &'a [u8],
}

/// An event that is leased to us.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptEvent {
    pub id: EventId,
    pub event_id: String,
    pub payload: Vec<u8>,
    /// How often it was leased, this time included.
    pub attempts: u32,
    /// By LINE's clock.
    pub occurred_at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    /// The reply that an earlier attempt stored.
    pub answer: Option<Vec<u8>>,
    /// The state of that reply.
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

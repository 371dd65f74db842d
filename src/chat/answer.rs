//! Stored replies. An answer is stored before it is first sent, so that a later attempt sends
//! exactly the same and repeats no effect, whatever has changed meanwhile.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Chat, ChatError, listen::Talked};
use crate::{
    conversation::Talk,
    line::{UserId, message::Outgoing},
    storage::KeptEvent,
    vaccination::{ids::BookingId, notice::NoticeKind, time::Clock},
    wording::{self, Language, Say},
};

/// How long a notification is delayed if an answer reports the same, until it is known whether the
/// answer arrives.
const ANSWER_COMES_FIRST: TimeDelta = TimeDelta::minutes(3);

#[derive(Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) messages: Outgoing,
    pub(super) unsure: Outgoing,
    /// Whether the answer reports no action, so that reading it twice does no harm.
    pub(super) only_informs: bool,
    /// The bookings whose cancellation the answer reports.
    cancelled: Vec<i64>,
}

impl Answer {
    /// Returns the answer that an earlier attempt stored, if it got that far.
    pub(super) fn kept(event: &KeptEvent) -> Option<Self> {
        serde_json::from_slice(event.answer.as_ref()?).ok()
    }

    pub(super) fn cancelled(&self) -> impl Iterator<Item = BookingId> {
        self.cancelled.iter().copied().map(BookingId)
    }
}

impl Chat {
    pub(super) fn worded(&self, say: &[Say], language: Language) -> Result<Answer, ChatError> {
        let voice = self.voice(language);
        let outgoing = |say: &[Say]| {
            Outgoing::new(say.iter().map(|say| wording::render(say, &voice))).map_err(|error| {
                tracing::error!(%error, "an answer did not meet LINE's requirements");
                ChatError::Unsendable
            })
        };
        let cancelled = say.iter().filter_map(cancelled).map(|booking| booking.0).collect();
        Ok(Answer {
            messages: outgoing(say)?,
            unsure: outgoing(&[Say::Unsure])?,
            only_informs: !say.iter().any(tells_of_an_act),
            cancelled,
        })
    }

    /// Stores the answer that is about to be sent, with the conversation state after it. Returns
    /// false if another worker has leased the event meanwhile and sends the answer.
    pub(super) async fn begin(
        &self,
        kept: &KeptEvent,
        answer: &Answer,
        talk: Option<(&UserId, &Talk)>,
        clock: &dyn Clock,
    ) -> Result<bool, ChatError> {
        let now = clock.now();
        let record = serde_json::to_vec(answer).map_err(|_| ChatError::Unsendable)?;
        let tx = self.store.begin().await?;
        if !tx.begin_answer(kept, &record, now).await? {
            return Ok(false);
        }
        if let Some((user, talk)) = talk {
            tx.save_talk(user.as_str(), talk.to_record().as_bytes(), now).await?;
        }
        for booking in answer.cancelled() {
            let later = now + ANSWER_COMES_FIRST;
            tx.put_off_notice(booking, NoticeKind::Cancellation, later).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Renders and stores the answer; `None` if another worker has leased the event meanwhile.
    pub(super) async fn fix(
        &self,
        kept: &KeptEvent,
        user: &UserId,
        talked: &Talked,
        clock: &dyn Clock,
    ) -> Result<Option<Answer>, ChatError> {
        let answer = self.worded(&talked.say, talked.language)?;
        let begun = self.begin(kept, &answer, Some((user, &talked.talk)), clock).await?;
        Ok(begun.then_some(answer))
    }
}

/// Returns whether the message reports something that was done or tried just now. Reading it twice
/// would look as if it had happened twice.
fn tells_of_an_act(say: &Say) -> bool {
    matches!(
        say,
        Say::Linked(_)
            | Say::NotFound
            | Say::TooManyFailures
            | Say::NumberLocked
            | Say::Cancelled { .. }
    )
}

fn cancelled(say: &Say) -> Option<BookingId> {
    match say {
        Say::Cancelled { booking, .. } => Some(booking.id),
        _ => None,
    }
}

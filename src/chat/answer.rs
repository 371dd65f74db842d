//! An answer as it is fixed before it is first sent: a later attempt says the very same and does
//! nothing anew, whatever has changed meanwhile.

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

/// How long a notice that an answer tells of as well waits to see whether the answer arrives.
const ANSWER_COMES_FIRST: TimeDelta = TimeDelta::minutes(3);

#[derive(Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) messages: Outgoing,
    pub(super) unsure: Outgoing,
    /// Whether it tells nothing of what was done: read twice, it does no harm.
    pub(super) only_informs: bool,
    /// The bookings of whose end it tells.
    cancelled: Vec<i64>,
}

impl Answer {
    /// What an attempt before this one was to say, if it came so far.
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
                tracing::error!(%error, "an answer would be refused by LINE");
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

    /// Notes that an answer goes out from here on, and where the talk stands with it; false when
    /// another worker has taken the event up meanwhile: the answer is theirs then.
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

    /// Fixes what is to be said; none where another worker has taken the event up meanwhile.
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

/// Whether it tells of something that was done or tried just now, so that reading it twice would
/// look as if that had happened twice.
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

//! Sends an answer: by reply token while it is valid (free), by push if a resident is waiting for
//! an answer that came too late (billed).
//!
//! Invariant: a person gets an answer at most once, or a message that it may not have arrived, or
//! both; never nothing while LINE can be reached. The result of the attempts so far is in the
//! event's row ([`AnswerState`]), written before and after each call:
//!
//! - An attempt with an unknown outcome (no answer, 5xx, the process was killed) makes the answer
//!   uncertain. A later attempt that LINE certainly refuses (429) is certain only for itself; the
//!   answer stays uncertain.
//! - LINE accepts a reply token once, so replying again is safe.
//! - When the token is too old, an answer that was certainly not delivered is pushed, and no reply
//!   is tried any more. The push has a retry key derived from the event, which LINE accepts once,
//!   so an uncertain push is simply repeated. This is decided before LINE is called.
//! - LINE's error about a token after a call decides nothing. It is the same for a token that an
//!   earlier attempt has used, one that this call has used and the network repeated, and one that
//!   is too old; and our clock, which may have been stepped, cannot distinguish them. The person is
//!   informed, under another retry key, that the answer may not have arrived, and this decision is
//!   final.
//! - One exception: if LINE itself reported a failure of every reply (500, 503) and the answer only
//!   informs, it is pushed. In the worst case it is read twice, which does no harm.

use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::{Chat, ChatError, answer::Answer};
use crate::{
    line::{LineError, ReplyToken, RetryKey, UserId, message::Outgoing},
    storage::{AnswerState, KeptEvent},
    vaccination::time::Clock,
};

/// The maximum age of a webhook for using its reply token, which LINE accepts for one minute from
/// the webhook on (developers.line.biz, "Send reply message").
const MAX_TOKEN_AGE: TimeDelta = TimeDelta::seconds(55);
/// The maximum age of an event for using its reply token: after a redelivery it is valid until 20
/// minutes after the event (same page).
const MAX_EVENT_AGE: TimeDelta = TimeDelta::minutes(19);

/// The person to answer, with the event and its reply token.
pub(super) struct Waiting<'a> {
    pub(super) kept: &'a KeptEvent,
    pub(super) user: &'a UserId,
    pub(super) token: &'a ReplyToken,
}

/// The outcome of sending an answer.
#[must_use]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delivery {
    Delivered,
    /// Not delivered, or possibly not, and not retried.
    InDoubt,
    /// Another worker has leased the event meanwhile and answers it.
    Superseded,
}

impl Chat {
    /// Sends all of an answer, at most once.
    pub(super) async fn say(
        &self,
        waiting: &Waiting<'_>,
        answer: &Answer,
        clock: &dyn Clock,
    ) -> Result<Delivery, ChatError> {
        let kept = waiting.kept;
        match kept.answer_state {
            AnswerState::Push => self.push_answer(waiting, answer).await,
            AnswerState::Doubt => self.push_doubt(waiting, answer).await,
            AnswerState::Unsent if is_too_old(kept, clock) => {
                self.decide(AnswerState::Push, waiting, answer, clock).await
            }
            AnswerState::ReplyFailed if answer.only_informs && is_too_old(kept, clock) => {
                self.decide(AnswerState::Push, waiting, answer, clock).await
            }
            AnswerState::Unsent | AnswerState::ReplyFailed | AnswerState::ReplyUncertain => {
                self.reply(waiting, answer, clock).await
            }
        }
    }

    async fn reply(
        &self,
        waiting: &Waiting<'_>,
        answer: &Answer,
        clock: &dyn Clock,
    ) -> Result<Delivery, ChatError> {
        let kept = waiting.kept;
        let error = match self.line.reply(waiting.token, &answer.messages).await {
            Ok(()) => return Ok(Delivery::Delivered),
            // Used by this very call, which the network has repeated; used by an earlier attempt;
            // or too old by LINE's clock.
            Err(LineError::InvalidReplyToken) => {
                return self.decide(AnswerState::Doubt, waiting, answer, clock).await;
            }
            Err(error) => error,
        };
        let state = after_failed_reply(kept.answer_state, &error);
        if !self.store.note_answer(kept, state, clock.now()).await? {
            return Ok(Delivery::Superseded);
        }
        Err(error.into())
    }

    /// Stores the final decision to push the answer, or to report that it may not have arrived, and
    /// executes it.
    async fn decide(
        &self,
        state: AnswerState,
        waiting: &Waiting<'_>,
        answer: &Answer,
        clock: &dyn Clock,
    ) -> Result<Delivery, ChatError> {
        if !self.store.note_answer(waiting.kept, state, clock.now()).await? {
            return Ok(Delivery::Superseded);
        }
        if state == AnswerState::Push {
            self.push_answer(waiting, answer).await
        } else {
            self.push_doubt(waiting, answer).await
        }
    }

    async fn push_answer(
        &self,
        waiting: &Waiting<'_>,
        answer: &Answer,
    ) -> Result<Delivery, ChatError> {
        self.push(waiting, &answer.messages, &waiting.kept.event_id).await
    }

    /// Pushes the message that the answer may not have arrived.
    async fn push_doubt(
        &self,
        waiting: &Waiting<'_>,
        answer: &Answer,
    ) -> Result<Delivery, ChatError> {
        let once = format!("{} unsure", waiting.kept.event_id);
        let delivery = self.push(waiting, &answer.unsure, &once).await?;
        Ok(match delivery {
            Delivery::Delivered => Delivery::InDoubt,
            other => other,
        })
    }

    async fn push(
        &self,
        waiting: &Waiting<'_>,
        outgoing: &Outgoing,
        once: &str,
    ) -> Result<Delivery, ChatError> {
        match self.line.push(waiting.user, outgoing, RetryKey(key_of(once))).await {
            Ok(_) => Ok(Delivery::Delivered),
            // Waiting does not help, and the effects remain.
            Err(LineError::QuotaReached) => Ok(Delivery::InDoubt),
            Err(error) if !error.may_retry() => Err(ChatError::PushRefused(error)),
            Err(error) => Err(error.into()),
        }
    }
}

/// Returns the state of an answer after a reply that ended in `error`. No outcome of one attempt
/// makes earlier attempts more certain.
fn after_failed_reply(before: AnswerState, error: &LineError) -> AnswerState {
    if !error.is_uncertain() {
        before
    } else if error.is_reported_failure() && before != AnswerState::ReplyUncertain {
        AnswerState::ReplyFailed
    } else {
        AnswerState::ReplyUncertain
    }
}

/// Returns whether the reply token is too old by our clock.
fn is_too_old(kept: &KeptEvent, clock: &dyn Clock) -> bool {
    let now = clock.now();
    now - kept.received_at >= MAX_TOKEN_AGE || now - kept.occurred_at >= MAX_EVENT_AGE
}

/// Returns the same retry key whenever the same event is answered, so that LINE accepts one answer
/// only.
pub(super) fn key_of(once: &str) -> Uuid {
    let digest = Sha256::digest(once.as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_random_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_attempt_leaves_earlier_attempts_as_uncertain_as_they_were() {
        for before in [AnswerState::Unsent, AnswerState::ReplyFailed, AnswerState::ReplyUncertain] {
            for certain in [LineError::RateLimited, LineError::NoToken, LineError::NotConnected] {
                assert_eq!(after_failed_reply(before, &certain), before);
            }
            let no_answer = after_failed_reply(before, &LineError::Unreachable);
            assert_eq!(no_answer, AnswerState::ReplyUncertain);
        }
    }

    #[test]
    fn failure_reported_by_line_does_not_hide_an_answer_that_never_came() {
        let failed = LineError::Broken { status: 500 };
        let of_a_gateway = LineError::Broken { status: 504 };
        for (before, error, after) in [
            (AnswerState::Unsent, &failed, AnswerState::ReplyFailed),
            (AnswerState::ReplyFailed, &failed, AnswerState::ReplyFailed),
            (AnswerState::ReplyUncertain, &failed, AnswerState::ReplyUncertain),
            (AnswerState::ReplyFailed, &of_a_gateway, AnswerState::ReplyUncertain),
        ] {
            assert_eq!(after_failed_reply(before, error), after);
        }
    }
}

//! Sending an answer: by reply token where it still works (free), by push where a resident waits
//! for an answer that came too late (billed).
//!
//! That an answer goes out is noted before it does. Whoever takes the event up after an attempt
//! that died knows by the note whether something may have been said: without it nothing was, and
//! the answer is given; with it a reply token that LINE calls used has done its work.

use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::{Chat, ChatError, answer::Answer};
use crate::{
    line::{LineError, ReplyToken, RetryKey, UserId, message::Outgoing},
    storage::KeptEvent,
    vaccination::time::Clock,
};

/// LINE takes a reply token for a minute from the webhook on (developers.line.biz, "Send reply
/// message"): refused before, it was used.
const TOKEN_IS_GOOD: TimeDelta = TimeDelta::seconds(55);
/// Delivered again, an event has a good token for 20 minutes since it happened (the same page).
const EVENT_IS_YOUNG: TimeDelta = TimeDelta::minutes(19);

/// Whom to answer, and by what.
pub(super) struct Waiting<'a> {
    pub(super) kept: &'a KeptEvent,
    pub(super) user: &'a UserId,
    pub(super) token: &'a ReplyToken,
}

impl Chat {
    /// Says it all in one answer, at most once; false when it may not have arrived.
    pub(super) async fn say(
        &self,
        waiting: &Waiting<'_>,
        answer: &Answer,
        clock: &dyn Clock,
    ) -> Result<bool, ChatError> {
        let said = self.reply_or_push(waiting, answer, clock).await;
        if let Err(ChatError::Line(error)) = &said
            && !error.is_uncertain()
        {
            // The next attempt may say it in full.
            self.store.take_answer_back(waiting.kept).await?;
        }
        said
    }

    async fn reply_or_push(
        &self,
        waiting: &Waiting<'_>,
        answer: &Answer,
        clock: &dyn Clock,
    ) -> Result<bool, ChatError> {
        match self.line.reply(waiting.token, &answer.messages).await {
            Ok(()) => Ok(true),
            Err(LineError::InvalidReplyToken) => self.without_token(waiting, answer, clock).await,
            Err(error) => Err(error.into()),
        }
    }

    /// LINE does not take the token, used up or too old.
    async fn without_token(
        &self,
        waiting: &Waiting<'_>,
        answer: &Answer,
        clock: &dyn Clock,
    ) -> Result<bool, ChatError> {
        let kept = waiting.kept;
        match (token_is_good(kept, clock), kept.answer_begun) {
            // The attempt before this one has used it.
            (true, true) => Ok(true),
            (false, false) => {
                // From here on the retry key sees to it that it is said once.
                self.store.take_answer_back(kept).await?;
                self.push(waiting, &answer.messages, &kept.event_id).await
            }
            // Used by this very call, which the network has repeated, or for another reason bad;
            // used or expired since an attempt before. Nobody knows: the answer is not said
            // twice, but nobody is left without a word either.
            (true, false) | (false, true) => {
                let another = format!("{} unsure", kept.event_id);
                self.push(waiting, &answer.unsure, &another).await?;
                Ok(false)
            }
        }
    }

    async fn push(
        &self,
        waiting: &Waiting<'_>,
        outgoing: &Outgoing,
        once: &str,
    ) -> Result<bool, ChatError> {
        match self.line.push(waiting.user, outgoing, RetryKey(key_of(once))).await {
            Ok(_) => Ok(true),
            // Waiting does not help, and what was done stays done.
            Err(LineError::QuotaReached) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether LINE would take the token if it were not used.
fn token_is_good(kept: &KeptEvent, clock: &dyn Clock) -> bool {
    let now = clock.now();
    now - kept.received_at < TOKEN_IS_GOOD && now - kept.occurred_at < EVENT_IS_YOUNG
}

/// The same retry key whenever the same event is answered, so that LINE takes one answer only.
pub(super) fn key_of(once: &str) -> Uuid {
    let digest = Sha256::digest(once.as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_random_bytes(bytes).into_uuid()
}

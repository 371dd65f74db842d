//! Answering: by reply token where it still works (free), by push where a resident waits for an
//! answer that came too late (billed).

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::{Chat, ChatError};
use crate::{
    line::{LineError, RetryKey, UserId, event::Event, message::Outgoing},
    storage::KeptEvent,
    wording::{self, Language, Say},
};

impl Chat {
    /// Says it all in one answer; false when it is not known to have arrived.
    pub(super) async fn reply(
        &self,
        kept: &KeptEvent,
        event: &Event,
        user: &UserId,
        say: &[Say],
        language: Language,
    ) -> Result<bool, ChatError> {
        let (Some(token), false) = (&event.reply_token, say.is_empty()) else { return Ok(false) };
        let voice = self.voice(language);
        let messages = say.iter().map(|say| wording::render(say, &voice));
        let outgoing = Outgoing::new(messages).map_err(|error| {
            tracing::error!(%error, "an answer would be refused by LINE");
            ChatError::Unsendable
        })?;
        match self.line.reply(token, &outgoing).await {
            Ok(()) => Ok(true),
            // An attempt before this one has used the token, or it has expired: what arrived, if
            // anything, is not known, and not said again.
            Err(LineError::InvalidReplyToken) if kept.attempts > 1 => Ok(false),
            Err(LineError::InvalidReplyToken) => {
                let key = RetryKey(key_of(&kept.event_id));
                self.line.push(user, &outgoing, key).await?;
                Ok(true)
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// The same retry key whenever the same event is answered, so that LINE takes one answer only.
fn key_of(event_id: &str) -> Uuid {
    let digest = Sha256::digest(event_id.as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_random_bytes(bytes).into_uuid()
}

//! Reply tokens (R/messaging-api/#send-reply-message-reply-token).

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::ids;

/// How long a token serves after its webhook was sent.
const SERVES: TimeDelta = TimeDelta::minutes(1);
/// After this time since the event a redelivered webhook's token serves no more.
const SERVES_AT_MOST: TimeDelta = TimeDelta::minutes(20);

#[derive(Debug, Default)]
pub(crate) struct ReplyTokens(HashMap<String, ReplyToken>);

#[derive(Debug)]
struct ReplyToken {
    user_id: String,
    issued: DateTime<Utc>,
    sent: DateTime<Utc>,
}

impl ReplyTokens {
    pub(crate) fn issue(&mut self, user_id: &str, now: DateTime<Utc>) -> String {
        self.0.retain(|_, token| now - token.issued < SERVES_AT_MOST);
        let token = ids::reply_token();
        self.0.insert(
            token.clone(),
            ReplyToken { user_id: user_id.to_owned(), issued: now, sent: now },
        );
        token
    }

    /// The webhook that carries the token was sent once more: its minute begins anew.
    pub(crate) fn sent_again(&mut self, token: &str, now: DateTime<Utc>) {
        if let Some(token) = self.0.get_mut(token) {
            token.sent = now;
        }
    }

    /// Whose token this is, if it serves still. It serves once.
    pub(crate) fn spend(&mut self, token: &str, now: DateTime<Utc>) -> Option<String> {
        let token = self.0.remove(token)?;
        let serves = now - token.sent < SERVES && now - token.issued < SERVES_AT_MOST;
        serves.then_some(token.user_id)
    }
}

//! Reply tokens (R/messaging-api/#send-reply-message-reply-token).

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use crate::ids;

/// The validity of a token after its webhook was sent.
const TTL: TimeDelta = TimeDelta::minutes(1);
/// The longest validity of a token after its event, with redeliveries.
const MAX_TTL: TimeDelta = TimeDelta::minutes(20);

#[derive(Debug, Default)]
pub(crate) struct ReplyTokens {
    unused: HashMap<String, ReplyToken>,
    /// All tokens, used or not, oldest first.
    order: VecDeque<(DateTime<Utc>, String)>,
}

#[derive(Debug)]
struct ReplyToken {
    user_id: String,
    issued_at: DateTime<Utc>,
    sent_at: DateTime<Utc>,
}

impl ReplyTokens {
    pub(crate) fn issue(&mut self, user_id: &str, now: DateTime<Utc>) -> String {
        self.drop_expired(now);
        let token = ids::reply_token();
        self.order.push_back((now, token.clone()));
        self.unused.insert(
            token.clone(),
            ReplyToken { user_id: user_id.to_owned(), issued_at: now, sent_at: now },
        );
        token
    }

    /// Restarts the token's minute, because the webhook that carries it was sent again.
    pub(crate) fn renew(&mut self, token: &str, now: DateTime<Utc>) {
        if let Some(token) = self.unused.get_mut(token) {
            token.sent_at = now;
        }
    }

    /// Uses up a token and returns its user ID, if it was still valid.
    pub(crate) fn redeem(&mut self, token: &str, now: DateTime<Utc>) -> Option<String> {
        let token = self.unused.remove(token)?;
        let is_valid = now - token.sent_at < TTL && now - token.issued_at < MAX_TTL;
        is_valid.then_some(token.user_id)
    }

    fn drop_expired(&mut self, now: DateTime<Utc>) {
        while let Some((issued_at, oldest)) = self.order.front()
            && now - *issued_at >= MAX_TTL
        {
            self.unused.remove(oldest);
            self.order.pop_front();
        }
    }
}

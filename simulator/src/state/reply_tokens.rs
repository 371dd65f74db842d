//! Reply tokens (R/messaging-api/#send-reply-message-reply-token).

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use crate::ids;

/// The validity of a token after its webhook was sent.
const SERVES: TimeDelta = TimeDelta::minutes(1);
/// The longest validity of a token after its event, with redeliveries.
const SERVES_AT_MOST: TimeDelta = TimeDelta::minutes(20);

#[derive(Debug, Default)]
pub(crate) struct ReplyTokens {
    unspent: HashMap<String, ReplyToken>,
    /// All tokens, used or not, oldest first.
    order: VecDeque<(DateTime<Utc>, String)>,
}

#[derive(Debug)]
struct ReplyToken {
    user_id: String,
    issued: DateTime<Utc>,
    sent: DateTime<Utc>,
}

impl ReplyTokens {
    pub(crate) fn issue(&mut self, user_id: &str, now: DateTime<Utc>) -> String {
        self.forget_old(now);
        let token = ids::reply_token();
        self.order.push_back((now, token.clone()));
        self.unspent.insert(
            token.clone(),
            ReplyToken { user_id: user_id.to_owned(), issued: now, sent: now },
        );
        token
    }

    /// Restarts the token's minute, because the webhook that carries it was sent again.
    pub(crate) fn sent_again(&mut self, token: &str, now: DateTime<Utc>) {
        if let Some(token) = self.unspent.get_mut(token) {
            token.sent = now;
        }
    }

    /// Uses up a token and returns its user ID, if it was still valid.
    pub(crate) fn spend(&mut self, token: &str, now: DateTime<Utc>) -> Option<String> {
        let token = self.unspent.remove(token)?;
        let serves = now - token.sent < SERVES && now - token.issued < SERVES_AT_MOST;
        serves.then_some(token.user_id)
    }

    fn forget_old(&mut self, now: DateTime<Utc>) {
        while let Some((issued, oldest)) = self.order.front()
            && now - *issued >= SERVES_AT_MOST
        {
            self.unspent.remove(oldest);
            self.order.pop_front();
        }
    }
}

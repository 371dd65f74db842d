//! Link tokens (R/messaging-api/#issue-link-token): valid once within ten minutes.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::ids;

const TTL: TimeDelta = TimeDelta::minutes(10);

#[derive(Debug, Default)]
pub(crate) struct LinkTokens(HashMap<String, (String, DateTime<Utc>)>);

impl LinkTokens {
    pub(crate) fn issue(&mut self, user_id: &str, now: DateTime<Utc>) -> String {
        self.0.retain(|_, (_, until)| now < *until);
        let token = ids::opaque_token();
        self.0.insert(token.clone(), (user_id.to_owned(), now + TTL));
        token
    }

    /// Uses up a token and returns its user ID, if it was still valid.
    pub(crate) fn redeem(&mut self, token: &str, now: DateTime<Utc>) -> Option<String> {
        let (user_id, until) = self.0.remove(token)?;
        (now < until).then_some(user_id)
    }
}

//! Retry keys (D/messaging-api/retrying-api-request/): what was accepted under which key.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::Sent;

/// How long a key is remembered; later the same key means a new message.
const REMEMBERED: TimeDelta = TimeDelta::hours(24);

#[derive(Debug, Default)]
pub(crate) struct RetryKeys(HashMap<Uuid, Accepted>);

#[derive(Debug, Clone)]
pub(crate) struct Accepted {
    pub(crate) request_id: String,
    pub(crate) sent_messages: Vec<Sent>,
    pub(crate) at: DateTime<Utc>,
}

impl RetryKeys {
    pub(crate) fn find(&self, key: Uuid, now: DateTime<Utc>) -> Option<&Accepted> {
        self.0.get(&key).filter(|accepted| now - accepted.at < REMEMBERED)
    }

    pub(crate) fn remember(&mut self, key: Uuid, accepted: Accepted) {
        let now = accepted.at;
        self.0.retain(|_, old| now - old.at < REMEMBERED);
        self.0.insert(key, accepted);
    }
}

//! Retry keys and the calls accepted under them (D/messaging-api/retrying-api-request/).

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::SentMessage;

/// How long a key is stored. Afterwards the same key means a new message.
const RETENTION: TimeDelta = TimeDelta::hours(24);

#[derive(Debug, Default)]
pub(crate) struct RetryKeys {
    accepted: HashMap<Uuid, Accepted>,
    /// Keys, oldest first.
    order: VecDeque<Uuid>,
}

#[derive(Debug, Clone)]
pub(crate) struct Accepted {
    pub(crate) request_id: String,
    pub(crate) sent_messages: Vec<SentMessage>,
    pub(crate) body: Value,
    pub(crate) at: DateTime<Utc>,
}

impl RetryKeys {
    pub(crate) fn find(&self, key: Uuid, now: DateTime<Utc>) -> Option<&Accepted> {
        self.accepted.get(&key).filter(|accepted| now - accepted.at < RETENTION)
    }

    pub(crate) fn insert(&mut self, key: Uuid, accepted: Accepted) {
        self.drop_expired(accepted.at);
        self.accepted.insert(key, accepted);
        self.order.push_back(key);
    }

    fn drop_expired(&mut self, now: DateTime<Utc>) {
        while let Some(oldest) = self.order.front()
            && self.accepted.get(oldest).is_none_or(|old| now - old.at >= RETENTION)
        {
            self.accepted.remove(oldest);
            self.order.pop_front();
        }
    }
}

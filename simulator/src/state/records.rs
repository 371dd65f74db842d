//! What went over the wire: calls to the platform, webhooks, and what people got to see.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use super::{FaultEffect, Kept, Via};

#[derive(Debug, Default)]
pub(crate) struct Records {
    pub(crate) calls: Kept<CallRecord>,
    pub(crate) webhooks: Kept<WebhookRecord>,
    pub(crate) received: Kept<Received>,
}

/// A call to one of the platform's addresses.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CallRecord {
    pub(crate) at: DateTime<Utc>,
    pub(crate) method: String,
    pub(crate) path: String,
    /// What the caller was told; 0 where the connection was cut.
    pub(crate) status: u16,
    pub(crate) request_id: String,
    pub(crate) retry_key: Option<String>,
    pub(crate) request_body: Value,
    pub(crate) response_body: Value,
    /// What somebody had asked to go wrong, and did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fault: Option<FaultEffect>,
    /// What LINE would not have minded, and the caller should.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) misuse: Option<Misuse>,
}

/// A mistake of the caller's that the platform's answer does not show.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Misuse {
    /// The retry key was accepted before with another body: this one is lost.
    RetryKeyOfAnotherBody,
}

/// A webhook, once it was answered or given up.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WebhookRecord {
    pub(crate) at: DateTime<Utc>,
    /// Of its first event.
    pub(crate) webhook_event_id: String,
    /// Of its first event.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// 0 where nobody answered.
    pub(crate) status: u16,
    /// How long the answer took, by the machine's own clock.
    pub(crate) took_ms: u64,
    pub(crate) is_redelivery: bool,
    pub(crate) body: Value,
}

/// One message to one person, whether they got to see it or not.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Received {
    pub user_id: String,
    /// By the simulator's clock.
    pub at: DateTime<Utc>,
    pub via: Via,
    /// `x-line-request-id` of the call that was accepted.
    pub request_id: String,
    /// `x-line-retry-key` of that call.
    pub retry_key: Option<String>,
    pub message_id: String,
    /// LINE's message object; all who were sent it share one.
    #[serde(serialize_with = "super::shared")]
    pub message: Arc<Value>,
    /// False for whoever blocked the account, left LINE or never was a friend.
    pub arrived: bool,
}

impl Records {
    pub(crate) fn keep_all(&mut self, all: bool) {
        self.calls.keep_all(all);
        self.webhooks.keep_all(all);
        self.received.keep_all(all);
    }

    /// The newest webhook that carried this event.
    pub(crate) fn webhook(&self, webhook_event_id: &str) -> Option<&WebhookRecord> {
        self.webhooks.newest_first().find(|webhook| webhook.carries(webhook_event_id))
    }
}

impl WebhookRecord {
    fn carries(&self, webhook_event_id: &str) -> bool {
        let events = self.body["events"].as_array();
        events.is_some_and(|events| {
            events.iter().any(|event| event["webhookEventId"] == webhook_event_id)
        })
    }
}

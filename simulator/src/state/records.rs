//! Records of the traffic: calls to the platform, webhooks, and messages to people.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use super::{BoundedLog, FaultEffect, Via};

#[derive(Debug, Default)]
pub(crate) struct Records {
    pub(crate) calls: BoundedLog<CallRecord>,
    pub(crate) webhooks: BoundedLog<WebhookRecord>,
    pub(crate) received: BoundedLog<Received>,
}

/// A call to one of the platform's addresses.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CallRecord {
    pub(crate) at: DateTime<Utc>,
    pub(crate) method: String,
    pub(crate) path: String,
    /// The status of the response; 0 if the connection was cut.
    pub(crate) status: u16,
    pub(crate) request_id: String,
    pub(crate) retry_key: Option<String>,
    pub(crate) request_body: Value,
    pub(crate) response_body: Value,
    /// The injected fault that struck the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fault: Option<FaultEffect>,
    /// A mistake of the caller that LINE's response does not show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) misuse: Option<Misuse>,
}

/// A mistake of the caller that the response does not show.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Misuse {
    /// The retry key was accepted before with another body, so this message is lost.
    RetryKeyOfAnotherBody,
}

/// A webhook that was sent, answered or not.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WebhookRecord {
    pub(crate) at: DateTime<Utc>,
    /// The ID of its first event.
    pub(crate) webhook_event_id: String,
    /// The type of its first event.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The status of the answer; 0 if there was none.
    pub(crate) status: u16,
    /// The duration by the system clock.
    pub(crate) took_ms: u64,
    pub(crate) is_redelivery: bool,
    pub(crate) body: Value,
}

/// One message to one person, whether it arrived or not.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Received {
    pub user_id: String,
    /// The time by the simulator's clock.
    pub at: DateTime<Utc>,
    pub via: Via,
    /// `x-line-request-id` of the accepted call.
    pub request_id: String,
    /// `x-line-retry-key` of the accepted call.
    pub retry_key: Option<String>,
    pub message_id: String,
    /// LINE's message object, shared by all recipients.
    #[serde(serialize_with = "super::serialize_shared")]
    pub message: Arc<Value>,
    /// False for people who blocked the account, left LINE or never were friends.
    pub arrived: bool,
}

impl Records {
    pub(crate) fn keep_all(&mut self, all: bool) {
        self.calls.keep_all(all);
        self.webhooks.keep_all(all);
        self.received.keep_all(all);
    }

    /// Returns the newest webhook that carried this event.
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

//! What went over the wire: the newest calls to the platform and the newest webhooks.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use super::Ring;

const KEPT: usize = 500;

#[derive(Debug, Default)]
pub(crate) struct Records {
    pub(crate) calls: Ring<CallRecord, KEPT>,
    pub(crate) webhooks: Ring<WebhookRecord, KEPT>,
}

/// A call to one of the platform's addresses.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CallRecord {
    pub(crate) at: DateTime<Utc>,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) request_id: String,
    pub(crate) retry_key: Option<String>,
    pub(crate) request_body: Value,
    pub(crate) response_body: Value,
}

/// A webhook, once it was answered or given up.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WebhookRecord {
    pub(crate) at: DateTime<Utc>,
    pub(crate) webhook_event_id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// 0 where nobody answered.
    pub(crate) status: u16,
    pub(crate) is_redelivery: bool,
    pub(crate) body: Value,
}

impl Records {
    /// The newest webhook that carried this event.
    pub(crate) fn webhook(&self, webhook_event_id: &str) -> Option<&WebhookRecord> {
        self.webhooks.newest_first().find(|webhook| webhook.webhook_event_id == webhook_event_id)
    }
}

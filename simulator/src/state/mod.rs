//! State of the simulated platform. Plain data behind one lock: no I/O, and time is an argument.

mod assertion_keys;
mod bounded_log;
mod chat;
mod codes;
mod faults;
mod link_tokens;
mod people;
mod quota;
mod rates;
mod records;
mod reply_tokens;
mod retry_keys;
mod rich_menus;
mod tokens;
mod webhook_queue;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::mailbox::Mail;

pub(crate) use assertion_keys::AssertionKeys;
pub use assertion_keys::KeyError;
pub(crate) use bounded_log::{BoundedLog, Numbered};
pub use chat::Via;
pub(crate) use chat::{ChatMessage, SentMessage};
pub(crate) use codes::{Codes, Grant};
pub(crate) use faults::{Fault, FaultEffect, Faults, Lost};
pub(crate) use link_tokens::LinkTokens;
pub(crate) use people::{Friendship, People, Person, PersonView};
pub(crate) use quota::Quota;
pub(crate) use rates::{Moment, Rates};
pub use records::Received;
pub(crate) use records::{CallRecord, Misuse, Records, WebhookRecord};
pub(crate) use reply_tokens::ReplyTokens;
pub(crate) use retry_keys::{Accepted, RetryKeys};
pub(crate) use rich_menus::{BatchOperation, MenuImage, RichMenu, RichMenuError, RichMenus};
pub(crate) use tokens::{
    ChannelKind, SHORT_LIVED_TTL, STATELESS_TTL, Tokens, USER_TOKEN_TTL, UserToken,
};
pub(crate) use webhook_queue::{DeliveryMode, QueuedWebhook, WebhookQueue};

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) people: People,
    pub(crate) reply_tokens: ReplyTokens,
    pub(crate) retry_keys: RetryKeys,
    pub(crate) rich_menus: RichMenus,
    pub(crate) tokens: Tokens,
    pub(crate) assertion_keys: AssertionKeys,
    pub(crate) codes: Codes,
    pub(crate) quota: Quota,
    pub(crate) rates: Rates,
    pub(crate) records: Records,
    pub(crate) faults: Faults,
    pub(crate) webhook_queue: WebhookQueue,
    pub(crate) link_tokens: LinkTokens,
    /// IDs of unsent messages.
    pub(crate) unsent: HashSet<String>,
    /// Numbers of messages that arrived, by day in Japan.
    pub(crate) sent_per_day: HashMap<(Via, NaiveDate), u64>,
    /// Narrowcasts by request ID.
    pub(crate) narrowcasts: HashMap<String, Narrowcast>,
    pub(crate) mails: BoundedLog<Mail>,
    /// The address webhooks are sent to.
    pub(crate) webhook_endpoint: Option<String>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Narrowcast {
    pub(crate) at: DateTime<Utc>,
    /// The number of recipients.
    pub(crate) reached: usize,
}

/// Serializes a shared value as the value itself.
fn serialize_shared<S: Serializer>(value: &Arc<Value>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().serialize(serializer)
}

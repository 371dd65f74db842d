//! The chat between one person and the account, as the person sees it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};

use crate::ids;

#[derive(Debug, Default)]
pub(crate) struct Chat {
    messages: super::BoundedLog<ChatMessage>,
    loading_until: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct ChatMessage {
    pub(crate) id: String,
    pub(crate) from: Sender,
    pub(crate) at: DateTime<Utc>,
    /// LINE's message object, shared by all recipients.
    #[serde(serialize_with = "super::serialize_shared")]
    pub(crate) message: Arc<Value>,
    pub(crate) via: Option<Via>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sender {
    Bot,
    User,
}

/// The way in which the account sent a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    Reply,
    Push,
    Multicast,
    Broadcast,
    Narrowcast,
}

/// The response to the sender for one message.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SentMessage {
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) quote_token: Option<String>,
}

impl SentMessage {
    /// Creates IDs for a message, with a quote token if it can be quoted.
    pub(crate) fn new(message: &Value) -> Self {
        let quotable = matches!(
            message["type"].as_str(),
            Some(
                "text"
                    | "textV2"
                    | "sticker"
                    | "image"
                    | "video"
                    | "template"
                    | "flex"
                    | "imagemap"
            )
        );
        Self { id: ids::message_id(), quote_token: quotable.then(ids::opaque_token) }
    }
}

impl Chat {
    /// Adds a message of the account and removes the loading indicator.
    pub(crate) fn show_from_bot(
        &mut self,
        id: &str,
        message: Arc<Value>,
        via: Via,
        at: DateTime<Utc>,
    ) {
        self.loading_until = None;
        self.messages.push(ChatMessage {
            id: id.to_owned(),
            from: Sender::Bot,
            at,
            message,
            via: Some(via),
        });
    }

    pub(crate) fn show_from_user(&mut self, id: &str, message: Value, at: DateTime<Utc>) {
        self.messages.push(ChatMessage {
            id: id.to_owned(),
            from: Sender::User,
            at,
            message: Arc::new(message),
            via: None,
        });
    }

    /// Adds the display text of a postback as a message of the person.
    pub(crate) fn show_display_text(&mut self, text: &str, at: DateTime<Utc>) {
        let message = json!({"type": "text", "text": text});
        self.show_from_user(&ids::message_id(), message, at);
    }

    /// Returns the message that the person sent under this ID.
    pub(crate) fn find_from_user(&self, id: &str) -> Option<&Value> {
        let mut messages = self.messages.oldest_first();
        let found = messages.find(|message| message.from == Sender::User && message.id == id);
        found.map(|message| message.message.as_ref())
    }

    /// Removes a message of the person, and returns whether there was one.
    pub(crate) fn unsend(&mut self, id: &str) -> bool {
        let found = self.find_from_user(id).is_some();
        self.messages.retain(|message| message.id != id);
        found
    }

    /// Changes a text of the person, and returns whether there was one.
    pub(crate) fn edit_text(&mut self, id: &str, text: &str) -> bool {
        let is_text = |message: &&mut ChatMessage| {
            message.from == Sender::User && message.id == id && message.message["type"] == "text"
        };
        let Some(found) = self.messages.iter_mut().find(is_text) else {
            return false;
        };
        Arc::make_mut(&mut found.message)["text"] = text.into();
        true
    }

    pub(crate) fn set_loading_until(&mut self, until: DateTime<Utc>) {
        self.loading_until = Some(until);
    }

    pub(crate) fn is_loading(&self, now: DateTime<Utc>) -> bool {
        self.loading_until.is_some_and(|until| now < until)
    }

    /// Returns the messages, oldest first.
    pub(crate) fn messages(&self) -> Vec<ChatMessage> {
        self.messages.oldest_first().cloned().collect()
    }
}

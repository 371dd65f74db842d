//! Event objects in LINE's format (R/messaging-api/#webhook-event-objects).

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::ids;

/// An event before delivery.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) body: Value,
}

impl Event {
    pub(crate) fn follow(
        user_id: &str,
        reply_token: &str,
        is_unblocked: bool,
        at: DateTime<Utc>,
    ) -> Self {
        Self::of_user("follow", user_id, at)
            .with("replyToken", reply_token.into())
            .with("follow", json!({ "isUnblocked": is_unblocked }))
    }

    /// Creates an unfollow event. It has no reply token, because the person has blocked the
    /// account.
    pub(crate) fn unfollow(user_id: &str, at: DateTime<Utc>) -> Self {
        Self::of_user("unfollow", user_id, at)
    }

    pub(crate) fn message(
        user_id: &str,
        reply_token: &str,
        message: Value,
        at: DateTime<Utc>,
    ) -> Self {
        Self::of_user("message", user_id, at)
            .with("replyToken", reply_token.into())
            .with("message", message)
    }

    pub(crate) fn postback(
        user_id: &str,
        reply_token: &str,
        data: &str,
        params: Option<Value>,
        at: DateTime<Utc>,
    ) -> Self {
        let mut postback = json!({ "data": data });
        if let Some(params) = params {
            postback["params"] = params;
        }
        Self::of_user("postback", user_id, at)
            .with("replyToken", reply_token.into())
            .with("postback", postback)
    }

    /// Creates an unsend event, which has no reply token (R/messaging-api/#unsend-event).
    pub(crate) fn unsend(user_id: &str, message_id: &str, at: DateTime<Utc>) -> Self {
        Self::of_user("unsend", user_id, at).with("unsend", json!({ "messageId": message_id }))
    }

    /// Creates an edit event (R/messaging-api/#edit-event).
    pub(crate) fn edited(
        user_id: &str,
        group_id: &str,
        reply_token: &str,
        message: &Value,
        at: DateTime<Utc>,
    ) -> Self {
        let source = json!({ "type": "group", "groupId": group_id, "userId": user_id });
        Self::of("messageEdited", &source, at)
            .with("replyToken", reply_token.into())
            .with("message", message.clone())
    }

    /// Creates an account link event of a successful link (R/messaging-api/#account-link-event).
    pub(crate) fn account_linked(
        user_id: &str,
        reply_token: &str,
        nonce: &str,
        at: DateTime<Utc>,
    ) -> Self {
        Self::of_user("accountLink", user_id, at)
            .with("replyToken", reply_token.into())
            .with("link", json!({ "result": "ok", "nonce": nonce }))
    }

    pub(crate) fn account_not_linked(nonce: &str, at: DateTime<Utc>) -> Self {
        Self::of("accountLink", &Value::Null, at)
            .with("link", json!({ "result": "failed", "nonce": nonce }))
            .with_properties(Map::from_iter([("source".to_owned(), Value::Null)]))
    }

    /// Creates an event with any properties; `None` if they have no `type`.
    pub(crate) fn custom(
        user_id: &str,
        properties: Map<String, Value>,
        at: DateTime<Utc>,
    ) -> Option<Self> {
        let kind = properties.get("type")?.as_str()?.to_owned();
        Some(Self::of_user(&kind, user_id, at).with_properties(properties))
    }

    /// Sets these properties and removes those that are `null`.
    fn with_properties(mut self, properties: Map<String, Value>) -> Self {
        if let Some(event) = self.body.as_object_mut() {
            for (name, value) in properties {
                if value.is_null() {
                    event.remove(&name);
                } else {
                    event.insert(name, value);
                }
            }
        }
        if let Some(id) = self.body["webhookEventId"].as_str() {
            id.clone_into(&mut self.id);
        }
        self
    }

    fn of_user(kind: &str, user_id: &str, at: DateTime<Utc>) -> Self {
        Self::of(kind, &json!({ "type": "user", "userId": user_id }), at)
    }

    pub(super) fn of(kind: &str, source: &Value, at: DateTime<Utc>) -> Self {
        let id = ids::webhook_event_id(at);
        let body = json!({
            "type": kind,
            "mode": "active",
            "timestamp": at.timestamp_millis(),
            "webhookEventId": id,
            "deliveryContext": { "isRedelivery": false },
            "source": source,
        });
        Self { id, body }
    }

    fn with(mut self, property: &str, value: Value) -> Self {
        self.body[property] = value;
        self
    }
}

/// Returns the time of an event.
pub(super) fn event_time(event: &Value) -> DateTime<Utc> {
    let timestamp = event["timestamp"].as_i64();
    timestamp.and_then(DateTime::from_timestamp_millis).unwrap_or_default()
}

/// Creates the content of a text message (R/messaging-api/#wh-text).
pub(crate) fn text_content(id: &str, text: &str) -> Value {
    content("text", id, json!({ "text": text }))
}

/// Creates the content of a sticker message (R/messaging-api/#wh-sticker), with a sticker that
/// every LINE user has.
pub(crate) fn sticker_content(id: &str) -> Value {
    let sticker = json!({
        "packageId": "446",
        "stickerId": "1988",
        "stickerResourceType": "STATIC",
        "keywords": ["こんにちは"],
    });
    content("sticker", id, sticker)
}

/// Creates the content of an image message (R/messaging-api/#wh-image), stored by LINE.
pub(crate) fn image_content(id: &str) -> Value {
    content("image", id, json!({ "contentProvider": { "type": "line" } }))
}

fn content(kind: &str, id: &str, mut properties: Value) -> Value {
    properties["type"] = kind.into();
    properties["id"] = id.into();
    properties["quoteToken"] = ids::opaque_token().into();
    properties["markAsReadToken"] = ids::opaque_token().into();
    properties
}

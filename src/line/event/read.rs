//! From JSON to events, taking what is there.

use chrono::{DateTime, NaiveDate};
use serde_json::Value;

use super::{Delivery, Event, NotAWebhook, What};

pub(super) fn delivery(body: &[u8]) -> Result<Delivery, NotAWebhook> {
    let mut body: Value = serde_json::from_slice(body).map_err(|_| NotAWebhook::NotJson)?;
    let destination = text(&body, "destination").and_then(|it| it.parse().ok());
    let Some(Value::Array(items)) = body.get_mut("events").map(Value::take) else {
        return Err(NotAWebhook::NoEvents);
    };
    let found = items.len();
    let events: Vec<Event> = items.into_iter().filter_map(event).collect();
    Ok(Delivery { destination, unreadable: found - events.len(), events })
}

pub(super) fn event(raw: Value) -> Option<Event> {
    let source = &raw["source"];
    Some(Event {
        id: text(&raw, "webhookEventId")?.parse().ok()?,
        occurred_at: DateTime::from_timestamp_millis(raw["timestamp"].as_i64()?)?,
        user: text(source, "userId").and_then(|it| it.parse().ok()),
        in_group: matches!(text(source, "type"), Some("group" | "room")),
        standby: text(&raw, "mode") == Some("standby"),
        redelivery: flag(&raw["deliveryContext"], "isRedelivery"),
        reply_token: text(&raw, "replyToken").and_then(|it| it.parse().ok()),
        what: what(&raw),
        raw,
    })
}

fn what(event: &Value) -> What {
    let kind = text(event, "type").unwrap_or_default();
    let understood = match kind {
        "follow" => Some(What::Follow { returning: flag(&event["follow"], "isUnblocked") }),
        "unfollow" => Some(What::Unfollow),
        "message" => message(&event["message"]),
        "postback" => postback(&event["postback"]),
        "unsend" => text(&event["unsend"], "messageId")
            .map(|message_id| What::Unsend { message_id: message_id.to_owned() }),
        _ => None,
    };
    understood.unwrap_or_else(|| What::Unknown { kind: kind.to_owned() })
}

fn message(message: &Value) -> Option<What> {
    match text(message, "type")? {
        "text" => Some(What::Text {
            text: text(message, "text")?.to_owned(),
            message_id: text(message, "id")?.to_owned(),
        }),
        kind => Some(What::OtherMessage {
            kind: kind.to_owned(),
            message_id: text(message, "id").map(str::to_owned),
        }),
    }
}

/// A day that no calendar has is as good as none: the phone offers only real ones. A tab of the
/// rich menu has done its work when we hear of it: nothing is to be answered.
fn postback(postback: &Value) -> Option<What> {
    if let Some(status) = text(&postback["params"], "status") {
        return Some(What::Unknown { kind: format!("richmenuswitch {status}") });
    }
    let date = text(&postback["params"], "date")
        .and_then(|it| NaiveDate::parse_from_str(it, "%Y-%m-%d").ok());
    Some(What::Postback { data: text(postback, "data")?.to_owned(), date })
}

fn text<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str()
}

fn flag(object: &Value, key: &str) -> bool {
    object.get(key).and_then(Value::as_bool).unwrap_or_default()
}

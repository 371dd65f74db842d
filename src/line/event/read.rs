//! Parses events from JSON. Unknown fields are skipped and stay in the raw text.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Delivery, Event, NotAWebhook, What};

/// A member of an object as raw JSON. It may be missing or of an unexpected type.
type Part<'a> = Option<&'a RawValue>;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body<'a> {
    #[serde(borrow)]
    destination: Part<'a>,
    events: Part<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Parts<'a> {
    #[serde(borrow)]
    webhook_event_id: Part<'a>,
    timestamp: Part<'a>,
    source: Part<'a>,
    mode: Part<'a>,
    delivery_context: Part<'a>,
    reply_token: Part<'a>,
    r#type: Part<'a>,
    message: Part<'a>,
    postback: Part<'a>,
    follow: Part<'a>,
    unsend: Part<'a>,
}

/// All members that are read inside of event objects; each object has some of them.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Inside<'a> {
    #[serde(borrow)]
    r#type: Part<'a>,
    user_id: Part<'a>,
    is_redelivery: Part<'a>,
    id: Part<'a>,
    text: Part<'a>,
    data: Part<'a>,
    params: Part<'a>,
    status: Part<'a>,
    date: Part<'a>,
    is_unblocked: Part<'a>,
    message_id: Part<'a>,
}

#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

pub(super) fn delivery(body: &[u8]) -> Result<Delivery, NotAWebhook> {
    let refusal = |error: serde_json::Error| {
        if error.is_data() { NotAWebhook::NoEvents } else { NotAWebhook::NotJson }
    };
    let read: Body<'_> = serde_json::from_slice(body).map_err(refusal)?;
    let items: Vec<&RawValue> = value(read.events).ok_or(NotAWebhook::NoEvents)?;
    let events: Vec<Event> = items.iter().filter_map(|item| event(item.get())).collect();
    let destination = text(read.destination).and_then(|it| it.parse().ok());
    Ok(Delivery { destination, unreadable: items.len() - events.len(), events })
}

pub(super) fn event(raw: &str) -> Option<Event> {
    let parts: Parts<'_> = object(raw)?;
    let source = inside(parts.source);
    Some(Event {
        id: text(parts.webhook_event_id)?.parse().ok()?,
        occurred_at: DateTime::from_timestamp_millis(value(parts.timestamp)?)?,
        user: text(source.user_id).and_then(|it| it.parse().ok()),
        in_group: matches!(text(source.r#type).as_deref(), Some("group" | "room")),
        standby: text(parts.mode).as_deref() == Some("standby"),
        redelivery: flag(inside(parts.delivery_context).is_redelivery),
        reply_token: text(parts.reply_token).and_then(|it| it.parse().ok()),
        what: what(&parts),
        raw: raw.to_owned(),
    })
}

fn what(parts: &Parts<'_>) -> What {
    let kind = text(parts.r#type).unwrap_or_default();
    let understood = match kind.as_ref() {
        "follow" => Some(What::Follow { returning: flag(inside(parts.follow).is_unblocked) }),
        "unfollow" => Some(What::Unfollow),
        "message" => message(&inside(parts.message)),
        "postback" => postback(&inside(parts.postback)),
        "unsend" => {
            let message_id = text(inside(parts.unsend).message_id);
            message_id.map(|message_id| What::Unsend { message_id: message_id.into_owned() })
        }
        _ => None,
    };
    understood.unwrap_or_else(|| What::Unknown { kind: kind.into_owned() })
}

fn message(message: &Inside<'_>) -> Option<What> {
    let kind = text(message.r#type)?;
    let message_id = text(message.id).map(Cow::into_owned);
    if kind != "text" {
        return Some(What::OtherMessage { kind: kind.into_owned(), message_id });
    }
    Some(What::Text { text: text(message.text)?.into_owned(), message_id: message_id? })
}

/// Reads a postback. A date that does not exist is treated as absent: the phone offers only real
/// ones. Switching a tab of the rich menu needs no answer.
fn postback(postback: &Inside<'_>) -> Option<What> {
    let params = inside(postback.params);
    if let Some(status) = text(params.status) {
        return Some(What::Unknown { kind: format!("richmenuswitch {status}") });
    }
    let date = text(params.date).and_then(|it| NaiveDate::parse_from_str(&it, "%Y-%m-%d").ok());
    Some(What::Postback { data: text(postback.data)?.into_owned(), date })
}

fn inside(part: Part<'_>) -> Inside<'_> {
    part.and_then(|part| object(part.get())).unwrap_or_default()
}

/// Reads the members of an object; `None` if it is not an object: serde would accept a list, too.
fn object<'a, T: Deserialize<'a>>(raw: &'a str) -> Option<T> {
    raw.trim_start().starts_with('{').then(|| serde_json::from_str(raw).ok())?
}

fn value<'a, T: Deserialize<'a>>(part: Part<'a>) -> Option<T> {
    serde_json::from_str(part?.get()).ok()
}

fn text(part: Part<'_>) -> Option<Cow<'_, str>> {
    value(part).map(|Text(text)| text)
}

fn flag(part: Part<'_>) -> bool {
    value(part).unwrap_or_default()
}

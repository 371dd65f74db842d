//! From JSON to events, taking what is there. What nobody asks for is walked over and stays as it came.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Delivery, Event, NotAWebhook, What};

/// A member of an object, as it came. It may be missing, or something else than was expected.
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

/// All that is read of what an event holds; each holds a few of them.
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

/// A day that no calendar has is as good as none: the phone offers only real ones. A tab of the
/// rich menu has done its work when we hear of it: nothing is to be answered.
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

/// The members of an object; nothing, where it is none: serde would take a list for one, too.
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

//! LINE's webhook: `POST /line/webhook`.
//!
//! Checks the signature on the raw bytes, stores each event once in the inbox, and answers 200; the
//! chat processes the inbox later. If people do not identify themselves in the chat, numbers and
//! dates are removed before an event is stored. LINE waits two seconds at most
//! (developers.line.biz, "Check webhook error statistics"), so nothing else happens here.

use std::{borrow::Cow, time::Duration};

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};

use super::App;
use crate::{
    line::{
        UserId,
        event::{self, Event},
    },
    storage::NewEvent,
    vaccination::redaction,
};

/// The timeout for storing events. LINE gives up after two seconds; an answer before that makes it
/// redeliver.
const LONGEST_WAIT: Duration = Duration::from_millis(1_500);

pub(super) async fn receive(State(app): State<App>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers.get("x-line-signature").and_then(|value| value.to_str().ok());
    if signature.is_none_or(|signature| app.secrets.verify(&body, signature).is_err()) {
        tracing::warn!(bytes = body.len(), "a webhook without a valid signature was refused");
        count("refused");
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(delivery) = event::parse(&body) else {
        tracing::warn!(bytes = body.len(), "a signed webhook could not be parsed");
        count("unreadable");
        return StatusCode::BAD_REQUEST;
    };
    if delivery.unreadable > 0 {
        let events = delivery.unreadable;
        tracing::warn!(events, "ignored the events of a webhook that have no id or time");
    }
    let payloads: Vec<Cow<'_, str>> =
        delivery.events.iter().map(|event| payload(event, app.identity_in_chat)).collect();
    let events: Vec<NewEvent<'_>> = delivery
        .events
        .iter()
        .zip(&payloads)
        .map(|(event, payload)| NewEvent {
            event_id: event.id.as_str(),
            user_id: event.user.as_ref().map(UserId::as_str),
            message_id: event.message_id(),
            occurred_at: event.occurred_at,
            payload: payload.as_bytes(),
        })
        .collect();
    let kept = app.store.keep_events(&events, app.clock.now());
    let kept = tokio::time::timeout(LONGEST_WAIT, kept);
    match kept.await {
        Ok(Ok(stored)) => {
            tracing::debug!(events = events.len(), stored, "a webhook was stored");
            count("stored");
            metrics::counter!("sesshu_webhook_events_total").increment(stored);
            app.heard.notify_one();
            StatusCode::OK
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "a webhook could not be stored; LINE is asked to redeliver");
            to_be_redelivered()
        }
        Err(_) => {
            tracing::error!("a webhook was not stored in time; LINE is asked to redeliver");
            to_be_redelivered()
        }
    }
}

/// Returns the payload that is stored for an event.
fn payload(event: &Event, identity_in_chat: bool) -> Cow<'_, str> {
    let rewritten = if identity_in_chat { None } else { event.rewritten(redaction::redact) };
    rewritten.map_or(Cow::Borrowed(event.raw.as_str()), Cow::Owned)
}

/// Returns the status after which LINE redelivers the webhook if redelivery is on.
fn to_be_redelivered() -> StatusCode {
    count("not_stored");
    StatusCode::SERVICE_UNAVAILABLE
}

fn count(outcome: &'static str) {
    metrics::counter!("sesshu_webhooks_total", "outcome" => outcome).increment(1);
}

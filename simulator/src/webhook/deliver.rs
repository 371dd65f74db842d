//! Delivery of events by the current mode: immediately, while an act waits for the answer, or
//! later, by a background task.

use serde::Serialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::event::Event;
use super::{post, unknown_fields};
use crate::simulator::{Change, Simulator};
use crate::state::{QueuedWebhook, WebhookRecord};

/// The outcome of a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// `None` if the channel has no webhook endpoint, so that nothing was sent.
    pub webhook_event_id: Option<String>,
    /// The status of the answer; 0 if there was none within two seconds; `None` if the event is
    /// still queued.
    pub status: Option<u16>,
}

impl Delivery {
    const NOT_SENT: Self = Self { webhook_event_id: None, status: None };
}

/// Sends one event and waits for the answer, unless the current mode queues it.
pub(crate) async fn deliver(simulator: &Simulator, event: Event) -> Delivery {
    let id = event.id.clone();
    let bodies = {
        let mut state = simulator.state();
        if state.webhook_endpoint.is_none() {
            return Delivery::NOT_SENT;
        }
        let mut events = vec![event.body];
        if state.webhook_queue.mode().standby {
            events.iter_mut().for_each(set_standby);
        }
        if state.webhook_queue.should_add_unknown_fields() {
            unknown_fields::add_to(&mut events);
        }
        state.webhook_queue.enqueue(events, Instant::now())
    };
    if bodies.is_empty() {
        simulator.wake_webhook_sender();
    }
    let mut status = None;
    for events in bodies {
        let answer = send(simulator, to_webhooks(events)).await;
        status = status.or(Some(answer));
    }
    Delivery { webhook_event_id: Some(id), status }
}

/// Sends a recorded webhook again. The body differs only in `isRedelivery`
/// (D/messaging-api/receiving-messages/#webhook-redelivery).
pub(crate) async fn redeliver(
    simulator: &Simulator,
    webhook_event_id: &str,
    recorded: WebhookRecord,
) -> Delivery {
    let events = recorded.body["events"].as_array().cloned().unwrap_or_default();
    let webhooks = events
        .into_iter()
        .map(|event| QueuedWebhook { redeliveries: 1, ..QueuedWebhook::new(event) });
    let status = send(simulator, webhooks.collect()).await;
    Delivery { webhook_event_id: Some(webhook_event_id.to_owned()), status: Some(status) }
}

/// Sends held events, each list in one body, one after another. An event may be listed more than
/// once. Without lists all events are sent, each alone, in the order they happened.
pub(crate) async fn release(
    simulator: &Simulator,
    bodies: Option<Vec<Vec<String>>>,
) -> Vec<Delivery> {
    let bodies = bodies.unwrap_or_else(|| {
        let state = simulator.state();
        let queued = state.webhook_queue.queued().iter();
        queued.map(|webhook| vec![event_id(&webhook.event)]).collect()
    });
    let ids: Vec<_> = bodies.iter().flatten().cloned().collect();
    let held = simulator.state().webhook_queue.take_by_ids(&ids);
    let mut deliveries = Vec::new();
    for ids in bodies {
        let find =
            |id: &String| held.iter().find(|webhook| event_id(&webhook.event) == *id).cloned();
        let webhooks: Vec<_> = ids.iter().filter_map(find).collect();
        if let Some(first) = webhooks.first() {
            let webhook_event_id = Some(event_id(&first.event));
            let status = Some(send(simulator, webhooks).await);
            deliveries.push(Delivery { webhook_event_id, status });
        }
    }
    deliveries
}

/// Sends queued bodies when they are due, concurrently, until the task is dropped.
pub(crate) async fn run_webhook_sender(simulator: Simulator) {
    loop {
        let (due, next) = {
            let mut state = simulator.state();
            (state.webhook_queue.take_due(Instant::now()), state.webhook_queue.next_due())
        };
        for webhooks in due {
            let simulator = simulator.clone();
            tokio::spawn(async move {
                send(&simulator, webhooks).await;
                simulator.state().webhook_queue.finish_body();
                simulator.wake_webhook_sender();
            });
        }
        let woken = simulator.webhook_sender_woken();
        match next {
            Some(due) => tokio::select! {
                () = woken => {}
                () = tokio::time::sleep_until(due) => {}
            },
            None => woken.await,
        }
    }
}

/// Signs and sends one body. Returns the status of the answer, or 0 if there is none.
async fn send(simulator: &Simulator, mut webhooks: Vec<QueuedWebhook>) -> u16 {
    let at = simulator.now();
    let Some(endpoint) = simulator.state().webhook_endpoint.clone() else {
        return 0;
    };
    for webhook in &mut webhooks {
        webhook.event["deliveryContext"]["isRedelivery"] = (webhook.redeliveries > 0).into();
        if let Some(token) = webhook.event["replyToken"].as_str() {
            simulator.state().reply_tokens.renew(token, at);
        }
    }
    let events: Vec<_> = webhooks.iter().map(|webhook| webhook.event.clone()).collect();
    let body = json!({
        "destination": simulator.config().channel.bot_user_id,
        "events": events,
    });
    let sent_at = Instant::now();
    let status = post(simulator, &endpoint, &body).await.unwrap_or_else(|error| {
        let error = error.without_url();
        tracing::warn!(%error, "Webhook got no answer");
        0
    });
    let succeeded = (200..300).contains(&status);
    let record = WebhookRecord {
        at,
        webhook_event_id: event_id(&events[0]),
        kind: events[0]["type"].as_str().unwrap_or_default().to_owned(),
        status,
        took_ms: u64::try_from(sent_at.elapsed().as_millis()).unwrap_or(u64::MAX),
        is_redelivery: webhooks.iter().any(|webhook| webhook.redeliveries > 0),
        body,
    };
    {
        let mut state = simulator.state();
        state.records.webhooks.push(record);
        state.webhook_queue.complete(webhooks, succeeded, Instant::now());
    }
    simulator.wake_webhook_sender();
    simulator.notify(Change::Webhook);
    status
}

fn to_webhooks(events: Vec<Value>) -> Vec<QueuedWebhook> {
    events.into_iter().map(QueuedWebhook::new).collect()
}

fn event_id(event: &Value) -> String {
    event["webhookEventId"].as_str().unwrap_or_default().to_owned()
}

/// Sets the mode of an event to standby, in which there is no reply token
/// (R/messaging-api/#common-properties).
fn set_standby(event: &mut Value) {
    event["mode"] = "standby".into();
    if let Some(event) = event.as_object_mut() {
        event.remove("replyToken");
    }
}

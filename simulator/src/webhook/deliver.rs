//! Delivery of events by the current mode: immediately, while an act waits for the answer, or
//! later, by a background task.

use serde::Serialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::event::Event;
use super::{post, strange};
use crate::simulator::{News, Simulator};
use crate::state::{Parcel, WebhookRecord};

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
        if state.outgoing.manner().standby {
            events.iter_mut().for_each(put_on_standby);
        }
        if state.outgoing.is_strange() {
            strange::add_to(&mut events);
        }
        state.outgoing.take_in(events, Instant::now())
    };
    if bodies.is_empty() {
        simulator.call_postman();
    }
    let mut status = None;
    for events in bodies {
        let answered = send(simulator, parcels(events)).await;
        status = status.or(Some(answered));
    }
    Delivery { webhook_event_id: Some(id), status }
}

/// Sends a recorded webhook again. The body differs only in `isRedelivery`
/// (D/messaging-api/receiving-messages/#webhook-redelivery).
pub(crate) async fn deliver_again(
    simulator: &Simulator,
    webhook_event_id: &str,
    recorded: WebhookRecord,
) -> Delivery {
    let events = recorded.body["events"].as_array().cloned().unwrap_or_default();
    let parcels = events.into_iter().map(|event| Parcel { redelivered: 1, ..Parcel::of(event) });
    let status = send(simulator, parcels.collect()).await;
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
        let waiting = state.outgoing.waiting().iter();
        waiting.map(|parcel| vec![id_of(&parcel.event)]).collect()
    });
    let named: Vec<_> = bodies.iter().flatten().cloned().collect();
    let held = simulator.state().outgoing.take_out(&named);
    let mut deliveries = Vec::new();
    for ids in bodies {
        let find = |id: &String| held.iter().find(|it| id_of(&it.event) == *id).cloned();
        let parcels: Vec<_> = ids.iter().filter_map(find).collect();
        if let Some(first) = parcels.first() {
            let webhook_event_id = Some(id_of(&first.event));
            let status = Some(send(simulator, parcels).await);
            deliveries.push(Delivery { webhook_event_id, status });
        }
    }
    deliveries
}

/// Sends queued bodies when they are due, concurrently, until the task is dropped.
pub(crate) async fn postman(simulator: Simulator) {
    loop {
        let (due, next) = {
            let mut state = simulator.state();
            (state.outgoing.take_due(Instant::now()), state.outgoing.next_due())
        };
        for parcels in due {
            let simulator = simulator.clone();
            tokio::spawn(async move {
                send(&simulator, parcels).await;
                simulator.state().outgoing.arrived();
                simulator.call_postman();
            });
        }
        let called = simulator.postman_called();
        match next {
            Some(due) => tokio::select! {
                () = called => {}
                () = tokio::time::sleep_until(due) => {}
            },
            None => called.await,
        }
    }
}

/// Signs and sends one body. Returns the status of the answer, or 0 if there is none.
async fn send(simulator: &Simulator, mut parcels: Vec<Parcel>) -> u16 {
    let at = simulator.now();
    let Some(endpoint) = simulator.state().webhook_endpoint.clone() else {
        return 0;
    };
    for parcel in &mut parcels {
        parcel.event["deliveryContext"]["isRedelivery"] = (parcel.redelivered > 0).into();
        if let Some(token) = parcel.event["replyToken"].as_str() {
            simulator.state().reply_tokens.sent_again(token, at);
        }
    }
    let events: Vec<_> = parcels.iter().map(|parcel| parcel.event.clone()).collect();
    let body = json!({
        "destination": simulator.config().channel.bot_user_id,
        "events": events,
    });
    let asked = Instant::now();
    let status = post(simulator, &endpoint, &body).await.unwrap_or_else(|error| {
        let error = error.without_url();
        tracing::warn!(%error, "A webhook was not answered");
        0
    });
    let well = (200..300).contains(&status);
    let record = WebhookRecord {
        at,
        webhook_event_id: id_of(&events[0]),
        kind: events[0]["type"].as_str().unwrap_or_default().to_owned(),
        status,
        took_ms: u64::try_from(asked.elapsed().as_millis()).unwrap_or(u64::MAX),
        is_redelivery: parcels.iter().any(|parcel| parcel.redelivered > 0),
        body,
    };
    {
        let mut state = simulator.state();
        state.records.webhooks.push(record);
        state.outgoing.answered(parcels, well, Instant::now());
    }
    simulator.call_postman();
    simulator.tell(News::Webhook);
    status
}

fn parcels(events: Vec<Value>) -> Vec<Parcel> {
    events.into_iter().map(Parcel::of).collect()
}

fn id_of(event: &Value) -> String {
    event["webhookEventId"].as_str().unwrap_or_default().to_owned()
}

/// Sets the mode of an event to standby, in which there is no reply token
/// (R/messaging-api/#common-properties).
fn put_on_standby(event: &mut Value) {
    event["mode"] = "standby".into();
    if let Some(event) = event.as_object_mut() {
        event.remove("replyToken");
    }
}

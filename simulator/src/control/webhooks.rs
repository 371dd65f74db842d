//! `/_sim/webhooks`: how webhooks are delivered, and the release of held events.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::ControlError;
use crate::simulator::Simulator;
use crate::state::DeliveryMode;
use crate::webhook::{self, Delivery};

pub(super) async fn set(
    State(simulator): State<Simulator>,
    body: Result<Json<DeliveryMode>, JsonRejection>,
) -> Result<StatusCode, ControlError> {
    let Json(mode) = body?;
    mode.validate().map_err(ControlError::bad_request)?;
    simulator.state().webhook_queue.set_mode(mode);
    simulator.wake_webhook_sender();
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct QueueView {
    #[serde(flatten)]
    mode: DeliveryMode,
    /// The number of events that are not sent yet.
    waiting: usize,
    /// The number of bodies that are sent but not answered yet.
    #[serde(rename = "onTheWay")]
    in_flight: usize,
}

pub(super) async fn get(State(simulator): State<Simulator>) -> Json<QueueView> {
    let state = simulator.state();
    Json(QueueView {
        mode: state.webhook_queue.mode().clone(),
        waiting: state.webhook_queue.queued().len(),
        in_flight: state.webhook_queue.in_flight(),
    })
}

/// Returns the queued events, oldest first.
pub(super) async fn waiting(State(simulator): State<Simulator>) -> Json<Vec<Value>> {
    let state = simulator.state();
    Json(state.webhook_queue.queued().iter().map(|queued| queued.event.clone()).collect())
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Release {
    /// The IDs of the events of each body. Without it every held event is sent in its own body.
    bodies: Option<Vec<Vec<String>>>,
}

pub(super) async fn release(
    State(simulator): State<Simulator>,
    body: Result<Json<Release>, JsonRejection>,
) -> Result<Json<Vec<Delivery>>, ControlError> {
    Ok(Json(webhook::release(&simulator, body?.0.bodies).await))
}

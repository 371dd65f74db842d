//! `/_sim/webhooks`: how webhooks are delivered, and the release of held events.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::refusal::Refusal;
use crate::simulator::Simulator;
use crate::state::Manner;
use crate::webhook::{self, Delivery};

pub(super) async fn set(
    State(simulator): State<Simulator>,
    body: Result<Json<Manner>, JsonRejection>,
) -> Result<StatusCode, Refusal> {
    let Json(manner) = body?;
    if let Some(nonsense) = manner.nonsense() {
        return Err(Refusal::bad_request(nonsense));
    }
    simulator.state().outgoing.set(manner);
    simulator.call_postman();
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Setting {
    #[serde(flatten)]
    manner: Manner,
    /// The number of events that are not sent yet.
    waiting: usize,
    /// The number of bodies that are sent but not answered yet.
    on_the_way: usize,
}

pub(super) async fn setting(State(simulator): State<Simulator>) -> Json<Setting> {
    let state = simulator.state();
    Json(Setting {
        manner: state.outgoing.manner().clone(),
        waiting: state.outgoing.waiting().len(),
        on_the_way: state.outgoing.on_the_way(),
    })
}

/// Returns the queued events, oldest first.
pub(super) async fn waiting(State(simulator): State<Simulator>) -> Json<Vec<Value>> {
    let state = simulator.state();
    Json(state.outgoing.waiting().iter().map(|parcel| parcel.event.clone()).collect())
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
) -> Result<Json<Vec<Delivery>>, Refusal> {
    Ok(Json(webhook::release(&simulator, body?.0.bodies).await))
}

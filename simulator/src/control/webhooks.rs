//! `/_sim/webhooks`: in what manner webhooks are sent, and letting go of those that are held.

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
    /// Events that are not sent yet.
    waiting: usize,
    /// Bodies that are sent and not answered yet.
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

/// The events that wait, the oldest first.
pub(super) async fn waiting(State(simulator): State<Simulator>) -> Json<Vec<Value>> {
    let state = simulator.state();
    Json(state.outgoing.waiting().iter().map(|parcel| parcel.event.clone()).collect())
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Release {
    /// The IDs of the events of each body.
    bodies: Option<Vec<Vec<String>>>,
}

pub(super) async fn release(
    State(simulator): State<Simulator>,
    body: Result<Json<Release>, JsonRejection>,
) -> Result<Json<Vec<Delivery>>, Refusal> {
    Ok(Json(webhook::release(&simulator, body?.0.bodies).await))
}

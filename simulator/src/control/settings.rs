//! Endpoints for settings: the clock, the channel's keys, and how many records are kept.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::ControlError;
use crate::simulator::Simulator;

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct ClockView {
    now: DateTime<Utc>,
}

pub(super) async fn clock(State(simulator): State<Simulator>) -> Json<ClockView> {
    Json(ClockView { now: simulator.now() })
}

pub(super) async fn set_clock(
    State(simulator): State<Simulator>,
    body: Result<Json<ClockView>, JsonRejection>,
) -> Result<Json<ClockView>, ControlError> {
    simulator.clock().set(body?.0.now);
    Ok(Json(ClockView { now: simulator.now() }))
}

/// `{keep: "all"}` or `{keep: "newest"}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MemoryBody {
    keep: Retention,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Retention {
    All,
    Newest,
}

pub(super) async fn set_memory(
    State(simulator): State<Simulator>,
    body: Result<Json<MemoryBody>, JsonRejection>,
) -> Result<StatusCode, ControlError> {
    simulator.keep_all_records(body?.0.keep == Retention::All);
    Ok(StatusCode::NO_CONTENT)
}

/// Registers a public key of the Messaging API channel, as LINE's console does, and returns its key
/// ID.
pub(super) async fn register_key(
    State(simulator): State<Simulator>,
    body: Result<Json<Value>, JsonRejection>,
) -> Result<Json<Value>, ControlError> {
    let Json(jwk) = body?;
    let key_id = simulator
        .register_assertion_key(&jwk)
        .map_err(|error| ControlError::bad_request(error.to_string()))?;
    Ok(Json(json!({ "kid": key_id })))
}

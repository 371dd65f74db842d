//! What a test or a visitor may set: faults and the clock.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use crate::simulator::Simulator;
use crate::state::{Fault, FaultEffect};

/// `{path, status}` or `{path, delayMs}`, and how many times (once unless told).
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FaultView {
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    #[serde(default = "once")]
    times: u32,
}

pub(super) async fn faults(State(simulator): State<Simulator>) -> Json<Vec<FaultView>> {
    Json(simulator.state().faults.list().iter().map(view).collect())
}

pub(super) async fn add_fault(
    State(simulator): State<Simulator>,
    body: Result<Json<FaultView>, JsonRejection>,
) -> Result<StatusCode, Refusal> {
    let Json(asked) = body?;
    let effect = match (asked.status, asked.delay_ms) {
        (Some(status), None) if (400..600).contains(&status) => FaultEffect::Refuse(status),
        (None, Some(delay)) => FaultEffect::Delay(Duration::from_millis(delay)),
        _ => {
            return Err(Refusal::bad_request("a fault has a status from 400 to 599, or a delayMs"));
        }
    };
    if asked.times == 0 {
        return Err(Refusal::bad_request("a fault happens at least once"));
    }
    simulator.state().faults.add(Fault { path: asked.path, effect, times: asked.times });
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn clear_faults(State(simulator): State<Simulator>) -> StatusCode {
    simulator.state().faults.clear();
    StatusCode::NO_CONTENT
}

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
) -> Result<Json<ClockView>, Refusal> {
    simulator.clock().set(body?.0.now);
    Ok(Json(ClockView { now: simulator.now() }))
}

fn view(fault: &Fault) -> FaultView {
    let (status, delay_ms) = match fault.effect {
        FaultEffect::Refuse(status) => (Some(status), None),
        FaultEffect::Delay(duration) => (None, u64::try_from(duration.as_millis()).ok()),
    };
    FaultView { path: fault.path.clone(), status, delay_ms, times: fault.times }
}

fn once() -> u32 {
    1
}

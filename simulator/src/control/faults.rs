//! `/_sim/faults`: failures of calls to the platform, on request.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::ControlError;
use crate::simulator::Simulator;
use crate::state::{Fault, FaultEffect, Lost};

/// A fault as JSON: the calls it matches, one or several effects, and how often it strikes.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FaultView {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// Defaults to once, and to no limit if there is a chance.
    times: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chance: Option<f64>,
    #[serde(skip_serializing)]
    #[serde(default)]
    seed: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    effects: Vec<Effect>,
    /// A single effect, written without a list. Unknown properties also end up here, and are
    /// refused.
    #[serde(flatten)]
    effect: Map<String, Value>,
}

/// An effect as JSON. Exactly one property is set.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Effect {
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lost: Option<Lost>,
    #[serde(skip_serializing_if = "Option::is_none")]
    garbage: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repeated: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    monthly_limit: Option<bool>,
}

pub(super) async fn list(State(simulator): State<Simulator>) -> Json<Vec<FaultView>> {
    Json(simulator.state().faults.list().iter().map(FaultView::new).collect())
}

pub(super) async fn add(
    State(simulator): State<Simulator>,
    body: Result<Json<FaultView>, JsonRejection>,
) -> Result<StatusCode, ControlError> {
    let fault = body?.0.into_fault()?;
    simulator.state().faults.add(fault);
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn clear(State(simulator): State<Simulator>) -> StatusCode {
    simulator.state().faults.clear();
    StatusCode::NO_CONTENT
}

impl FaultView {
    fn new(fault: &Fault) -> Self {
        let views = fault.effects.iter().copied().map(Effect::new);
        let mut effects: Vec<_> = views.collect();
        let effect = match effects.as_slice() {
            [only] => only.fields(),
            _ => Map::new(),
        };
        if !effect.is_empty() {
            effects.clear();
        }
        Self {
            path: fault.path.clone(),
            method: fault.method.clone(),
            times: fault.times,
            chance: (fault.chance < 1.0).then_some(fault.chance),
            seed: 0,
            effects,
            effect,
        }
    }

    fn into_fault(self) -> Result<Fault, ControlError> {
        let mut effects = self.effects;
        if effects.is_empty() || !self.effect.is_empty() {
            let only = serde_json::from_value(Value::Object(self.effect));
            effects.push(only.map_err(|error| ControlError::bad_request(error.to_string()))?);
        }
        let effects = effects.into_iter().map(Effect::into_effect).collect::<Result<_, _>>()?;
        if !self.chance.is_none_or(|chance| chance > 0.0 && chance <= 1.0) {
            return Err(ControlError::bad_request("chance must be above 0 and at most 1"));
        }
        if self.times == Some(0) {
            return Err(ControlError::bad_request("times must be at least 1"));
        }
        let mut fault = Fault::new(self.path, effects, self.chance.unwrap_or(1.0), self.seed);
        fault.method = self.method;
        fault.times = if self.chance.is_none() { self.times.or(Some(1)) } else { self.times };
        Ok(fault)
    }
}

impl Effect {
    fn new(effect: FaultEffect) -> Self {
        let none = Self::default();
        match effect {
            FaultEffect::Status(status) => Self { status: Some(status), ..none },
            FaultEffect::DelayMs(delay) => Self { delay_ms: Some(delay), ..none },
            FaultEffect::Lost(lost) => Self { lost: Some(lost), ..none },
            FaultEffect::Garbage => Self { garbage: Some(true), ..none },
            FaultEffect::Repeated => Self { repeated: Some(true), ..none },
            FaultEffect::MonthlyLimit => Self { monthly_limit: Some(true), ..none },
        }
    }

    fn into_effect(self) -> Result<FaultEffect, ControlError> {
        let flag = |value: Option<bool>, effect| (value == Some(true)).then_some(effect);
        let all = [
            self.status.filter(|status| (400..600).contains(status)).map(FaultEffect::Status),
            self.delay_ms.map(FaultEffect::DelayMs),
            self.lost.map(FaultEffect::Lost),
            flag(self.garbage, FaultEffect::Garbage),
            flag(self.repeated, FaultEffect::Repeated),
            flag(self.monthly_limit, FaultEffect::MonthlyLimit),
        ];
        let mut effects = all.into_iter().flatten();
        match (effects.next(), effects.next()) {
            (Some(effect), None) => Ok(effect),
            _ => Err(ControlError::bad_request(
                "exactly one effect is required: status from 400 to 599, delayMs, lost (request or answer), \
                 garbage, repeated, monthlyLimit",
            )),
        }
    }

    fn fields(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        }
    }
}

//! Endpoints for less frequent acts and for custom events.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::simulator::Simulator;
use crate::webhook::Delivery;

type Answer = Result<Json<Delivery>, Refusal>;
type Body<T> = Result<Json<T>, JsonRejection>;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Unsent {
    message_id: String,
}

pub(super) async fn unsend(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<Unsent>,
) -> Answer {
    let person = simulator.person(&id)?;
    Ok(Json(person.unsend(&body?.0.message_id).await?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Edited {
    message_id: String,
    text: String,
}

pub(super) async fn edit(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<Edited>,
) -> Answer {
    let person = simulator.person(&id)?;
    let Json(edited) = body?;
    Ok(Json(person.edit(&edited.message_id, &edited.text).await?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Linked {
    nonce: String,
    /// Defaults to success.
    #[serde(default)]
    failed: bool,
}

pub(super) async fn link_account(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<Linked>,
) -> Answer {
    let person = simulator.person(&id)?;
    let Json(linked) = body?;
    Ok(Json(person.link_account(&linked.nonce, !linked.failed).await?))
}

pub(super) async fn cause(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<Map<String, Value>>,
) -> Answer {
    let person = simulator.person(&id)?;
    Ok(Json(person.cause(body?.0).await?))
}

pub(super) async fn leave(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    simulator.person(&id)?.leave()?;
    Ok(StatusCode::NO_CONTENT)
}

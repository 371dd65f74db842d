//! Endpoints for less frequent acts and for custom events.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::error::ControlError;
use crate::simulator::Simulator;
use crate::webhook::Delivery;

type Answer = Result<Json<Delivery>, ControlError>;
type Body<T> = Result<Json<T>, JsonRejection>;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UnsendBody {
    message_id: String,
}

pub(super) async fn unsend(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<UnsendBody>,
) -> Answer {
    let person = simulator.person(&id)?;
    Ok(Json(person.unsend(&body?.0.message_id).await?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EditBody {
    message_id: String,
    text: String,
}

pub(super) async fn edit(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<EditBody>,
) -> Answer {
    let person = simulator.person(&id)?;
    let Json(edit) = body?;
    Ok(Json(person.edit(&edit.message_id, &edit.text).await?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountLinkBody {
    nonce: String,
    /// Defaults to success.
    #[serde(default)]
    failed: bool,
}

pub(super) async fn link_account(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<AccountLinkBody>,
) -> Answer {
    let person = simulator.person(&id)?;
    let Json(link) = body?;
    Ok(Json(person.link_account(&link.nonce, !link.failed).await?))
}

pub(super) async fn send_event(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<Map<String, Value>>,
) -> Answer {
    let person = simulator.person(&id)?;
    Ok(Json(person.send_event(body?.0).await?))
}

pub(super) async fn delete_account(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, ControlError> {
    simulator.person(&id)?.delete_account()?;
    Ok(StatusCode::NO_CONTENT)
}

//! Endpoints for acts of people. Each responds after the webhook has been delivered and answered.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::ControlError;
use crate::acts::{Postback, TapResult};
use crate::liff::{self, Launch};
use crate::simulator::Simulator;
use crate::webhook::Delivery;

type Answer<T> = Result<Json<T>, ControlError>;
type Body<T> = Result<Json<T>, JsonRejection>;

#[derive(Debug, Deserialize)]
pub(super) struct NewPersonBody {
    name: String,
    #[serde(default = "default_language")]
    language: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AddedPerson {
    user_id: String,
}

pub(super) async fn add_person(
    State(simulator): State<Simulator>,
    body: Body<NewPersonBody>,
) -> Answer<AddedPerson> {
    let Json(new_person) = body?;
    let name = new_person.name.trim();
    if name.is_empty() {
        return Err(ControlError::bad_request("the name is empty"));
    }
    let person = simulator.add_person(name, &new_person.language);
    Ok(Json(AddedPerson { user_id: person.user_id().to_owned() }))
}

pub(super) async fn follow(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Answer<Delivery> {
    Ok(Json(simulator.person(&id)?.follow().await?))
}

pub(super) async fn unfollow(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Answer<Delivery> {
    Ok(Json(simulator.person(&id)?.unfollow().await?))
}

/// `{text}`, `{sticker: true}` or `{image: true}`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewMessageBody {
    text: Option<String>,
    #[serde(default)]
    sticker: bool,
    #[serde(default)]
    image: bool,
}

pub(super) async fn send_message(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<NewMessageBody>,
) -> Answer<Delivery> {
    let person = simulator.person(&id)?;
    let delivery = match body?.0 {
        NewMessageBody { text: Some(text), .. } => person.say(&text).await?,
        NewMessageBody { sticker: true, .. } => person.send_sticker().await?,
        NewMessageBody { image: true, .. } => person.send_image().await?,
        NewMessageBody { .. } => {
            return Err(ControlError::bad_request("one of text, sticker and image is required"));
        }
    };
    Ok(Json(delivery))
}

pub(super) async fn send_postback(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<Postback>,
) -> Answer<Delivery> {
    let person = simulator.person(&id)?;
    Ok(Json(person.postback(body?.0).await?))
}

#[derive(Debug, Deserialize)]
pub(super) struct TapBody {
    area: usize,
    /// The picked date or time, for a date picker.
    params: Option<Map<String, Value>>,
}

pub(super) async fn tap(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<TapBody>,
) -> Answer<TapResult> {
    let person = simulator.person(&id)?;
    let Json(tap) = body?;
    Ok(Json(person.tap(tap.area, tap.params).await?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OpenLiffBody {
    #[serde(default)]
    path: String,
    liff_id: Option<String>,
}

pub(super) async fn open_liff(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<OpenLiffBody>,
) -> Answer<Launch> {
    let Json(open) = body?;
    let app = liff::find_app(&simulator, open.liff_id.as_deref())?;
    Ok(Json(liff::launch(&simulator, &id, app, &open.path)?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RedeliverBody {
    webhook_event_id: String,
}

pub(super) async fn redeliver(
    State(simulator): State<Simulator>,
    body: Body<RedeliverBody>,
) -> Answer<Delivery> {
    let Json(body) = body?;
    Ok(Json(simulator.redeliver(&body.webhook_event_id).await?))
}

fn default_language() -> String {
    "ja".to_owned()
}

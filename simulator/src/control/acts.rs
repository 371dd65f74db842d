//! Endpoints for acts of people. Each responds after the webhook has been delivered and answered.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::acts::{Postback, Tapped};
use crate::liff::{self, Launch};
use crate::simulator::Simulator;
use crate::webhook::Delivery;

type Answer<T> = Result<Json<T>, Refusal>;
type Body<T> = Result<Json<T>, JsonRejection>;

#[derive(Debug, Deserialize)]
pub(super) struct NewPerson {
    name: String,
    #[serde(default = "japanese")]
    language: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Added {
    user_id: String,
}

pub(super) async fn add(
    State(simulator): State<Simulator>,
    body: Body<NewPerson>,
) -> Answer<Added> {
    let Json(new) = body?;
    let name = new.name.trim();
    if name.is_empty() {
        return Err(Refusal::bad_request("a person needs a name"));
    }
    let person = simulator.add_person(name, &new.language);
    Ok(Json(Added { user_id: person.user_id().to_owned() }))
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
pub(super) struct NewMessage {
    text: Option<String>,
    #[serde(default)]
    sticker: bool,
    #[serde(default)]
    image: bool,
}

pub(super) async fn message(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<NewMessage>,
) -> Answer<Delivery> {
    let person = simulator.person(&id)?;
    let delivery = match body?.0 {
        NewMessage { text: Some(text), .. } => person.say(&text).await?,
        NewMessage { sticker: true, .. } => person.send_sticker().await?,
        NewMessage { image: true, .. } => person.send_image().await?,
        NewMessage { .. } => return Err(Refusal::bad_request("say text, sticker or image")),
    };
    Ok(Json(delivery))
}

pub(super) async fn postback(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<Postback>,
) -> Answer<Delivery> {
    let person = simulator.person(&id)?;
    Ok(Json(person.postback(body?.0).await?))
}

#[derive(Debug, Deserialize)]
pub(super) struct Tap {
    area: usize,
    /// The picked date or time, for a date picker.
    params: Option<Map<String, Value>>,
}

pub(super) async fn tap(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<Tap>,
) -> Answer<Tapped> {
    let person = simulator.person(&id)?;
    let Json(tap) = body?;
    Ok(Json(person.tap(tap.area, tap.params).await?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OpenLiff {
    #[serde(default)]
    path: String,
    liff_id: Option<String>,
}

pub(super) async fn open_liff(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Body<OpenLiff>,
) -> Answer<Launch> {
    let Json(open) = body?;
    let app = liff::find_app(&simulator, open.liff_id.as_deref())?;
    Ok(Json(liff::launch(&simulator, &id, app, &open.path)?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Redeliver {
    webhook_event_id: String,
}

pub(super) async fn redeliver(
    State(simulator): State<Simulator>,
    body: Body<Redeliver>,
) -> Answer<Delivery> {
    let Json(again) = body?;
    Ok(Json(simulator.redeliver(&again.webhook_event_id).await?))
}

fn japanese() -> String {
    "ja".to_owned()
}

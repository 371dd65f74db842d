//! Endpoints for reading: people, their chats, rich menu pictures, mails.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

use super::error::ControlError;
use crate::acts::ActError;
use crate::mailbox::Mail;
use crate::platform;
use crate::simulator::Simulator;
use crate::state::{ChatMessage, Person, PersonView, RichMenu};

pub(super) async fn about(State(simulator): State<Simulator>) -> Json<Value> {
    let config = simulator.config();
    Json(json!({
        "channel": {
            "displayName": config.channel.display_name,
            "basicId": config.channel.basic_id,
        },
        "notes": config.notes,
        "liff": config.liff,
        "mailbox": config.mailbox.is_some(),
    }))
}

pub(super) async fn users(State(simulator): State<Simulator>) -> Json<Vec<PersonView>> {
    Json(simulator.state().people.iter().map(Person::view).collect())
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChatView {
    messages: Vec<ChatMessage>,
    rich_menu: Option<RichMenuView>,
    loading: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RichMenuView {
    rich_menu_id: String,
    image_url: String,
    object: Value,
}

pub(super) async fn chat(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<ChatView>, ControlError> {
    let now = simulator.now();
    let state = simulator.state();
    let person = state.people.find(&id).ok_or(ActError::UnknownPerson)?;
    let menu = state.rich_menus.shown_to(&id).filter(|_| !person.has_blocked());
    Ok(Json(ChatView {
        messages: person.chat.messages(),
        rich_menu: menu.map(rich_menu_view),
        loading: person.chat.is_loading(now),
    }))
}

pub(super) async fn rich_menu_image(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Response {
    platform::rich_menu_image(&simulator, &id)
        .unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

pub(super) async fn mailbox(State(simulator): State<Simulator>) -> Json<Vec<Mail>> {
    Json(simulator.mails())
}

fn rich_menu_view(menu: &RichMenu) -> RichMenuView {
    RichMenuView {
        rich_menu_id: menu.id.clone(),
        image_url: format!("/_sim/richmenus/{}/image", menu.id),
        object: menu.object.clone(),
    }
}

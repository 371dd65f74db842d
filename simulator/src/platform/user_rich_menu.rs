//! Which person sees which rich menu: the default menu, and menus linked to a person
//! (R/messaging-api/#set-default-rich-menu, #link-rich-menu-to-user).

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::auth::Bot;
use super::error::ApiError;
use crate::ids;
use crate::simulator::Simulator;

pub(super) async fn get_default(
    State(simulator): State<Simulator>,
    _: Bot,
) -> Result<Json<Value>, ApiError> {
    let state = simulator.state();
    menu_id_response(state.rich_menus.default(), "no default richmenu")
}

pub(super) async fn set_default(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(menu_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    simulator.state().rich_menus.set_default(&menu_id)?;
    simulator.notify_all_chats();
    Ok(Json(json!({})))
}

pub(super) async fn clear_default(State(simulator): State<Simulator>, _: Bot) -> Json<Value> {
    simulator.state().rich_menus.clear_default();
    simulator.notify_all_chats();
    Json(json!({}))
}

pub(super) async fn get(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(user_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let user_id = check_user_id(&user_id)?;
    let state = simulator.state();
    menu_id_response(state.rich_menus.linked(user_id), "the user has no richmenu")
}

/// Links a menu to a person. For a person who is not a friend the response is 200 and nothing
/// changes.
pub(super) async fn link(
    State(simulator): State<Simulator>,
    _: Bot,
    Path((user_id, menu_id)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let user_id = check_user_id(&user_id)?;
    {
        let mut state = simulator.state();
        let is_friend = state.people.find(user_id).ok_or_else(not_a_friend)?.follows();
        state.rich_menus.link(user_id, &menu_id)?;
        if !is_friend {
            state.rich_menus.unlink(user_id);
        }
    }
    simulator.notify_chat(user_id);
    Ok(Json(json!({})))
}

pub(super) async fn unlink(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(user_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let user_id = check_user_id(&user_id)?;
    simulator.state().rich_menus.unlink(user_id);
    simulator.notify_chat(user_id);
    Ok(Json(json!({})))
}

fn menu_id_response(found: Option<&str>, message: &str) -> Result<Json<Value>, ApiError> {
    found
        .map(|id| Json(json!({ "richMenuId": id })))
        .ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, message))
}

fn check_user_id(user_id: &str) -> Result<&str, ApiError> {
    if ids::is_user_id(user_id) {
        Ok(user_id)
    } else {
        Err(ApiError::bad_request("The value for the 'userId' parameter is invalid"))
    }
}

fn not_a_friend() -> ApiError {
    ApiError::bad_request("The user hasn't added the LINE Official Account as a friend")
}

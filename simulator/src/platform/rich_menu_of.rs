//! Which person sees which rich menu: the default menu, and menus linked to a person
//! (R/messaging-api/#set-default-rich-menu, #link-rich-menu-to-user).

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::bearer::Bot;
use super::refusal::Refusal;
use crate::ids;
use crate::simulator::Simulator;

pub(super) async fn default(
    State(simulator): State<Simulator>,
    _: Bot,
) -> Result<Json<Value>, Refusal> {
    let state = simulator.state();
    menu_id(state.rich_menus.default(), "no default richmenu")
}

pub(super) async fn set_default(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(menu_id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    simulator.state().rich_menus.set_default(&menu_id)?;
    simulator.tell_every_chat();
    Ok(Json(json!({})))
}

pub(super) async fn clear_default(State(simulator): State<Simulator>, _: Bot) -> Json<Value> {
    simulator.state().rich_menus.clear_default();
    simulator.tell_every_chat();
    Json(json!({}))
}

pub(super) async fn linked(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(user_id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let user_id = well_formed(&user_id)?;
    let state = simulator.state();
    menu_id(state.rich_menus.linked(user_id), "the user has no richmenu")
}

/// Links a menu to a person. For a person who is not a friend the response is 200 and nothing
/// changes.
pub(super) async fn link(
    State(simulator): State<Simulator>,
    _: Bot,
    Path((user_id, menu_id)): Path<(String, String)>,
) -> Result<Json<Value>, Refusal> {
    let user_id = well_formed(&user_id)?;
    {
        let mut state = simulator.state();
        let befriended = state.people.find(user_id).ok_or_else(unknown_user)?.follows();
        state.rich_menus.link(user_id, &menu_id)?;
        if !befriended {
            state.rich_menus.unlink(user_id);
        }
    }
    simulator.tell_chat(user_id);
    Ok(Json(json!({})))
}

pub(super) async fn unlink(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(user_id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let user_id = well_formed(&user_id)?;
    simulator.state().rich_menus.unlink(user_id);
    simulator.tell_chat(user_id);
    Ok(Json(json!({})))
}

fn menu_id(found: Option<&str>, otherwise: &str) -> Result<Json<Value>, Refusal> {
    found
        .map(|id| Json(json!({ "richMenuId": id })))
        .ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, otherwise))
}

fn well_formed(user_id: &str) -> Result<&str, Refusal> {
    if ids::is_user_id(user_id) {
        Ok(user_id)
    } else {
        Err(Refusal::bad_request("The value for the 'userId' parameter is invalid"))
    }
}

fn unknown_user() -> Refusal {
    Refusal::bad_request("The user hasn't added the LINE Official Account as a friend")
}

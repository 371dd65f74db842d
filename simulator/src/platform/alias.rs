//! Rich menu aliases (R/messaging-api/#rich-menu-alias): names by which tabs switch menus.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::auth::Bot;
use super::body::JsonBody;
use super::error::{ApiError, Detail};
use crate::check;
use crate::simulator::Simulator;
use crate::state::RichMenuError;

pub(super) async fn create(
    State(simulator): State<Simulator>,
    _: Bot,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, ApiError> {
    let alias =
        body["richMenuAliasId"].as_str().filter(|alias| check::is_alias(alias)).ok_or_else(
            || property_error("richMenuAliasId", "Must be 1 to 32 characters of [a-z0-9_-]"),
        )?;
    let menu_id = menu_id(&body)?;
    let created = simulator.state().rich_menus.create_alias(alias, menu_id);
    created.map_err(body_error)?;
    Ok(Json(json!({})))
}

pub(super) async fn update(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(alias): Path<String>,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, ApiError> {
    let menu_id = menu_id(&body)?;
    let updated = simulator.state().rich_menus.update_alias(&alias, menu_id);
    updated.map_err(body_error)?;
    Ok(Json(json!({})))
}

pub(super) async fn get(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(alias): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let state = simulator.state();
    let menu_id = state.rich_menus.alias(&alias).ok_or(RichMenuError::AliasNotFound)?;
    Ok(Json(alias_view(&alias, menu_id)))
}

pub(super) async fn list(State(simulator): State<Simulator>, _: Bot) -> Json<Value> {
    let state = simulator.state();
    let aliases: Vec<_> =
        state.rich_menus.aliases().map(|(alias, menu_id)| alias_view(alias, menu_id)).collect();
    Json(json!({ "aliases": aliases }))
}

pub(super) async fn delete(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(alias): Path<String>,
) -> Result<Json<Value>, ApiError> {
    simulator.state().rich_menus.delete_alias(&alias)?;
    Ok(Json(json!({})))
}

fn alias_view(alias: &str, menu_id: &str) -> Value {
    json!({ "richMenuAliasId": alias, "richMenuId": menu_id })
}

fn menu_id(body: &Value) -> Result<&str, ApiError> {
    body["richMenuId"].as_str().ok_or_else(|| property_error("richMenuId", "May not be empty"))
}

/// Converts an error about a menu in the body. An unknown menu is a bad request there, not 404.
fn body_error(error: RichMenuError) -> ApiError {
    match error {
        RichMenuError::NotFound => ApiError::bad_request(error.to_string()),
        other => other.into(),
    }
}

fn property_error(property: &str, message: &str) -> ApiError {
    ApiError::details(vec![Detail { message: message.to_owned(), property: property.to_owned() }])
}

//! Rich menus and their pictures (R/messaging-api/#rich-menu). `user_rich_menu` decides who sees
//! which.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::auth::Bot;
use super::body::JsonBody;
use super::error::ApiError;
use crate::check;
use crate::simulator::Simulator;
use crate::state::{MenuImage, RichMenu, RichMenuError};

pub(super) async fn create(
    State(simulator): State<Simulator>,
    _: Bot,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, ApiError> {
    let id = simulator.state().rich_menus.create(body)?;
    Ok(Json(json!({ "richMenuId": id })))
}

/// Accepts the body. The extractor has refused invalid ones.
pub(super) async fn validate(_: Bot, _: JsonBody) -> Json<Value> {
    Json(json!({}))
}

pub(super) async fn list(State(simulator): State<Simulator>, _: Bot) -> Json<Value> {
    let state = simulator.state();
    let menus: Vec<_> = state.rich_menus.iter().map(RichMenu::response).collect();
    Json(json!({ "richmenus": menus }))
}

pub(super) async fn get(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(menu_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let state = simulator.state();
    let menu = state.rich_menus.find(&menu_id).ok_or(RichMenuError::NotFound)?;
    Ok(Json(menu.response()))
}

pub(super) async fn delete(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(menu_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    simulator.state().rich_menus.delete(&menu_id)?;
    simulator.notify_all_chats();
    Ok(Json(json!({})))
}

/// Stores the picture of a menu, once (R/messaging-api/#upload-rich-menu-image). At LINE this is on
/// the data host.
pub(super) async fn upload(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(menu_id): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<Value>, ApiError> {
    let content_type = match headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes) {
        Some(b"image/png") => "image/png",
        Some(b"image/jpeg") => "image/jpeg",
        _ => {
            return Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The content type must be image/png or image/jpeg",
            ));
        }
    };
    check::menu_image(content_type, &bytes)
        .map_err(|error| ApiError::bad_request(error.to_string()))?;
    let image = MenuImage { content_type, bytes };
    simulator.state().rich_menus.upload(&menu_id, image)?;
    Ok(Json(json!({})))
}

/// Returns the picture of a menu. At LINE this is on the data host.
pub(super) async fn download(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(menu_id): Path<String>,
) -> Result<Response, ApiError> {
    image_response(&simulator, &menu_id)
        .ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "richmenu image not found"))
}

/// Returns a menu's picture as a response. The phone page shows it, too.
pub(crate) fn image_response(simulator: &Simulator, menu_id: &str) -> Option<Response> {
    let image = simulator.state().rich_menus.find(menu_id)?.image.clone()?;
    Some(([(header::CONTENT_TYPE, image.content_type)], image.bytes).into_response())
}

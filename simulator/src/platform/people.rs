//! What a channel can read about people and their messages: profiles, followers, content. Also
//! marks messages as read.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::auth::Bot;
use super::body::JsonBody;
use super::error::ApiError;
use crate::simulator::Simulator;

/// The default number of IDs in a page (R/messaging-api/#get-follower-ids).
const DEFAULT_PAGE_SIZE: usize = 300;
const MAX_PAGE_SIZE: usize = 1000;
/// The content of a simulated photograph: a grey square.
const PHOTOGRAPH: &[u8] = include_bytes!("photograph.png");

/// Returns the profile of a friend, or of a person who wrote and has not blocked the account
/// (R/messaging-api/#get-profile).
pub(super) async fn profile(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(user_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let state = simulator.state();
    let person = state
        .people
        .find(&user_id)
        .filter(|person| person.has_visible_profile())
        .ok_or_else(not_found)?;
    Ok(Json(json!({
        "userId": person.user_id,
        "displayName": person.name,
        "language": person.language,
    })))
}

#[derive(Debug, Deserialize)]
pub(super) struct PageQuery {
    limit: Option<usize>,
    start: Option<String>,
}

/// Lists followers, as a verified account may (R/messaging-api/#get-follower-ids).
pub(super) async fn followers(
    State(simulator): State<Simulator>,
    _: Bot,
    Query(query): Query<PageQuery>,
) -> Result<Json<Value>, ApiError> {
    let limit = query.limit.unwrap_or(DEFAULT_PAGE_SIZE);
    if !(1..=MAX_PAGE_SIZE).contains(&limit) {
        return Err(ApiError::bad_request("The value for the 'limit' parameter is invalid"));
    }
    let invalid = || ApiError::bad_request("The value for the 'start' parameter is invalid");
    let start = match &query.start {
        Some(start) => start.parse::<usize>().map_err(|_| invalid())?,
        None => 0,
    };
    let state = simulator.state();
    let followers = state.people.iter().filter(|person| person.follows()).skip(start);
    let mut ids: Vec<_> = followers.take(limit + 1).map(|person| &person.user_id).collect();
    let has_more = ids.len() > limit;
    ids.truncate(limit);
    let mut response = json!({ "userIds": ids });
    if has_more {
        response["next"] = (start + limit).to_string().into();
    }
    Ok(Json(response))
}

/// Returns the content of a message until it is unsent (R/messaging-api/#get-content). Only LINE's
/// own content is available. At LINE this is on the data host.
pub(super) async fn content(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(message_id): Path<String>,
) -> Result<Response, ApiError> {
    let state = simulator.state();
    if state.unsent.contains(&message_id) {
        return Err(ApiError::new(StatusCode::GONE, "Gone"));
    }
    let sent = state.people.iter().find_map(|person| person.chat.find_from_user(&message_id));
    if sent.is_none_or(|message| message["type"] != "image") {
        return Err(not_found());
    }
    Ok(([(header::CONTENT_TYPE, "image/png")], PHOTOGRAPH).into_response())
}

/// Accepts any token without effect (R/messaging-api/#mark-as-read).
pub(super) async fn mark_as_read(_: Bot, _: JsonBody) -> Json<Value> {
    Json(json!({}))
}

fn not_found() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "Not found")
}

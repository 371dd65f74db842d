//! Account link: connects a LINE account with a user account of the bot's owner
//! (D/messaging-api/linking-accounts/).

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Html;
use serde::Deserialize;
use serde_json::{Value, json};

use super::auth::Bot;
use super::error::ApiError;
use crate::ids;
use crate::simulator::Simulator;
use crate::state::Person;

/// Issues a link token, which is valid once within ten minutes (R/messaging-api/#issue-link-token).
pub(super) async fn issue_token(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(user_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    if !ids::is_user_id(&user_id) {
        return Err(ApiError::bad_request("The value for the 'userId' parameter is invalid"));
    }
    let now = simulator.now();
    let mut state = simulator.state();
    let is_visible = state.people.find(&user_id).is_some_and(Person::has_visible_profile);
    if !is_visible {
        return Err(ApiError::new(StatusCode::NOT_FOUND, "Not found"));
    }
    let token = state.link_tokens.issue(&user_id, now);
    Ok(Json(json!({ "linkToken": token })))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinkQuery {
    #[serde(default)]
    link_token: String,
    #[serde(default)]
    nonce: String,
}

/// Completes the link after the login of the account's owner. An expired or used token sends no
/// webhook.
pub(super) async fn link(
    State(simulator): State<Simulator>,
    Query(query): Query<LinkQuery>,
) -> (StatusCode, Html<&'static str>) {
    let now = simulator.now();
    let is_nonce_valid = (10..=255).contains(&query.nonce.len());
    let user_id = simulator.state().link_tokens.redeem(&query.link_token, now);
    let person = user_id.filter(|_| is_nonce_valid).and_then(|id| simulator.person(&id).ok());
    let is_linked = match person {
        Some(person) => person.link_account(&query.nonce, true).await.is_ok(),
        None => false,
    };
    if is_linked {
        (StatusCode::OK, Html("<!doctype html><title>連携</title><p>アカウントを連携しました。"))
    } else {
        let page = "<!doctype html><title>連携</title><p>アカウントを連携できませんでした。";
        (StatusCode::BAD_REQUEST, Html(page))
    }
}

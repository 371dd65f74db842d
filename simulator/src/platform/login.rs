//! LINE Login's endpoints (R/line-login/).

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::auth::{AnyChannel, LoggedInUser};
use super::body::JsonBody;
use super::error::ApiError;
use super::token::{self, Form};
use crate::liff::{ISSUER, SCOPE};
use crate::simulator::Simulator;
use crate::state::ChannelKind;

/// Returns the public keys for ID tokens.
pub(super) async fn certs(State(simulator): State<Simulator>) -> Json<Value> {
    Json(simulator.key().jwks())
}

/// Verifies an ID token (R/line-login/#verify-id-token).
pub(super) async fn verify_id_token(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let form = Form::read(&body);
    let invalid = |what: &str| ApiError::oauth("invalid_request", what);
    let claims = simulator
        .key()
        .verify(form.required("id_token")?, &simulator.config().login.secret)
        .ok_or_else(|| invalid("Invalid IdToken."))?;
    if claims["iss"] != ISSUER {
        return Err(invalid("Invalid IdToken Issuer."));
    }
    if claims["exp"].as_i64().is_none_or(|exp| exp <= simulator.now().timestamp()) {
        return Err(invalid("IdToken expired."));
    }
    if claims["aud"] != form.required("client_id")? {
        return Err(invalid("Invalid IdToken Audience."));
    }
    if form.get("nonce").is_some_and(|nonce| claims["nonce"] != nonce) {
        return Err(invalid("Invalid IdToken Nonce."));
    }
    if form.get("user_id").is_some_and(|user_id| claims["sub"] != user_id) {
        return Err(invalid("Invalid IdToken Subject Identifier."));
    }
    Ok(Json(claims))
}

#[derive(Debug, Deserialize)]
pub(super) struct AccessTokenQuery {
    #[serde(default)]
    access_token: String,
}

/// Verifies an access token of a person (R/line-login/#verify-access-token) or of a channel
/// (R/messaging-api/#verify-channel-access-token-v2-1), which share one address.
pub(super) async fn verify_access_token(
    State(simulator): State<Simulator>,
    Query(query): Query<AccessTokenQuery>,
) -> Result<Json<Value>, ApiError> {
    if let Some(channel) = token::describe_token(&simulator, &query.access_token) {
        return Ok(Json(channel));
    }
    let now = simulator.now();
    let state = simulator.state();
    let token = state.tokens.user(&query.access_token, now).ok_or_else(token::expired_token)?;
    Ok(Json(json!({
        "scope": SCOPE,
        "client_id": simulator.config().login.id,
        "expires_in": (token.expires - now).num_seconds(),
    })))
}

/// Returns a person's profile (R/line-login/#get-user-profile).
pub(super) async fn profile(
    State(simulator): State<Simulator>,
    LoggedInUser(token): LoggedInUser,
) -> Result<Json<Value>, ApiError> {
    let state = simulator.state();
    let person = state.people.find(&token.user_id).ok_or_else(ApiError::unauthorized)?;
    Ok(Json(json!({ "userId": person.user_id, "displayName": person.name })))
}

/// Returns a person's name and ID (R/line-login/#userinfo).
pub(super) async fn userinfo(
    State(simulator): State<Simulator>,
    LoggedInUser(token): LoggedInUser,
) -> Result<Json<Value>, ApiError> {
    let state = simulator.state();
    let person = state.people.find(&token.user_id).ok_or_else(ApiError::unauthorized)?;
    Ok(Json(json!({ "sub": person.user_id, "name": person.name })))
}

/// Returns whether the person is a friend of the account that is linked to the login channel
/// (R/line-login/#get-friendship-status).
pub(super) async fn friendship(
    State(simulator): State<Simulator>,
    LoggedInUser(token): LoggedInUser,
) -> Result<Json<Value>, ApiError> {
    let state = simulator.state();
    let person = state.people.find(&token.user_id).ok_or_else(ApiError::unauthorized)?;
    Ok(Json(json!({ "friendFlag": person.follows() })))
}

/// Revokes a person's authorization on behalf of the channel, which calls with its own token
/// (R/line-login/#deauthorize).
pub(super) async fn deauthorize(
    State(simulator): State<Simulator>,
    AnyChannel(kind): AnyChannel,
    JsonBody(body): JsonBody,
) -> Result<StatusCode, ApiError> {
    if kind != ChannelKind::Login {
        return Err(ApiError::unauthorized());
    }
    let now = simulator.now();
    let mut state = simulator.state();
    let user_id = body["userAccessToken"]
        .as_str()
        .and_then(|token| state.tokens.user(token, now))
        .map(|token| token.user_id.clone())
        .ok_or_else(|| ApiError::bad_request("The user access token is invalid"))?;
    state.tokens.revoke_all_from_user(&user_id);
    Ok(StatusCode::NO_CONTENT)
}

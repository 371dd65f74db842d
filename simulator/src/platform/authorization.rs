//! Tokens for a person's authorization, and the context token of LIFF's SDK in an ordinary browser.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::auth::find_user_token;
use super::error::ApiError;
use super::token::{Form, issue_by_assertion};
use crate::liff::{IdToken, SCOPE, context_token, find_app, id_token};
use crate::simulator::Simulator;
use crate::state::USER_TOKEN_TTL;

/// Issues tokens by grant type: a channel access token for an assertion, or a person's tokens for a
/// code or a refresh token. LINE uses one address for all of them.
pub(super) async fn issue(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let form = Form::read(&body);
    match form.required("grant_type")? {
        "authorization_code" => issue_for_code(&simulator, &form),
        "refresh_token" => refresh(&simulator, &form),
        "client_credentials" => issue_by_assertion(&simulator, &form),
        _ => Err(ApiError::oauth("unsupported_grant_type", "invalid grant_type")),
    }
}

/// Issues a person's tokens for a code (R/line-login/#issue-access-token): to a page with its
/// verifier, or to a server with the channel secret.
fn issue_for_code(simulator: &Simulator, form: &Form) -> Result<Json<Value>, ApiError> {
    check_login_channel(simulator, form)?;
    let code = form.required("code")?;
    let redirect_uri = form.required("redirect_uri")?;
    let now = simulator.now();
    let invalid = || ApiError::oauth("invalid_grant", "invalid authorization code");
    let mut state = simulator.state();
    let grant = state
        .codes
        .redeem(code, now)
        .filter(|grant| grant.permits(redirect_uri, form.get("code_verifier")))
        .ok_or_else(invalid)?;
    let kind = if grant.web {
        check_secret(simulator, form)?;
        IdToken::Web { nonce: grant.nonce.as_deref() }
    } else {
        IdToken::Liff
    };
    let person = state.people.find(&grant.user_id).filter(|person| !person.has_left);
    let id_token =
        person.and_then(|person| id_token(simulator, person, kind, now)).ok_or_else(invalid)?;
    let mut issued = issue_tokens(&mut state, &grant.user_id, now);
    issued["id_token"] = id_token.into();
    Ok(Json(issued))
}

/// Issues a new access token and keeps the refresh token (R/line-login/#refresh-access-token).
fn refresh(simulator: &Simulator, form: &Form) -> Result<Json<Value>, ApiError> {
    check_login_channel(simulator, form)?;
    let refresh_token = form.required("refresh_token")?;
    let now = simulator.now();
    let mut state = simulator.state();
    let user_id = state
        .tokens
        .find_refresh_user(refresh_token, now)
        .ok_or_else(|| ApiError::oauth("invalid_grant", "invalid refresh_token"))?;
    let mut issued = issue_tokens(&mut state, &user_id, now);
    issued["refresh_token"] = refresh_token.into();
    Ok(Json(issued))
}

fn issue_tokens(state: &mut crate::state::State, user_id: &str, now: DateTime<Utc>) -> Value {
    json!({
        "access_token": state.tokens.issue_for_user(user_id, now),
        "expires_in": USER_TOKEN_TTL.num_seconds(),
        "refresh_token": state.tokens.issue_refresh_token(user_id, now),
        "scope": SCOPE,
        "token_type": "Bearer",
    })
}

fn check_login_channel(simulator: &Simulator, form: &Form) -> Result<(), ApiError> {
    if form.required("client_id")? == simulator.config().login.id {
        return Ok(());
    }
    Err(ApiError::oauth("invalid_client", "invalid client_id"))
}

fn check_secret(simulator: &Simulator, form: &Form) -> Result<(), ApiError> {
    if form.required("client_secret")? == simulator.config().login.secret {
        return Ok(());
    }
    Err(ApiError::oauth("invalid_client", "invalid client_secret"))
}

/// Returns the context token that `liff.init` requests first outside LINE. Not in LINE's reference:
/// taken from the requests of the SDK.
pub(super) async fn issue_context_token(
    State(simulator): State<Simulator>,
    Path(liff_id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let app = find_app(&simulator, Some(&liff_id))
        .map_err(|_| ApiError::new(StatusCode::NOT_FOUND, "Not found"))?;
    let user = find_user_token(&headers, &simulator);
    let user_id = user.as_ref().map(|token| token.user_id.as_str());
    let token = context_token(&simulator, app, user_id, simulator.now()).ok_or_else(|| {
        ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "The context could not be signed")
    })?;
    Ok(Json(json!({ "contextToken": token })))
}

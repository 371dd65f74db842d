//! Channel access tokens (D/basics/channel-access-token/): stateless, short-lived, and by assertion
//! (`assertion`).

mod assertion;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::error::ApiError;
use crate::simulator::Simulator;
use crate::state::{ChannelKind, SHORT_LIVED_TTL, STATELESS_TTL};

pub(super) use assertion::{issue as issue_by_assertion, key_ids};

/// Issues a stateless token (R/messaging-api/#issue-stateless-channel-access-token) to the channel
/// of the ID and secret or of the assertion.
pub(super) async fn issue_stateless(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let form = Form::read(&body);
    check_grant_type(&form)?;
    let kind = match form.get("client_assertion") {
        Some(_) => assertion::verify(&simulator, &form)?.0,
        None => authenticate_by_secret(&simulator, &form)?,
    };
    let now = simulator.now();
    let token = simulator.state().tokens.issue_stateless(kind, now);
    Ok(Json(token_response(&token, STATELESS_TTL.num_seconds())))
}

/// Issues a short-lived token (R/messaging-api/#issue-shortlived-channel-access-token).
pub(super) async fn issue_short_lived(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let form = Form::read(&body);
    check_grant_type(&form)?;
    let kind = authenticate_by_secret(&simulator, &form)?;
    let now = simulator.now();
    let token = simulator.state().tokens.issue_short_lived(kind, now);
    Ok(Json(token_response(&token, SHORT_LIVED_TTL.num_seconds())))
}

/// Verifies a short-lived or long-lived token (R/messaging-api/#verify-channel-access-token).
pub(super) async fn verify(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let form = Form::read(&body);
    let token = form.required("access_token")?;
    describe_token(&simulator, token).map(Json).ok_or_else(expired_token)
}

/// Revokes a token (R/messaging-api/#revoke-channel-access-token). An unknown token gives the same
/// response.
pub(super) async fn revoke(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    let form = Form::read(&body);
    simulator.state().tokens.revoke_channel_token(form.required("access_token")?);
    Ok(StatusCode::OK)
}

/// Revokes a token with the channel's ID and secret.
/// R/messaging-api/#revoke-channel-access-token-v2-1 and R/line-login/#revoke-access-token share
/// this address.
pub(super) async fn revoke_with_secret(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    let form = Form::read(&body);
    let kind = authenticate_by_secret(&simulator, &form)?;
    let token = form.required("access_token")?;
    let now = simulator.now();
    let mut state = simulator.state();
    if state.tokens.channel(token, now).is_some_and(|token| token.kind == kind) {
        state.tokens.revoke_channel_token(token);
    }
    if kind == ChannelKind::Login {
        state.tokens.revoke_user_token(token);
    }
    Ok(StatusCode::OK)
}

/// Describes a valid channel access token.
pub(super) fn describe_token(simulator: &Simulator, token: &str) -> Option<Value> {
    let now = simulator.now();
    let state = simulator.state();
    let token = state.tokens.channel(token, now)?;
    let config = simulator.config();
    let client_id = match token.kind {
        ChannelKind::Messaging => &config.channel.id,
        ChannelKind::Login => &config.login.id,
    };
    let expires_in = (token.expires - now).num_seconds();
    Some(json!({ "client_id": client_id, "expires_in": expires_in, "scope": "" }))
}

fn token_response(token: &str, expires_in: i64) -> Value {
    json!({ "token_type": "Bearer", "access_token": token, "expires_in": expires_in })
}

fn check_grant_type(form: &Form) -> Result<(), ApiError> {
    if form.required("grant_type")? == "client_credentials" {
        return Ok(());
    }
    Err(ApiError::oauth("unsupported_grant_type", "grant_type must be client_credentials"))
}

fn authenticate_by_secret(simulator: &Simulator, form: &Form) -> Result<ChannelKind, ApiError> {
    let credentials = (form.required("client_id")?, form.required("client_secret")?);
    let config = simulator.config();
    if credentials == (config.channel.id.as_str(), config.channel.secret.as_str()) {
        Ok(ChannelKind::Messaging)
    } else if credentials == (config.login.id.as_str(), config.login.secret.as_str()) {
        Ok(ChannelKind::Login)
    } else {
        Err(ApiError::oauth("invalid_client", "invalid client_secret"))
    }
}

pub(super) fn expired_token() -> ApiError {
    ApiError::oauth("invalid_request", "access token expired")
}

/// The form body of a request to an OAuth endpoint.
#[derive(Debug)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn read(body: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(body).into_owned().collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(key, _)| key == name)?;
        Some(value)
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.get(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| ApiError::oauth("invalid_request", format!("{name} is required")))
    }
}

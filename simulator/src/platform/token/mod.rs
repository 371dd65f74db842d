//! Channel access tokens (D/basics/channel-access-token/): stateless, short-lived, and by assertion
//! (`assertion`).

mod assertion;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::refusal::Refusal;
use crate::simulator::Simulator;
use crate::state::{ChannelKind, SHORT_LIVED_LIVES, STATELESS_LIVES};

pub(super) use assertion::{issue as issue_by_assertion, key_ids};

/// Issues a stateless token (R/messaging-api/#issue-stateless-channel-access-token) to the channel
/// of the ID and secret or of the assertion.
pub(super) async fn issue_stateless(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let form = Form::read(&body);
    client_credentials(&form)?;
    let kind = match form.get("client_assertion") {
        Some(_) => assertion::read(&simulator, &form)?.0,
        None => by_secret(&simulator, &form)?,
    };
    let now = simulator.now();
    let token = simulator.state().tokens.issue_stateless(kind, now);
    Ok(Json(issued(&token, STATELESS_LIVES.num_seconds())))
}

/// Issues a short-lived token (R/messaging-api/#issue-shortlived-channel-access-token).
pub(super) async fn issue_short_lived(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let form = Form::read(&body);
    client_credentials(&form)?;
    let kind = by_secret(&simulator, &form)?;
    let now = simulator.now();
    let token = simulator.state().tokens.issue_short_lived(kind, now);
    Ok(Json(issued(&token, SHORT_LIVED_LIVES.num_seconds())))
}

/// Verifies a short-lived or long-lived token (R/messaging-api/#verify-channel-access-token).
pub(super) async fn verify(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let form = Form::read(&body);
    let token = form.required("access_token")?;
    verified(&simulator, token).map(Json).ok_or_else(expired)
}

/// Revokes a token (R/messaging-api/#revoke-channel-access-token). An unknown token gives the same
/// response.
pub(super) async fn revoke(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let form = Form::read(&body);
    simulator.state().tokens.revoke_channel(form.required("access_token")?);
    Ok(StatusCode::OK)
}

/// Revokes a token with the channel's ID and secret.
/// R/messaging-api/#revoke-channel-access-token-v2-1 and R/line-login/#revoke-access-token share
/// this address.
pub(super) async fn revoke_with_secret(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let form = Form::read(&body);
    let kind = by_secret(&simulator, &form)?;
    let token = form.required("access_token")?;
    let now = simulator.now();
    let mut state = simulator.state();
    if state.tokens.channel(token, now).is_some_and(|token| token.kind == kind) {
        state.tokens.revoke_channel(token);
    }
    if kind == ChannelKind::Login {
        state.tokens.revoke_user(token);
    }
    Ok(StatusCode::OK)
}

/// Describes a valid channel access token.
pub(super) fn verified(simulator: &Simulator, token: &str) -> Option<Value> {
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

fn issued(token: &str, expires_in: i64) -> Value {
    json!({ "token_type": "Bearer", "access_token": token, "expires_in": expires_in })
}

fn client_credentials(form: &Form) -> Result<(), Refusal> {
    if form.required("grant_type")? == "client_credentials" {
        return Ok(());
    }
    Err(Refusal::oauth("unsupported_grant_type", "grant_type must be client_credentials"))
}

fn by_secret(simulator: &Simulator, form: &Form) -> Result<ChannelKind, Refusal> {
    let told = (form.required("client_id")?, form.required("client_secret")?);
    let config = simulator.config();
    if told == (config.channel.id.as_str(), config.channel.secret.as_str()) {
        Ok(ChannelKind::Messaging)
    } else if told == (config.login.id.as_str(), config.login.secret.as_str()) {
        Ok(ChannelKind::Login)
    } else {
        Err(Refusal::oauth("invalid_client", "invalid client_secret"))
    }
}

pub(super) fn expired() -> Refusal {
    Refusal::oauth("invalid_request", "access token expired")
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

    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| Refusal::oauth("invalid_request", format!("{name} is required")))
    }
}

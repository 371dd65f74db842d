//! Channel access tokens (R/messaging-api/#issue-stateless-channel-access-token).

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde_json::{Value, json};

use super::refusal::Refusal;
use crate::simulator::Simulator;
use crate::state::{ChannelKind, STATELESS_LIVES};

/// A stateless token for whichever channel the ID and secret belong to.
pub(super) async fn issue_stateless(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let form = Form::read(&body);
    if form.required("grant_type")? != "client_credentials" {
        return Err(Refusal::oauth(
            "unsupported_grant_type",
            "grant_type must be client_credentials",
        ));
    }
    let id = form.required("client_id")?;
    let secret = form.required("client_secret")?;
    let config = simulator.config();
    let kind = if (id, secret) == (config.channel.id.as_str(), config.channel.secret.as_str()) {
        ChannelKind::Messaging
    } else if (id, secret) == (config.login.id.as_str(), config.login.secret.as_str()) {
        ChannelKind::Login
    } else {
        return Err(Refusal::oauth("invalid_client", "invalid client_secret"));
    };
    let now = simulator.now();
    let token = simulator.state().tokens.issue_stateless(kind, now);
    Ok(Json(json!({
        "token_type": "Bearer",
        "access_token": token,
        "expires_in": STATELESS_LIVES.num_seconds(),
    })))
}

/// A form body of one of the OAuth addresses.
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

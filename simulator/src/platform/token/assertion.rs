//! Channel access tokens v2.1: issued for an assertion signed with the private half of a registered
//! key (R/messaging-api/#issue-channel-access-token-v2-1).

use axum::Json;
use axum::extract::{RawQuery, State};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{Form, check_grant_type, token_response};
use crate::platform::ApiError;
use crate::simulator::Simulator;
use crate::state::{ChannelKind, SHORT_LIVED_TTL};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const AUDIENCE: &str = "https://api.line.me/";
/// The longest validity of an assertion.
const MAX_VALIDITY: TimeDelta = TimeDelta::minutes(30);

pub(in crate::platform) fn issue(
    simulator: &Simulator,
    form: &Form,
) -> Result<Json<Value>, ApiError> {
    check_grant_type(form)?;
    let (kind, claims) = verify(simulator, form)?;
    let ttl = claims["token_exp"]
        .as_i64()
        .map(TimeDelta::seconds)
        .filter(|ttl| *ttl > TimeDelta::zero() && *ttl <= SHORT_LIVED_TTL)
        .ok_or_else(|| invalid("token_exp must be from 1 to 2592000 seconds"))?;
    let now = simulator.now();
    let tokens = &mut simulator.state().tokens;
    let (token, key_id) = tokens
        .issue_by_assertion(kind, ttl, now)
        .ok_or_else(|| ApiError::oauth("invalid_request", "too many channel access tokens"))?;
    let mut response = token_response(&token, ttl.num_seconds());
    response["key_id"] = key_id.into();
    Ok(Json(response))
}

/// Lists the key IDs of valid tokens
/// (R/messaging-api/#get-all-valid-channel-access-token-key-ids-v2-1).
pub(in crate::platform) async fn key_ids(
    State(simulator): State<Simulator>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let form = Form::read(query.unwrap_or_default().as_bytes());
    let (kind, _) = verify(&simulator, &form)?;
    let now = simulator.now();
    let key_ids = simulator.state().tokens.key_ids(kind, now);
    Ok(Json(json!({ "kids": key_ids })))
}

/// Verifies an assertion, and returns the channel it belongs to and its claims.
pub(super) fn verify(simulator: &Simulator, form: &Form) -> Result<(ChannelKind, Value), ApiError> {
    if form.required("client_assertion_type")? != ASSERTION_TYPE {
        return Err(ApiError::oauth("invalid_request", "invalid client_assertion_type"));
    }
    let assertion = form.required("client_assertion")?;
    let (kind, claims) = simulator
        .state()
        .assertion_keys
        .verify(assertion)
        .ok_or_else(|| invalid("Invalid client_assertion"))?;
    let config = simulator.config();
    let channel = match kind {
        ChannelKind::Messaging => &config.channel.id,
        ChannelKind::Login => &config.login.id,
    };
    if claims["iss"] != **channel || claims["sub"] != **channel {
        return Err(invalid("iss and sub must be the channel ID"));
    }
    if claims["aud"] != AUDIENCE {
        return Err(invalid("aud must be https://api.line.me/"));
    }
    let expires = claims["exp"].as_i64().and_then(|exp| DateTime::<Utc>::from_timestamp(exp, 0));
    let now = simulator.now();
    match expires {
        Some(expires) if now < expires && expires <= now + MAX_VALIDITY => Ok((kind, claims)),
        _ => Err(invalid("exp must be within 30 minutes from now")),
    }
}

fn invalid(description: &str) -> ApiError {
    ApiError::oauth("invalid_client", description)
}

//! Retry keys (D/messaging-api/retrying-api-request/): extracted, looked up, stored.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::dispatch::Dispatch;
use crate::platform::ApiError;
use crate::simulator::Simulator;
use crate::state::{Accepted, Misuse, SentMessage, State};

const RETRY_KEY: &str = "x-line-retry-key";

/// The retry key of a request, if it has one.
#[derive(Debug)]
pub(in crate::platform) struct RetryKey(pub(super) Option<Uuid>);

impl FromRequestParts<Simulator> for RetryKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Simulator) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get(RETRY_KEY) else {
            return Ok(Self(None));
        };
        let key = value.to_str().ok().and_then(|text| Uuid::try_parse(text).ok());
        key.map(|key| Self(Some(key)))
            .ok_or_else(|| ApiError::bad_request("The retry key must be a UUID"))
    }
}

pub(super) fn has_retry_key(headers: &HeaderMap) -> bool {
    headers.contains_key(RETRY_KEY)
}

/// Refuses a retry key that was accepted before. LINE compares the key alone, so a different body
/// is refused and lost as well. The record of the call then shows a misuse.
pub(super) fn refuse_accepted(
    state: &State,
    key: Option<Uuid>,
    body: &Value,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    let Some(accepted) = key.and_then(|key| state.retry_keys.find(key, now)).cloned() else {
        return Ok(());
    };
    let misuse = (accepted.body != *body).then_some(Misuse::RetryKeyOfAnotherBody);
    Err(ApiError::RetryKeyAccepted(accepted, misuse))
}

pub(super) fn store(
    state: &mut State,
    dispatch: &Dispatch<'_>,
    body: &Value,
    sent: Vec<SentMessage>,
) {
    let Some(key) = dispatch.retry_key else {
        return;
    };
    let accepted = Accepted {
        request_id: dispatch.request_id.to_owned(),
        sent_messages: sent,
        body: body.clone(),
        at: dispatch.at,
    };
    state.retry_keys.insert(key, accepted);
}

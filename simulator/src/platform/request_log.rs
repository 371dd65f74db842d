//! One call: its request ID, and its record without secrets.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::ApiError;
use crate::ids;
use crate::simulator::{Change, Simulator};
use crate::state::{CallRecord, FaultEffect, Misuse, Moment};

const MAX_RESPONSE_BYTES: usize = 16 * 1024 * 1024;
/// The properties whose values are hidden in records.
const SECRET_PROPERTIES: [&str; 8] = [
    "client_secret",
    "access_token",
    "refresh_token",
    "id_token",
    "userAccessToken",
    "client_assertion",
    "code",
    "code_verifier",
];

/// The value of `x-line-request-id`, for handlers that store it.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

#[derive(Clone)]
pub(super) struct Call {
    simulator: Simulator,
    at: DateTime<Utc>,
    parts: Parts,
    body: Bytes,
    request_id: String,
    fault: Option<FaultEffect>,
}

impl Call {
    pub(super) fn new(simulator: &Simulator, parts: &Parts, body: Bytes) -> Self {
        Self {
            simulator: simulator.clone(),
            at: simulator.now(),
            parts: parts.clone(),
            body,
            request_id: ids::request_id(),
            fault: None,
        }
    }

    pub(super) fn with_fault(self, fault: FaultEffect) -> Self {
        Self { fault: Some(fault), ..self }
    }

    pub(super) async fn execute(self, next: Next) -> Response {
        if !self.is_within_rate_limit() {
            return self.respond(ApiError::rate_limit().into_response()).await;
        }
        let mut parts = self.parts.clone();
        parts.extensions.insert(RequestId(self.request_id.clone()));
        let request = Request::from_parts(parts, Body::from(self.body.clone()));
        let response = next.run(request).await;
        self.respond(response).await
    }

    /// Whether the rate limit of this address allows another call.
    fn is_within_rate_limit(&self) -> bool {
        let Some(path) = self.parts.extensions.get::<MatchedPath>() else {
            return true;
        };
        let now = Moment { machine: std::time::Instant::now(), simulated: self.at };
        let factor = self.simulator.config().rate_factor;
        let method = self.parts.method.as_str();
        self.simulator.state().rates.allow(method, path.as_str(), factor, now)
    }

    /// Records the response. Its status is recorded as 0 if the connection will be cut.
    pub(super) async fn respond(self, response: Response) -> Response {
        let (mut parts, body) = response.into_parts();
        // The simulator's own responses are small and in memory, so reading them does not fail.
        let bytes = to_bytes(body, MAX_RESPONSE_BYTES).await.unwrap_or_default();
        if let Ok(id) = HeaderValue::from_str(&self.request_id) {
            parts.headers.insert("x-line-request-id", id);
        }
        let is_cut = matches!(self.fault, Some(FaultEffect::Lost(_)));
        let retry_key = self.parts.headers.get("x-line-retry-key");
        self.simulator.state().records.calls.push(CallRecord {
            at: self.at,
            method: self.parts.method.to_string(),
            path: self.parts.uri.path().to_owned(),
            status: if is_cut { 0 } else { parts.status.as_u16() },
            retry_key: retry_key.and_then(|key| key.to_str().ok()).map(str::to_owned),
            request_body: readable_body(&self.parts.headers, &self.body),
            response_body: readable_body(&parts.headers, &bytes),
            request_id: self.request_id,
            fault: self.fault,
            misuse: parts.extensions.get::<Misuse>().copied(),
        });
        self.simulator.notify(Change::Call);
        Response::from_parts(parts, Body::from(bytes))
    }
}

/// Returns a body in readable form: JSON and forms with their secrets hidden, otherwise only the
/// size.
fn readable_body(headers: &HeaderMap, body: &[u8]) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut value = if content_type.starts_with("application/x-www-form-urlencoded") {
        let pairs = url::form_urlencoded::parse(body);
        Value::Object(pairs.map(|(name, value)| (name.into_owned(), value.into())).collect())
    } else {
        serde_json::from_slice(body)
            .unwrap_or_else(|_| json!({ "bytes": body.len(), "contentType": content_type }))
    };
    if let Value::Object(properties) = &mut value {
        hide_secrets(properties);
    }
    value
}

fn hide_secrets(properties: &mut Map<String, Value>) {
    for name in SECRET_PROPERTIES {
        if let Some(value) = properties.get_mut(name) {
            *value = Value::from("(hidden)");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_of_a_token_request_hides_the_secret() {
        let headers = HeaderMap::from_iter([(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        )]);
        let shown = readable_body(&headers, b"client_id=1600000001&client_secret=abc");
        assert_eq!(shown, json!({"client_id": "1600000001", "client_secret": "(hidden)"}));
    }
}

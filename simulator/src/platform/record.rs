//! One call: its request ID, and its record without secrets.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::Refusal;
use crate::ids;
use crate::simulator::{News, Simulator};
use crate::state::{CallRecord, FaultEffect, Misuse, Moment};

const LARGEST_ANSWER: usize = 16 * 1024 * 1024;
/// The properties whose values are hidden in records.
const SECRET: [&str; 8] = [
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
    asked: Bytes,
    request_id: String,
    fault: Option<FaultEffect>,
}

impl Call {
    pub(super) fn new(simulator: &Simulator, parts: &Parts, asked: Bytes) -> Self {
        Self {
            simulator: simulator.clone(),
            at: simulator.now(),
            parts: parts.clone(),
            asked,
            request_id: ids::request_id(),
            fault: None,
        }
    }

    pub(super) fn with(self, fault: FaultEffect) -> Self {
        Self { fault: Some(fault), ..self }
    }

    pub(super) async fn carried_out(self, next: Next) -> Response {
        if !self.is_in_time() {
            return self.answered(Refusal::rate_limit().into_response()).await;
        }
        let mut parts = self.parts.clone();
        parts.extensions.insert(RequestId(self.request_id.clone()));
        let request = Request::from_parts(parts, Body::from(self.asked.clone()));
        let answer = next.run(request).await;
        self.answered(answer).await
    }

    /// Whether the rate limit of this address allows another call.
    fn is_in_time(&self) -> bool {
        let Some(path) = self.parts.extensions.get::<MatchedPath>() else {
            return true;
        };
        let now = Moment { machine: std::time::Instant::now(), simulated: self.at };
        let factor = self.simulator.config().rate_factor;
        let method = self.parts.method.as_str();
        self.simulator.state().rates.allow(method, path.as_str(), factor, now)
    }

    /// Records the response. Its status is recorded as 0 if the connection will be cut.
    pub(super) async fn answered(self, answer: Response) -> Response {
        let (mut parts, body) = answer.into_parts();
        // The simulator's own responses are small and in memory, so reading them does not fail.
        let answered = to_bytes(body, LARGEST_ANSWER).await.unwrap_or_default();
        if let Ok(id) = HeaderValue::from_str(&self.request_id) {
            parts.headers.insert("x-line-request-id", id);
        }
        let unheard = matches!(self.fault, Some(FaultEffect::Lost(_)));
        let retry_key = self.parts.headers.get("x-line-retry-key");
        self.simulator.state().records.calls.push(CallRecord {
            at: self.at,
            method: self.parts.method.to_string(),
            path: self.parts.uri.path().to_owned(),
            status: if unheard { 0 } else { parts.status.as_u16() },
            retry_key: retry_key.and_then(|key| key.to_str().ok()).map(str::to_owned),
            request_body: readable(&self.parts.headers, &self.asked),
            response_body: readable(&parts.headers, &answered),
            request_id: self.request_id,
            fault: self.fault,
            misuse: parts.extensions.get::<Misuse>().copied(),
        });
        self.simulator.tell(News::Call);
        Response::from_parts(parts, Body::from(answered))
    }
}

/// Returns a body in readable form: JSON and forms with their secrets hidden, otherwise only the
/// size.
fn readable(headers: &HeaderMap, body: &[u8]) -> Value {
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
    for name in SECRET {
        if let Some(value) = properties.get_mut(name) {
            *value = Value::from("(hidden)");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_of_a_token_request_hides_the_secret() {
        let headers = HeaderMap::from_iter([(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        )]);
        let shown = readable(&headers, b"client_id=1600000001&client_secret=abc");
        assert_eq!(shown, json!({"client_id": "1600000001", "client_secret": "(hidden)"}));
    }
}

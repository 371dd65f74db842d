//! What every call passes: its size is checked, a fault may meet it, it gets its request ID,
//! and it is written down without secrets.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::Refusal;
use crate::ids;
use crate::simulator::{News, Simulator};
use crate::state::{CallRecord, FaultEffect};

/// R/messaging-api/#status-codes: larger requests get 413.
const LARGEST_BODY: usize = 2 * 1024 * 1024;
const LARGEST_ANSWER: usize = 16 * 1024 * 1024;
/// Properties whose values are not written down.
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

/// The value of `x-line-request-id`, for handlers that keep it.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

pub(super) async fn pass(
    State(simulator): State<Simulator>,
    request: Request,
    next: Next,
) -> Response {
    let at = simulator.now();
    let request_id = ids::request_id();
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(RequestId(request_id.clone()));
    let call = Call {
        at,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        headers: parts.headers.clone(),
        request_id,
    };

    let fault = simulator.state().faults.take(&call.path);
    let (asked, answer) = match (to_bytes(body, LARGEST_BODY).await, fault) {
        (Err(_), _) => {
            let refusal = Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "Request entity too large");
            (Bytes::new(), refusal.into_response())
        }
        (Ok(asked), Some(FaultEffect::Refuse(status))) => (asked, fault_answer(status)),
        (Ok(asked), _) => {
            let request = Request::from_parts(parts, Body::from(asked.clone()));
            (asked, next.run(request).await)
        }
    };

    let answer = call.write_down(&simulator, &asked, answer).await;
    if let Some(FaultEffect::Delay(duration)) = fault {
        tokio::time::sleep(duration).await;
    }
    answer
}

fn fault_answer(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let message = if status == StatusCode::TOO_MANY_REQUESTS {
        "The API rate limit has been exceeded. Try again later."
    } else {
        status.canonical_reason().unwrap_or("Unknown")
    };
    Refusal::new(status, message).into_response()
}

struct Call {
    at: DateTime<Utc>,
    method: String,
    path: String,
    headers: HeaderMap,
    request_id: String,
}

impl Call {
    async fn write_down(self, simulator: &Simulator, asked: &[u8], answer: Response) -> Response {
        let (mut parts, body) = answer.into_parts();
        // Our own answers are small and in memory: reading them does not fail.
        let answered = to_bytes(body, LARGEST_ANSWER).await.unwrap_or_default();
        if let Ok(id) = HeaderValue::from_str(&self.request_id) {
            parts.headers.insert("x-line-request-id", id);
        }
        let text_of = |headers: &HeaderMap, name: &str| {
            let value = headers.get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        simulator.state().records.calls.push(CallRecord {
            at: self.at,
            status: parts.status.as_u16(),
            retry_key: text_of(&self.headers, "x-line-retry-key"),
            request_body: readable(&self.headers, asked),
            response_body: readable(&parts.headers, &answered),
            method: self.method,
            path: self.path,
            request_id: self.request_id,
        });
        simulator.tell(News::Call);
        Response::from_parts(parts, Body::from(answered))
    }
}

/// A body as people can read it: JSON and forms with their secrets hidden, else only its size.
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

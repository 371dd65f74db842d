//! The webhook endpoint (R/messaging-api/#set-webhook-endpoint-url and following).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use url::Url;

use super::auth::Bot;
use super::body::JsonBody;
use super::error::{ApiError, Detail};
use crate::simulator::Simulator;
use crate::webhook;

const MAX_URL_LENGTH: usize = 500;

pub(super) async fn get(
    State(simulator): State<Simulator>,
    _: Bot,
) -> Result<Json<Value>, ApiError> {
    let endpoint = simulator.state().webhook_endpoint.clone();
    endpoint
        .map(|endpoint| Json(json!({ "endpoint": endpoint, "active": true })))
        .ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "Not found"))
}

pub(super) async fn set(
    State(simulator): State<Simulator>,
    _: Bot,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, ApiError> {
    let endpoint = validate_endpoint(&body["endpoint"])?;
    simulator.state().webhook_endpoint = Some(endpoint.to_owned());
    Ok(Json(json!({})))
}

/// Posts a webhook without events to the given endpoint or the current one, and returns the
/// outcome.
pub(super) async fn test(
    State(simulator): State<Simulator>,
    _: Bot,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, ApiError> {
    let endpoint = match &body["endpoint"] {
        Value::Null => simulator
            .state()
            .webhook_endpoint
            .clone()
            .ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "Not found"))?,
        given => validate_endpoint(given)?.to_owned(),
    };
    let timestamp = simulator.now();
    let body = json!({
        "destination": simulator.config().channel.bot_user_id,
        "events": [],
    });
    let (status_code, reason) = match webhook::post(&simulator, &endpoint, &body).await {
        Ok(status) if (200..300).contains(&status) => (status, "OK"),
        Ok(status) => (status, "ERROR_STATUS_CODE"),
        Err(error) if error.is_timeout() => (0, "REQUEST_TIMEOUT"),
        Err(error) if error.is_connect() => (0, "COULD_NOT_CONNECT"),
        Err(_) => (0, "UNCLASSIFIED"),
    };
    Ok(Json(json!({
        "success": reason == "OK",
        "timestamp": timestamp,
        "statusCode": status_code,
        "reason": reason,
        "detail": if status_code == 0 { reason.to_owned() } else { status_code.to_string() },
    })))
}

/// Validates an endpoint. LINE requires HTTPS; on a developer's machine plain HTTP is allowed.
fn validate_endpoint(endpoint: &Value) -> Result<&str, ApiError> {
    endpoint
        .as_str()
        .filter(|text| text.encode_utf16().count() <= MAX_URL_LENGTH)
        .filter(|text| Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https")))
        .ok_or_else(|| {
            ApiError::details(vec![Detail {
                message: "Must be a valid webhook URL of at most 500 characters".to_owned(),
                property: "endpoint".to_owned(),
            }])
        })
}

//! Error responses of the control API.

use axum::Json;
use axum::extract::Request;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use url::Url;

use crate::acts::ActError;

#[derive(Debug)]
pub(super) struct ControlError {
    status: StatusCode,
    message: String,
}

impl ControlError {
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, message: message.into() }
    }
}

impl From<ActError> for ControlError {
    fn from(error: ActError) -> Self {
        let status = match error {
            ActError::UnknownPerson
            | ActError::UnknownWebhook
            | ActError::UnknownMessage
            | ActError::UnknownLiffApp
            | ActError::NoSuchArea
            | ActError::NoRichMenu => StatusCode::NOT_FOUND,
            ActError::Blocked
            | ActError::FollowsAlready
            | ActError::BlockedAlready
            | ActError::Left => StatusCode::CONFLICT,
            ActError::Empty
            | ActError::NoType
            | ActError::CannotBePicked(_)
            | ActError::OutsideLiffApp => StatusCode::BAD_REQUEST,
            ActError::Unsigned => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { status, message: error.to_string() }
    }
}

impl From<JsonRejection> for ControlError {
    fn from(rejection: JsonRejection) -> Self {
        Self { status: rejection.status(), message: rejection.body_text() }
    }
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "message": self.message }))).into_response()
    }
}

/// Refuses requests from pages of other origins. Otherwise any page open in the browser could send
/// requests here.
pub(super) async fn refuse_other_origins(request: Request, next: Next) -> Response {
    if is_from_other_origin(request.headers()) {
        let error = ControlError {
            status: StatusCode::FORBIDDEN,
            message: "the control API answers only the simulator's own pages".to_owned(),
        };
        return error.into_response();
    }
    next.run(request).await
}

fn is_from_other_origin(headers: &HeaderMap) -> bool {
    let text_of =
        |name: &header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text_of(&header::ORIGIN) else {
        return false;
    };
    let host = Url::parse(origin).ok().and_then(|url| {
        let host = url.host_str()?.to_owned();
        Some(url.port().map_or(host.clone(), |port| format!("{host}:{port}")))
    });
    host.as_deref() != text_of(&header::HOST)
}

//! Error responses of the control API.

use axum::Json;
use axum::extract::Request;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use url::Url;

use crate::acts::ActRefused;

#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    message: String,
}

impl Refusal {
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, message: message.into() }
    }
}

impl From<ActRefused> for Refusal {
    fn from(refused: ActRefused) -> Self {
        let status = match refused {
            ActRefused::UnknownPerson
            | ActRefused::UnknownWebhook
            | ActRefused::UnknownMessage
            | ActRefused::UnknownLiffApp
            | ActRefused::NoSuchArea
            | ActRefused::NoRichMenu => StatusCode::NOT_FOUND,
            ActRefused::Blocked
            | ActRefused::FollowsAlready
            | ActRefused::BlockedAlready
            | ActRefused::Left => StatusCode::CONFLICT,
            ActRefused::Empty
            | ActRefused::NoType
            | ActRefused::CannotBePicked(_)
            | ActRefused::OutsideLiffApp => StatusCode::BAD_REQUEST,
            ActRefused::Unsigned => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { status, message: refused.to_string() }
    }
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Self {
        Self { status: rejection.status(), message: rejection.body_text() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "message": self.message }))).into_response()
    }
}

/// Refuses requests from pages of other origins. Otherwise any page open in the browser could send
/// requests here.
pub(super) async fn own_pages_only(request: Request, next: Next) -> Response {
    if comes_from_elsewhere(request.headers()) {
        let refusal = Refusal {
            status: StatusCode::FORBIDDEN,
            message: "the control API answers only the simulator's own pages".to_owned(),
        };
        return refusal.into_response();
    }
    next.run(request).await
}

fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
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

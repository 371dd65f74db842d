//! LINE's error responses (R/messaging-api/#error-responses) and those of its OAuth endpoints.

use axum::Json;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::state::{Accepted, Misuse, RichMenuError, SentMessage};

/// An error response.
#[derive(Debug)]
pub(crate) enum ApiError {
    Api {
        status: StatusCode,
        message: String,
        details: Vec<Detail>,
    },
    /// A request with this retry key was accepted before.
    RetryKeyAccepted(Accepted, Option<Misuse>),
    /// An OAuth error (RFC 6749, section 5.2).
    OAuth {
        error: &'static str,
        error_description: String,
    },
}

/// One error in a request body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Detail {
    pub(crate) message: String,
    /// The path of the property, for example `messages[0].contents.body`.
    pub(crate) property: String,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self::Api { status, message: message.into(), details: Vec::new() }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "Authentication failed due to the following reason: invalid token. \
             Confirm that the access token in the authorization header is valid.",
        )
    }

    /// The error for too many calls (R/messaging-api/#rate-limits).
    pub(crate) fn rate_limit() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "The API rate limit has been exceeded. Try again later.",
        )
    }

    /// The error for the monthly quota. It has the status of [`ApiError::rate_limit`] and differs
    /// only in the message.
    pub(crate) fn monthly_limit() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "You have reached your monthly limit.")
    }

    /// The error for a single property of the request body, as LINE words it for `to` and
    /// `replyToken`.
    pub(crate) fn property(name: &str) -> Self {
        Self::bad_request(format!(
            "The property, '{name}', in the request body is invalid (line: -, column: -)"
        ))
    }

    pub(crate) fn details(details: Vec<Detail>) -> Self {
        Self::Api {
            status: StatusCode::BAD_REQUEST,
            message: format!("The request body has {} error(s)", details.len()),
            details,
        }
    }

    pub(crate) fn oauth(error: &'static str, description: impl Into<String>) -> Self {
        Self::OAuth { error, error_description: description.into() }
    }
}

impl From<RichMenuError> for ApiError {
    fn from(error: RichMenuError) -> Self {
        let status = match error {
            RichMenuError::NotFound | RichMenuError::AliasNotFound => StatusCode::NOT_FOUND,
            RichMenuError::NoImage
            | RichMenuError::ImageExists
            | RichMenuError::AliasExists
            | RichMenuError::TooMany => StatusCode::BAD_REQUEST,
        };
        Self::new(status, error.to_string())
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ApiBody {
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<Detail>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sent_messages: Vec<SentMessage>,
}

#[derive(Serialize)]
struct OAuthBody {
    error: &'static str,
    error_description: String,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            Self::Api { status, message, details } => {
                let body = ApiBody { message, details, sent_messages: Vec::new() };
                (status, Json(body)).into_response()
            }
            Self::RetryKeyAccepted(accepted, misuse) => retry_key_accepted(accepted, misuse),
            Self::OAuth { error, error_description } => {
                let body = OAuthBody { error, error_description };
                (StatusCode::BAD_REQUEST, Json(body)).into_response()
            }
        }
    }
}

fn retry_key_accepted(accepted: Accepted, misuse: Option<Misuse>) -> Response {
    let body = ApiBody {
        message: "The retry key is already accepted".to_owned(),
        details: Vec::new(),
        sent_messages: accepted.sent_messages,
    };
    let mut response = (StatusCode::CONFLICT, Json(body)).into_response();
    if let Ok(id) = HeaderValue::from_str(&accepted.request_id) {
        response.headers_mut().insert("x-line-accepted-request-id", id);
    }
    if let Some(misuse) = misuse {
        response.extensions_mut().insert(misuse);
    }
    response
}

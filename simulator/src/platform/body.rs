//! Extractor for JSON request bodies by LINE's rules: the content type must be JSON, no key may
//! appear twice, and the body must be valid for the address.

use axum::body::Bytes;
use axum::extract::{FromRequest, MatchedPath, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::Value;

use super::ApiError;
use crate::check;
use crate::simulator::Simulator;

/// A valid body.
#[derive(Debug)]
pub(crate) struct JsonBody(pub(crate) Value);

impl FromRequest<Simulator> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, simulator: &Simulator) -> Result<Self, ApiError> {
        let method = request.method().to_string();
        let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
        if !is_json(request.headers()) {
            return Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The content type must be application/json",
            ));
        }
        let bytes = Bytes::from_request(request, simulator)
            .await
            .map_err(|rejection| ApiError::new(rejection.status(), rejection.body_text()))?;
        let value = check::parse_strictly(&bytes).map_err(|error| {
            ApiError::bad_request(format!("The request body could not be parsed as JSON: {error}"))
        })?;
        if !value.is_object() {
            return Err(ApiError::bad_request("The request body must be a JSON object"));
        }
        let details = check::request(&method, path.as_deref().unwrap_or_default(), &value);
        if details.is_empty() { Ok(Self(value)) } else { Err(ApiError::details(details)) }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

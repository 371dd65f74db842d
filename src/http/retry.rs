//! A request whose transaction lost against a concurrent one is handled once more: every handler
//! does one thing, and the database has rolled it back. Whoever asked would be told to try again,
//! and do just that.

use std::convert::Infallible;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, header::CONTENT_LENGTH},
    response::{IntoResponse, Response},
};
use tower::Service;

use super::{around::inside, problem::Problem};
use crate::wording::Refusal;

/// How often a request is handled.
const MAX_ATTEMPTS: usize = 4;
/// The largest body that is kept for another attempt, in bytes. Residents' forms stay far below it.
const MAX_BODY: usize = 16 * 1024;

/// Handles a request, and handles it again while it fails because of contention.
pub(super) async fn after_contention<S>(request: Request, api: S) -> Response
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone,
{
    // A form larger than any of ours, or of unknown length, is handled once.
    if body_length(request.headers()).is_none_or(|length| length > MAX_BODY) {
        return inside(api, request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return Problem::from(Refusal::Malformed).into_response();
    };
    let request = || Request::from_parts(parts.clone(), Body::from(body.clone()));
    for _ in 1..MAX_ATTEMPTS {
        let response = inside(api.clone(), request()).await;
        if !response.extensions().get::<Problem>().is_some_and(Problem::is_contention) {
            return response;
        }
        tracing::info!("a request that lost against a concurrent one was repeated");
    }
    inside(api, request()).await
}

/// Returns how long the body is; a request without the header has none, unless it comes in chunks.
fn body_length(headers: &HeaderMap) -> Option<usize> {
    match headers.get(CONTENT_LENGTH) {
        Some(length) => length.to_str().ok()?.parse().ok(),
        None => (!headers.contains_key("transfer-encoding")).then_some(0),
    }
}

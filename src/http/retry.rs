//! Retries requests whose transaction conflicted with a concurrent one. That is safe because every
//! handler does one thing and the database has rolled it back. Otherwise the client would be told
//! to retry, and would do the same.

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

/// How often a request is handled at most.
const MAX_ATTEMPTS: usize = 4;
/// The largest body that is kept for another attempt, in bytes. Residents' forms stay far below it.
const MAX_BODY: usize = 16 * 1024;

/// Handles a request, and handles it again while it fails because of contention.
pub(super) async fn after_contention<S>(request: Request, api: S) -> Response
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone,
{
    // A body larger than any of our forms, or of unknown length, is handled once.
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
        tracing::info!("a request was repeated after a conflict with a concurrent one");
    }
    inside(api, request()).await
}

/// Returns the length of the body. A request without `Content-Length` has none, unless the body is
/// sent in chunks.
fn body_length(headers: &HeaderMap) -> Option<usize> {
    match headers.get(CONTENT_LENGTH) {
        Some(length) => length.to_str().ok()?.parse().ok(),
        None => (!headers.contains_key("transfer-encoding")).then_some(0),
    }
}

//! Requests that change something come from our own pages only (CSRF).
//!
//! The session cookie is `SameSite=Lax`, bodies must be JSON, and a request that names a foreign
//! origin is refused before anything is read.

use axum::{
    extract::Request,
    http::{
        HeaderMap, Method,
        header::{CONTENT_TYPE, HOST, ORIGIN},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::problem::Problem;
use crate::wording::Refusal;

pub(super) async fn only_ours(request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && !is_ours(request.headers()) {
        return Problem::from(Refusal::OriginRefused).into_response();
    }
    if matches!(*request.method(), Method::POST | Method::PUT) && !is_json(request.headers()) {
        return Problem::from(Refusal::NotJson).into_response();
    }
    next.run(request).await
}

fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text(ORIGIN.as_str()), text(HOST.as_str())) {
        // No browser sends a changing request across origins without saying where it comes from.
        (None, _) => true,
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, origin_host)| origin_host == host)
        }
        (Some(_), None) => false,
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.split(';').next().map(str::trim) == Some("application/json"))
}

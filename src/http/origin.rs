//! Protection against CSRF: requests that change something must come from our own pages.
//!
//! The session cookie is `SameSite=Lax`, bodies must be JSON, and a request with a foreign origin
//! is refused before its body is read.

use std::convert::Infallible;

use axum::{
    extract::Request,
    http::{
        HeaderMap, Method,
        header::{CONTENT_TYPE, HOST, ORIGIN},
    },
    response::{IntoResponse, Response},
};
use tower::Service;

use super::{
    SLOWEST_ANSWER,
    around::inside,
    language,
    problem::{Problem, speak, too_late},
};
use crate::wording::Refusal;

/// Refuses requests from other origins, applies the request timeout, and gives every problem its
/// body.
pub(super) async fn only_ours<S>(request: Request, api: S) -> Response
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    let language = language::asked_for(request.headers());
    let response = if let Some(refusal) = refused(&request) {
        Problem::from(refusal).into_response()
    } else {
        let answered = tokio::time::timeout(SLOWEST_ANSWER, inside(api, request)).await;
        answered.unwrap_or_else(|_| too_late())
    };
    speak(response, language)
}

fn refused(request: &Request) -> Option<Refusal> {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && !is_ours(request.headers()) {
        return Some(Refusal::OriginRefused);
    }
    let brings = matches!(*request.method(), Method::POST | Method::PUT);
    (brings && !is_json(request.headers())).then_some(Refusal::NotJson)
}

fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text(ORIGIN.as_str()), text(HOST.as_str())) {
        // Browsers always send `Origin` with a changing cross-origin request.
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

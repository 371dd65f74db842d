//! The phone page: static files from `phone/`, under a strict Content-Security-Policy.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use url::Url;

use crate::simulator::Simulator;

#[derive(rust_embed::Embed)]
#[folder = "phone/"]
struct Files;

pub(crate) fn router() -> Router<Simulator> {
    Router::new().route("/", get(index)).route("/_phone/{*path}", get(file))
}

async fn index(State(simulator): State<Simulator>) -> Response {
    let mut response = embedded("index.html");
    if let Ok(content_security_policy) = HeaderValue::from_str(&content_security_policy(&simulator))
    {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, content_security_policy);
    }
    response
}

async fn file(Path(path): Path<String>) -> Response {
    embedded(&path)
}

fn embedded(path: &str) -> Response {
    let Some(file) = Files::get(path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, file.metadata.mimetype().to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (headers, file.data).into_response()
}

/// Returns the Content-Security-Policy of the phone page. Messages come from the program under
/// test, so nothing in them may run as script. Frames are for LIFF pages. Pictures in messages come
/// over HTTPS, or in a demo from the origin of the LIFF pages.
fn content_security_policy(simulator: &Simulator) -> String {
    let mut pages = vec!["'self'".to_owned()];
    for app in &simulator.config().liff {
        let origin = Url::parse(&app.endpoint)
            .map(|url| url.origin().ascii_serialization())
            .unwrap_or_default();
        if !origin.is_empty() && !pages.contains(&origin) {
            pages.push(origin);
        }
    }
    let pages = pages.join(" ");
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src {pages} https: data:; \
         connect-src 'self'; frame-src {pages}; base-uri 'none'; object-src 'none'; \
         form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    )
}

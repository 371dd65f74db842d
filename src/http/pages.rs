//! The residents' pages: built by Vite from `liff/`, carried inside the binary.

use axum::{
    Router,
    extract::Path,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
    },
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rust_embed::{Embed, EmbeddedFile};

use super::App;

#[derive(Embed)]
#[folder = "liff/dist"]
struct Pages;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/liff/") }))
        .route("/liff", get(|| async { Redirect::temporary("/liff/") }))
        .route("/liff/", get(|headers: HeaderMap| async move { index(&headers) }))
        .route("/liff/{*path}", get(page))
}

/// A file of the build, or the one page for every other path: LIFF's `liff.state` reloads deep
/// paths from the server, and nothing may be redirected before the SDK has started.
async fn page(Path(path): Path<String>, headers: HeaderMap) -> Response {
    match Pages::get(&path) {
        // Names under assets/ carry a hash of their content.
        Some(file) if path.starts_with("assets/") => {
            send(&file, &headers, "public, max-age=31536000, immutable")
        }
        Some(file) => send(&file, &headers, "no-cache"),
        None if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        None => index(&headers),
    }
}

fn index(headers: &HeaderMap) -> Response {
    match Pages::get("index.html") {
        Some(file) => send(&file, headers, "no-cache"),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn send(file: &EmbeddedFile, headers: &HeaderMap, caching: &'static str) -> Response {
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&file.metadata.sha256_hash()[..12]));
    let caching = (CACHE_CONTROL, HeaderValue::from_static(caching));
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [caching]).into_response();
    }
    let mut kind = file.metadata.mimetype().to_owned();
    if kind.starts_with("text/") {
        kind.push_str("; charset=utf-8");
    }
    ([(CONTENT_TYPE, kind), (ETAG, tag)], [caching], file.data.clone()).into_response()
}

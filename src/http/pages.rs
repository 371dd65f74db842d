//! The residents' pages: built by Vite from `liff/`, compressed by the build, embedded in the
//! binary and sent as they are.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use axum::{
    Router,
    body::Bytes,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use rust_embed::Embed;

use super::{
    App,
    representation::{Encoding, Representations},
};

/// Names in this folder carry a hash of their content.
const HASHED: &str = "assets/";
const INDEX: &str = "index.html";
/// What the build appends to the name of a file that it has compressed.
const COMPRESSED: [(&str, Encoding); 2] = [(".gz", Encoding::Gzip), (".br", Encoding::Brotli)];

/// The build. In debug builds the files are read from disk at each request.
#[derive(Embed)]
#[folder = "liff/dist"]
struct Build;

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let names = Build::iter();
    names.filter_map(|name| Some((name.as_ref().to_owned(), Asset::load(&name)?))).collect()
});

pub(super) fn router() -> Router<App> {
    if !cfg!(debug_assertions) {
        LazyLock::force(&ASSETS);
    }
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/liff/") }))
        .route("/liff", get(|| async { Redirect::temporary("/liff/") }))
        .route("/liff/", get(page))
        .route("/liff/{*path}", get(page))
}

/// A file of the build, or the one page for every other path: LIFF's `liff.state` reloads deep
/// paths from the server, and nothing may be redirected before the SDK has started.
async fn page(request: Request) -> Response {
    let path = request.uri().path().strip_prefix("/liff/").unwrap_or_default();
    let file = respond(path, request.headers());
    let response = match file {
        None if !path.starts_with(HASHED) => respond(INDEX, request.headers()),
        file => file,
    };
    response.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

fn respond(path: &str, request: &HeaderMap) -> Option<Response> {
    if cfg!(debug_assertions) {
        // Shows a new build of the pages without a new build of the program.
        Asset::load(path).map(|asset| asset.respond(request))
    } else {
        ASSETS.get(path).map(|asset| asset.respond(request))
    }
}

/// A file of the build.
#[derive(Debug)]
struct Asset {
    representations: Representations,
    cache_control: HeaderValue,
}

impl Asset {
    /// Reads a file and what the build made of it. `None` if there is none of this name; a
    /// compressed file is a form of another and none by itself.
    fn load(name: &str) -> Option<Self> {
        if COMPRESSED.iter().any(|(suffix, _)| name.ends_with(suffix)) {
            return None;
        }
        let file = Build::get(name)?;
        let mut content_type = file.metadata.mimetype().to_owned();
        if content_type.starts_with("text/") {
            content_type.push_str("; charset=utf-8");
        }
        let content_type = HeaderValue::try_from(content_type).ok()?;
        let mut representations = Representations::new(content_type, bytes(file.data));
        for (suffix, encoding) in COMPRESSED {
            if let Some(file) = Build::get(&format!("{name}{suffix}")) {
                representations = representations.with(encoding, bytes(file.data));
            }
        }
        let cache_control = HeaderValue::from_static(if name.starts_with(HASHED) {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        });
        Some(Self { representations, cache_control })
    }

    fn respond(&self, request: &HeaderMap) -> Response {
        let mut response = self.representations.respond(request);
        response.headers_mut().insert(CACHE_CONTROL, self.cache_control.clone());
        response
    }
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(embedded) => Bytes::from_static(embedded),
        Cow::Owned(read) => Bytes::from(read),
    }
}

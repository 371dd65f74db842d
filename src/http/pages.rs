//! The residents' pages: built by Vite from `liff/`, compressed at build time, embedded in the
//! binary and sent unchanged.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use axum::{
    Router,
    body::Bytes,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use rust_embed::Embed;

use super::{
    App,
    headers::{Always, DerivingWorker},
    representation::{Encoding, Representations},
};

/// The folder in which file names contain a hash of the content.
const HASHED: &str = "assets/";
const ROUTE: &str = "/liff/{*path}";
const INDEX: &str = "index.html";
/// The worker of the robot check, which compiles WebAssembly.
const DERIVING_WORKER: &str = "assets/argon2id-";
/// The suffixes that the build appends to the names of compressed files.
const COMPRESSED: [(&str, Encoding); 2] = [(".gz", Encoding::Gzip), (".br", Encoding::Brotli)];

/// The build of the pages. Debug builds read the files from disk at each request.
#[derive(Embed)]
#[folder = "liff/dist"]
struct Build;

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let names = Build::iter();
    names.filter_map(|name| Some((name.as_ref().to_owned(), Asset::load(&name)?))).collect()
});

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/liff/") }))
        .route("/liff", get(|| async { Redirect::temporary("/liff/") }))
        .route("/liff/", get(page))
        .route(ROUTE, get(page))
}

/// Answers with a file of the build, and with the index page for every other path. LIFF's
/// `liff.state` reloads deep paths from the server, and nothing may be redirected before the SDK
/// has started.
async fn page(request: Request) -> Response {
    let path = request.uri().path().strip_prefix("/liff/").unwrap_or_default();
    let file = respond(path, request.headers());
    let response = match file {
        None if !path.starts_with(HASHED) => respond(INDEX, request.headers()),
        file => file,
    };
    response.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// The files with a hash in their names, which are most of what a first visit loads. They are
/// served before any routing, with headers that were built once.
#[derive(Debug, Clone)]
pub(super) struct HashedFiles(Arc<HashMap<String, Representations>>);

impl HashedFiles {
    /// Loads the files with the headers that every answer has. Loads none in debug builds: there
    /// the router serves them from disk, so that a new build of the pages shows without recompiling
    /// the program.
    pub(super) fn of(always: &Always) -> Self {
        if cfg!(debug_assertions) { Self(Arc::default()) } else { Self::load(always) }
    }

    fn load(always: &Always) -> Self {
        let hashed = ASSETS.iter().filter(|(name, _)| name.starts_with(HASHED));
        let file = |(name, asset): (&String, &Asset)| {
            let mut headers = always.headers();
            headers.insert(CACHE_CONTROL, asset.cache_control.clone());
            if asset.is_deriving_worker {
                let (name, policy) = DerivingWorker::policy();
                headers.insert(name, policy);
            }
            let representations = asset.representations.clone().with_headers(&headers);
            (format!("/liff/{name}"), representations)
        };
        Self(Arc::new(hashed.map(file).collect()))
    }

    /// Answers a `GET` request for one of the files, and returns `None` for any other request.
    pub(super) fn respond(&self, request: &Request) -> Option<Response> {
        let file = self.0.get(request.uri().path()).filter(|_| request.method() == Method::GET)?;
        let response = file.respond(request.headers());
        let count = if response.status() == StatusCode::NOT_MODIFIED {
            metrics::counter!("sesshu_http_requests_total", "route" => ROUTE, "method" => "GET", "status" => "304")
        } else {
            metrics::counter!("sesshu_http_requests_total", "route" => ROUTE, "method" => "GET", "status" => "200")
        };
        count.increment(1);
        Some(response)
    }
}

fn respond(path: &str, request: &HeaderMap) -> Option<Response> {
    if cfg!(debug_assertions) {
        // A new build of the pages shows without recompiling the program.
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
    is_deriving_worker: bool,
}

impl Asset {
    /// Reads a file and its compressed variants. Returns `None` for an unknown name, and for the
    /// name of a compressed variant, which is not an asset by itself.
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
        let is_deriving_worker = name.starts_with(DERIVING_WORKER);
        Some(Self { representations, cache_control, is_deriving_worker })
    }

    fn respond(&self, request: &HeaderMap) -> Response {
        let mut response = self.representations.respond(request);
        response.headers_mut().insert(CACHE_CONTROL, self.cache_control.clone());
        if self.is_deriving_worker {
            response.extensions_mut().insert(DerivingWorker);
        }
        response
    }
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(embedded) => Bytes::from_static(embedded),
        Cow::Owned(read) => Bytes::from(read),
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        body::Body,
        http::header::{ACCEPT_ENCODING, CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH},
    };

    use super::*;
    use crate::http::{LinePages, Site};

    fn always() -> Always {
        let (liff_id, friend_url) = ("1000000002-shiokaze".to_owned(), String::new());
        let line = LinePages::Liff { liff_id, friend_url };
        Always::of(&Site { line, trusted_proxies: Vec::new(), https: true })
    }

    fn request(method: Method, path: &str, held: &str) -> Request {
        let request = Request::builder().method(method).uri(path).header(ACCEPT_ENCODING, "br");
        request.header(IF_NONE_MATCH, held).body(Body::empty()).unwrap()
    }

    #[test]
    fn hashed_files_are_answered_with_all_headers_and_others_are_left_to_the_router() {
        let files = HashedFiles::load(&always());
        assert!(!files.0.is_empty(), "the pages are built: make pages");
        assert!(files.0.keys().any(|path| path.contains("/argon2id-")), "the robot check's worker");
        for path in files.0.keys() {
            let response = files.respond(&request(Method::GET, path, "")).unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            let headers = response.headers().clone();
            let is_worker = path.contains("/argon2id-");
            for (name, value) in &always().headers() {
                if !is_worker || name != CONTENT_SECURITY_POLICY {
                    assert_eq!(&headers[name], value, "{path}");
                }
            }
            let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert_eq!(policy.contains("unsafe-eval"), is_worker, "{path}");
            assert!(policy.contains("default-src 'none'"), "{path}");
            assert_eq!(headers[CACHE_CONTROL], "public, max-age=31536000, immutable", "{path}");
            let held = headers[ETAG].to_str().unwrap();
            let again = files.respond(&request(Method::GET, path, held)).unwrap();
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
            assert!(again.headers().contains_key(CONTENT_SECURITY_POLICY), "{path}");
            assert!(files.respond(&request(Method::HEAD, path, "")).is_none());
        }
        for path in ["/liff/", "/liff/index.html", "/liff/assets/unknown.js", "/readyz"] {
            assert!(files.respond(&request(Method::GET, path, "")).is_none(), "{path}");
        }
    }
}

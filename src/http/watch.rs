//! Gives every request an ID, which is in each of its log lines and in its answer, and records the
//! number and duration of requests by route.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    BoxError,
    body::{Bytes, HttpBody},
    extract::{ConnectInfo, MatchedPath, Request},
    http::{HeaderMap, HeaderName, HeaderValue, Method},
    response::Response,
};
use ipnet::IpNet;
use tower::Service;
use tracing::Instrument;
use uuid::Uuid;

use super::{address::is_trusted, around::inside};
use crate::stopwatch::Stopwatch;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const LONGEST_ID: usize = 64;
/// The metric label of unknown addresses, which would otherwise create any number of labels.
const NO_ROUTE: &str = "none";

pub(super) async fn watch<S, B>(request: Request, doors: S) -> Response
where
    S: Service<Request, Response = Response<B>, Error = Infallible>,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let id = request_id(request.headers());
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", %id, method, route);
    let stopwatch = Stopwatch::start();
    let mut response = inside(doors, request).instrument(span.clone()).await;
    let (seconds, status) = (stopwatch.seconds(), response.status());
    span.in_scope(|| {
        if status.is_server_error() {
            tracing::warn!(status = status.as_u16(), seconds, "a request failed");
        } else {
            tracing::debug!(status = status.as_u16(), seconds, "a request was completed");
        }
    });
    let status = status.as_str().to_owned();
    metrics::histogram!("sesshu_http_request_duration_seconds", "route" => route.clone())
        .record(seconds);
    metrics::counter!("sesshu_http_requests_total", "route" => route, "method" => method, "status" => status)
        .increment(1);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Returns the metric label of the method. Clients can invent methods, which would otherwise create
/// any number of labels.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        _ => "other",
    }
}

/// Removes the request ID unless it comes from one of our own proxies. A stranger who chose the ID
/// of another request would make their log lines look like those of that request.
pub(super) fn drop_foreign_id(request: &mut Request, trusted_proxies: &[IpNet]) {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if !peer.is_some_and(|ConnectInfo(peer)| is_trusted(peer.ip(), trusted_proxies)) {
        request.headers_mut().remove(REQUEST_ID);
    }
}

/// Returns the ID that a proxy in front has assigned if it is safe to log, otherwise a new one.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let is_safe = |id: &&str| {
        let safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        !id.is_empty() && id.len() <= LONGEST_ID && id.bytes().all(safe)
    };
    given.filter(is_safe).map_or_else(new_id, str::to_owned)
}

/// Returns a new ID. It is unique in this process by a counter and among processes by a random
/// start. It need not be hard to guess.
fn new_id() -> String {
    static FIRST: LazyLock<u128> = LazyLock::new(|| Uuid::new_v4().as_u128());
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{:032x}", FIRST.wrapping_add(u128::from(count)))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn of(given: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_str(given).unwrap());
        request_id(&headers)
    }

    #[test]
    fn id_is_taken_from_trusted_proxies_only() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        for (peer, is_kept) in [
            ("10.0.0.2:9", true),
            ("[::ffff:10.0.0.2]:9", true),
            ("203.0.113.7:9", false),
            ("[2001:db8::1]:9", false),
        ] {
            let mut request = Request::new(Body::empty());
            request.headers_mut().insert(REQUEST_ID, HeaderValue::from_static("of-another"));
            request.extensions_mut().insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
            drop_foreign_id(&mut request, &trusted);
            assert_eq!(request.headers().contains_key(REQUEST_ID), is_kept, "{peer}");
        }
    }

    #[test]
    fn an_id_from_the_proxy_is_kept_if_it_is_one() {
        assert_eq!(of("0197-abc_DEF.1"), "0197-abc_DEF.1");
        let long = "a".repeat(LONGEST_ID + 1);
        for nonsense in ["", "a b", "a=\"b\"", long.as_str()] {
            assert_eq!(of(nonsense).len(), 32, "{nonsense}");
        }
        assert_ne!(request_id(&HeaderMap::new()), request_id(&HeaderMap::new()));
    }
}

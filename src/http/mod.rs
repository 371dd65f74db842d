//! HTTP interface for residents and LINE: the webhook, the resident API, the pages, health.
//!
//! A handler extracts its input, calls one function and renders the result. A person's identity
//! comes only from a session that was opened by verified credentials. Bodies, tokens and personal
//! data are never logged.

mod address;
mod api;
mod around;
mod headers;
mod health;
mod language;
mod origin;
mod pages;
mod problem;
mod representation;
mod retry;
mod serve;
mod visitor;
mod waiting_room;
mod watch;
mod webhook;

use std::{ops::Deref, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{Extensions, HeaderMap, StatusCode, Version, header::ETAG},
    response::Response,
    routing::{get, post},
};
use ipnet::IpNet;
use tokio::sync::Notify;
use tower::{Service, ServiceBuilder};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, Predicate, SizeAbove},
    },
    timeout::TimeoutLayer,
};

pub use self::{
    api::{Bodies, openapi},
    health::Readiness,
    serve::{PATIENCE, serve},
};
use self::{around::Around, headers::Always, pages::HashedFiles};
use crate::{
    gate::waiting_room::WaitingRoom,
    heartbeat::Heartbeats,
    line::{Line, signature::ChannelSecrets},
    reception::Desk,
    storage::Store,
    vaccination::{language::Language, municipality::Municipality, time::Clock},
    wording::{Pages, Voice},
};

/// The largest body accepted, in bytes. LINE's webhooks stay far below it.
const LARGEST_BODY: usize = 1024 * 1024;
/// The smallest body that is compressed, in bytes. A smaller one fits into one packet anyway.
const SMALLEST_COMPRESSED: u16 = 1_024;
const SLOWEST_ANSWER: Duration = Duration::from_secs(15);
/// The hard timeout for requests that [`SLOWEST_ANSWER`] does not end. Its answer has no body.
const END_OF_PATIENCE: Duration = Duration::from_secs(20);

/// The state shared by all handlers. Cheap to clone: every request gets one.
#[derive(Debug, Clone)]
pub struct App(Arc<Rooms>);

/// The services that handlers call, and the state of this layer.
#[derive(Debug, Clone)]
pub struct Rooms {
    pub desk: Desk,
    pub store: Store,
    pub line: Line,
    pub secrets: ChannelSecrets,
    pub municipality: Arc<Municipality>,
    /// Whether people identify themselves in the chat. Otherwise numbers and dates are removed from
    /// events before they are stored.
    pub identity_in_chat: bool,
    pub pages: Pages,
    pub site: Arc<Site>,
    /// `None` if the waiting room is switched off.
    pub waiting_room: Option<WaitingRoom>,
    /// The response cache for availability.
    pub bodies: Bodies,
    /// The last result of checking the database, for `/readyz`.
    pub readiness: Readiness,
    pub clock: Arc<dyn Clock>,
    /// Wakes up the inbox worker after a webhook was stored.
    pub heard: Arc<Notify>,
    /// Wakes up the sender of notifications after one was enqueued.
    pub owed: Arc<Notify>,
    /// The heartbeats of the background tasks: the service is not ready while one has stalled.
    pub heartbeats: Heartbeats,
}

impl From<Rooms> for App {
    fn from(rooms: Rooms) -> Self {
        Self(Arc::new(rooms))
    }
}

impl Deref for App {
    type Target = Rooms;

    fn deref(&self) -> &Rooms {
        &self.0
    }
}

impl Rooms {
    fn voice(&self, language: Language) -> Voice<'_> {
        Voice {
            language,
            municipality: &self.municipality,
            programme: self.desk.programme(),
            pages: &self.pages,
            names: true,
        }
    }
}

/// How the pages are reached and whether they use LINE or the simulator.
#[derive(Debug, Clone)]
pub struct Site {
    pub line: LinePages,
    /// Proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether cookies are `Secure` and have the `__Host-` prefix; off only in a rehearsal on plain
    /// HTTP.
    pub https: bool,
}

/// The LIFF environment of the pages.
#[derive(Debug, Clone)]
pub enum LinePages {
    Liff {
        liff_id: String,
        friend_url: String,
    },
    /// A rehearsal or the demo: ID tokens come from the simulator at this address, whose phone
    /// frames the pages.
    Simulator {
        liff_id: String,
        friend_url: String,
        url: String,
    },
}

/// The whole HTTP service: the pages' hashed files, and the router for everything else.
#[derive(Debug, Clone)]
pub struct HttpService {
    files: HashedFiles,
    router: Router,
    trusted_proxies: Arc<[IpNet]>,
}

impl HttpService {
    pub fn new(app: App) -> Self {
        let always = Always::of(&app.site);
        let trusted_proxies = app.site.trusted_proxies.clone().into();
        let files = HashedFiles::of(&always);
        Self { files, router: router(app, always), trusted_proxies }
    }

    pub(crate) async fn answer(&mut self, mut request: Request) -> Response {
        if let Some(response) = self.files.respond(&request) {
            return response;
        }
        watch::drop_foreign_id(&mut request, &self.trusted_proxies);
        // A router is always ready.
        match self.router.call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// Builds all routes with their middleware.
fn router(app: App, always: Always) -> Router {
    let assets = always.clone();
    // The pages' files are in memory, compressed by the build: their handlers never wait, read a
    // body or need compression, so they have no layers for that.
    let around_assets = ServiceBuilder::new()
        .map_response(move |response| assets.said_by(response))
        .layer(Around(watch::watch))
        .layer(CatchPanicLayer::new());
    let answers = Router::new()
        .route("/line/webhook", post(webhook::receive))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .merge(api::router(&app));
    let answers = with_layers(answers, always, END_OF_PATIENCE);
    // Merged into the pages, so that answers to unknown addresses pass all layers, too.
    pages::router().layer(around_assets).merge(answers).with_state(app)
}

/// Adds the middleware of all routes but the pages' files. The security headers are outermost, so
/// that the answers to panics and to requests that exceed the hard timeout have them as well.
fn with_layers<S>(routes: Router<S>, always: Always, hard_timeout: Duration) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    // Combined into one layer, because each `Router::layer` costs every request an allocation.
    let around = ServiceBuilder::new()
        .map_response(move |response| always.said_by(response))
        .layer(Around(watch::watch))
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, hard_timeout))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CompressionLayer::new().compress_when(may_be_compressed()));
    routes.layer(around)
}

/// Returns which answers are compressed: large enough ones without an entity tag. A tag identifies
/// exact bytes, so tagged answers are stored in all their encodings already ([`representation`]).
fn may_be_compressed() -> impl Predicate {
    let has_no_tag = |_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions| {
        !headers.contains_key(ETAG)
    };
    DefaultPredicate::new().and(SizeAbove::new(SMALLEST_COMPRESSED)).and(has_no_tag)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    async fn panics() -> StatusCode {
        panic!("a handler may be wrong");
    }

    async fn answer_of(hard_timeout: Duration, path: &str) -> Response {
        let site = Site {
            line: LinePages::Liff { liff_id: String::new(), friend_url: String::new() },
            trusted_proxies: Vec::new(),
            https: true,
        };
        let routes = Router::new()
            .route("/panics", get(panics))
            .route("/hangs", get(std::future::pending::<StatusCode>));
        let mut router: Router = with_layers(routes, Always::of(&site), hard_timeout);
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        match router.call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    #[tokio::test]
    async fn answers_to_panics_and_hard_timeouts_have_security_headers() {
        for (path, hard_timeout, status) in [
            ("/panics", END_OF_PATIENCE, StatusCode::INTERNAL_SERVER_ERROR),
            ("/hangs", Duration::ZERO, StatusCode::SERVICE_UNAVAILABLE),
        ] {
            let response = answer_of(hard_timeout, path).await;
            assert_eq!(response.status(), status, "{path}");
            for name in [
                "content-security-policy",
                "x-content-type-options",
                "x-frame-options",
                "referrer-policy",
                "permissions-policy",
                "strict-transport-security",
                "cross-origin-resource-policy",
            ] {
                assert!(response.headers().contains_key(name), "{path}: {name}");
            }
            assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
        }
    }
}

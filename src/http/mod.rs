//! The doors that residents and LINE knock at: the webhook, the resident API, the pages, health.
//!
//! A handler extracts, calls one function, renders. Who someone is comes only from a session
//! that was opened by a verified proof; bodies, tokens and personal data are never logged.

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

/// The largest body taken, in bytes. LINE's webhooks stay far below it.
const LARGEST_BODY: usize = 1024 * 1024;
/// What is smaller fits into one packet as it is, in bytes.
const SMALLEST_COMPRESSED: u16 = 1_024;
const SLOWEST_ANSWER: Duration = Duration::from_secs(15);
/// After that even who has no words for it is answered.
const END_OF_PATIENCE: Duration = Duration::from_secs(20);

/// What the doors need to open. Cheap to clone: every request has one.
#[derive(Debug, Clone)]
pub struct App(Arc<Rooms>);

/// The rooms behind the doors, and what the doors keep for themselves.
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
    /// Where people wait when too many come at once; without it nobody has to.
    pub waiting_room: Option<WaitingRoom>,
    /// What was last said of the free seats.
    pub bodies: Bodies,
    /// What was last found of the database, for `/readyz`.
    pub readiness: Readiness,
    pub clock: Arc<dyn Clock>,
    /// Rung when a webhook was stored, for the chat room.
    pub heard: Arc<Notify>,
    /// Rung when something is owed, for the notices.
    pub owed: Arc<Notify>,
    /// Of the background tasks: the service is not ready while one has stalled.
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

/// How the pages are reached and which LINE they speak to.
#[derive(Debug, Clone)]
pub struct Site {
    pub line: LinePages,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// `Secure` cookies with the `__Host-` prefix; off only in a rehearsal on plain http.
    pub https: bool,
}

/// The LINE that the pages run in.
#[derive(Debug, Clone)]
pub enum LinePages {
    Liff {
        liff_id: String,
        friend_url: String,
    },
    /// A rehearsal or the demo: ID tokens come from the simulator at this address, whose phone frames the pages.
    Simulator {
        liff_id: String,
        friend_url: String,
        url: String,
    },
}

/// Everything that the service answers over HTTP.
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

/// All routes, with everything around them that every request passes.
fn router(app: App, always: Always) -> Router {
    let assets = always.clone();
    // The files of the pages are in memory, compressed by the build: no handler of theirs waits,
    // reads a body or has anything to compress.
    let around_assets = ServiceBuilder::new()
        .layer(Around(watch::watch))
        .layer(CatchPanicLayer::new())
        .map_response(move |response| assets.said_by(response));
    // As one layer: each one more costs every request an allocation.
    let around = ServiceBuilder::new()
        .layer(Around(watch::watch))
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, END_OF_PATIENCE))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CompressionLayer::new().compress_when(may_be_compressed()))
        .map_response(move |response| always.said_by(response));
    let answers = Router::new()
        .route("/line/webhook", post(webhook::receive))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .merge(api::router(&app))
        .layer(around);
    // Merged into the pages, so that an unknown address has all layers around its answer.
    pages::router().layer(around_assets).merge(answers).with_state(app)
}

/// Compresses what is large enough and has no entity tag: the tag names exact bytes, so what has
/// one was stored in the encodings it comes in ([`representation`]).
fn may_be_compressed() -> impl Predicate {
    let has_no_tag = |_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions| {
        !headers.contains_key(ETAG)
    };
    DefaultPredicate::new().and(SizeAbove::new(SMALLEST_COMPRESSED)).and(has_no_tag)
}

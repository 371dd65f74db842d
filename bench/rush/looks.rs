//! The requests of everyone at nine o'clock, the calendar and the place in the queue, compared with
//! a bare axum handler that returns the same bytes. Also the memory that queued people take.

use std::time::Instant;

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, HeaderName, HeaderValue},
    routing::get,
};
use chrono::TimeDelta;
use sesshu::gate::waiting_room::RoomLimits;
use tokio::task::JoinSet;

use crate::{
    figures::{a_second, keep, median, memory_mb, number},
    fresh::Fresh,
    peers,
    phone::Phone,
    running::Running,
    town::Town,
};

/// The number of connections, which are kept open.
const PHONES: usize = 64;
/// How many people come while none are admitted.
const WAITING: usize = 100_000;

pub(crate) async fn measure() {
    let town = Town::found(Fresh::sqlite(), 100).await;
    let open = Running::start(town.settings());
    beside_bare_axum("index", &open.address, "/api/calendar?month=2026-12", "").await;
    open.stop();

    let mut settings = town.settings();
    let usual_stay = TimeDelta::minutes(3);
    settings.waiting_room = Some(RoomLimits { inside: 1, per_minute: 1, usual_stay });
    let crowded = Running::start(settings);
    let cookies = waits(&crowded.address).await;
    beside_bare_axum("poll", &crowded.address, "/api/waiting-room", &cookies).await;
    asks(&crowded.address, &request("/api/waiting-room", ""), WAITING / 100).await;
    let before = memory_mb("self", "VmRSS");
    asks(&crowded.address, &request("/api/waiting-room", ""), WAITING).await;
    keep("waiting_memory_mb", memory_mb("self", "VmRSS") - before);
    crowded.stop();
    town.close().await;
}

async fn beside_bare_axum(name: &str, address: &str, path: &str, cookies: &str) {
    let (request, looks) = (request(path, cookies), number("BENCH_LOOKS", 50_000));
    let bare = bare(address, path, &request).await;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..number("BENCH_ROUNDS", 5) {
        theirs.push(asks(&bare, &request, looks).await);
        ours.push(asks(address, &request, looks).await);
    }
    keep(&format!("{name}_per_second"), median(&ours));
    keep(&format!("{name}_bare_axum_per_second"), median(&theirs));
    keep(&format!("{name}_vs_bare_axum"), median(&ours) / median(&theirs));
}

fn request(path: &str, cookies: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nhost: sesshu\r\naccept-encoding: gzip\r\ncookie: {cookies}\r\n\r\n"
    )
}

/// Sends the request again and again on each connection. Returns requests per second.
async fn asks(address: &str, request: &str, looks: usize) -> f64 {
    let connected = Phone::many(address, PHONES).await;
    let begun = Instant::now();
    let mut phones = JoinSet::new();
    for mut phone in connected {
        let request = request.to_owned();
        phones.spawn(async move {
            for _ in 0..looks / PHONES {
                assert_eq!(phone.asks(&request).await.status, 200);
            }
        });
    }
    phones.join_all().await;
    a_second(looks / PHONES * PHONES, begun.elapsed())
}

/// Joins the queue again and again until a person has to wait. Returns the cookies of that place.
async fn waits(address: &str) -> String {
    let mut phone = Phone::connect(address).await;
    loop {
        let said = phone.asks(&request("/api/waiting-room", "")).await;
        let cookies = said.head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
        let pairs: Vec<_> = cookies.filter_map(|cookie| cookie.split(';').next()).collect();
        if said.body.starts_with(b"{\"admitted\":false") {
            return pairs.join("; ");
        }
    }
}

/// Serves the same headers and body from a handler without any logic, with as many threads as the
/// service has.
async fn bare(address: &str, path: &str, request: &str) -> String {
    peers::serve(bare_router(address, path, request).await)
}

async fn bare_router(address: &str, path: &str, request: &str) -> Router {
    let mut phone = Phone::connect(address).await;
    let said = phone.asks(request).await;
    assert_eq!(said.status, 200, "{}", String::from_utf8_lossy(said.body));
    let body = Bytes::copy_from_slice(said.body);
    // Headers that any server writes itself.
    let written = ["content-length", "date", "connection"];
    let headers: HeaderMap = said
        .head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .filter(|(name, _)| !written.contains(name))
        .map(|(name, value)| {
            (HeaderName::try_from(name).unwrap(), HeaderValue::from_str(value).unwrap())
        })
        .collect();
    let path = path.split('?').next().unwrap();
    Router::new().route(path, get(move || async move { (headers.clone(), body.clone()) }))
}

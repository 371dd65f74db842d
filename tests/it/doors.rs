//! Headers of every response, and slow clients that are disconnected.

use std::time::Duration;

use reqwest::{
    Method, StatusCode,
    header::{CACHE_CONTROL, HeaderMap, LOCATION, SET_COOKIE},
};
use serde_json::{Value, json};
use sesshu::{http, storage::DatabaseMode};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

use crate::harness::{client::client, database::TestDatabase, town::Town};

/// The connection idle timeout in these tests.
const IMPATIENT: Duration = Duration::from_millis(500);

/// Addresses outside the API: pages, webhook, health.
const OTHER_DOORS: [(&str, &str); 8] = [
    ("GET", "/"),
    ("GET", "/liff"),
    ("GET", "/liff/"),
    ("GET", "/liff/mypage"),
    ("POST", "/line/webhook"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/no/such/door"),
];

async fn every_door_says_what_a_browser_may_do(database: TestDatabase) {
    database.mark_as_real().await;
    let town = Town::with(database, |settings| {
        settings.service.public_url = "https://yoyaku.city.example.jp".parse().unwrap();
        settings.line.simulator = None;
        settings.database.mode = DatabaseMode::Real;
    })
    .await;
    let described = http::openapi().to_json().unwrap();
    let described: Value = serde_json::from_str(&described).unwrap();
    let mut doors: Vec<(String, String)> =
        OTHER_DOORS.map(|(method, path)| (method.to_owned(), path.to_owned())).to_vec();
    for (path, methods) in described["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let path = path.replace("{bookingId}", "1").replace("{slotId}", "1");
            doors.push((method.to_uppercase(), path));
        }
    }
    assert!(doors.len() > 20, "{doors:?}");
    for (method, path) in doors {
        let url = format!("{}{path}", town.url());
        let method: Method = method.parse().unwrap();
        let changes = !matches!(method, Method::GET | Method::DELETE);
        let request = client().request(method.clone(), url);
        let request = if changes { request.json(&json!({})) } else { request };
        let answer = request.send().await.unwrap();
        says_what_it_has_to(&format!("{method} {path}"), answer.status(), answer.headers());
    }
}

fn says_what_it_has_to(door: &str, status: StatusCode, headers: &HeaderMap) {
    assert!(!status.is_server_error(), "{door}: {status}");
    let says = |name: &str| {
        let value = headers.get(name).unwrap_or_else(|| panic!("{door} says no {name}"));
        value.to_str().unwrap().to_owned()
    };
    let policy = says("content-security-policy");
    for part in [
        "default-src 'none'",
        "script-src 'self';",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "require-trusted-types-for 'script'",
    ] {
        assert!(policy.contains(part), "{door}: {policy}");
    }
    // Nothing but the robot check's widget may turn text into HTML.
    let types = "; trusted-types default svelte-trusted-html";
    assert!(policy.ends_with(types), "{door}: {policy}");
    assert!(!policy.contains("unsafe"), "{door}: {policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("strict-transport-security", "max-age=31536000"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(says(name), value, "{door}: {name}");
    }
    assert!(says("permissions-policy").contains("geolocation=()"), "{door}");
    assert_eq!(says("x-request-id").len(), 32, "{door}");
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert!(!headers.contains_key(name), "{door} says {name}");
    }
    let caching = headers[CACHE_CONTROL].to_str().unwrap();
    // Availability is not personal; it is revalidated with each request.
    let kept = door.contains("/liff") || caching == "private, no-cache";
    assert!(kept || caching == "no-store", "{door}: {caching}");
    // No request can choose where it is redirected.
    if let Some(to) = headers.get(LOCATION) {
        assert_eq!(to, "/liff/", "{door}");
    }
    for cookie in headers.get_all(SET_COOKIE) {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-"), "{door}: {cookie}");
        for attribute in ["; Secure", "; Path=/"] {
            assert!(cookie.contains(attribute), "{door}: {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{door}: {cookie}");
    }
}

async fn a_cookie_of_https_is_bound_to_the_host(database: TestDatabase) {
    let town = Town::with(database, |settings| {
        settings.service.public_url = "https://yoyaku.city.example.jp".parse().unwrap();
    })
    .await;
    let form = json!({
        "couponNumber": "9999999999",
        "birthDate": "1950-05-05",
        "termsVersion": town.settings().municipality.terms.version,
    });
    let answer = client().post(format!("{}/api/session/coupon", town.url())).json(&form);
    let answer = answer.send().await.unwrap();
    let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-sesshu="), "{cookie}");
    for attribute in ["; HttpOnly", "; Secure", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
}

async fn who_says_nothing_or_says_it_too_slowly_is_hung_up_on(database: TestDatabase) {
    let town = Town::open(database).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let router = http::HttpService::new(town.service().app);
    let serving = tokio::spawn(http::serve(listener, router, IMPATIENT, stop.clone()));
    for said in ["", "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: "] {
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection.write_all(said.as_bytes()).await.unwrap();
        let mut heard = Vec::new();
        connection.read_to_end(&mut heard).await.unwrap();
        let heard = String::from_utf8(heard).unwrap();
        assert!(heard.is_empty() || heard.starts_with("HTTP/1.1 408"), "{heard}");
    }
    // Other clients are still served, and an idle connection does not delay the shutdown.
    let ready = client().get(format!("http://{address}/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::OK);
    let _idle = TcpStream::connect(address).await.unwrap();
    stop.cancel();
    serving.await.unwrap();
}

both!(
    every_door_says_what_a_browser_may_do,
    a_cookie_of_https_is_bound_to_the_host,
    who_says_nothing_or_says_it_too_slowly_is_hung_up_on,
);

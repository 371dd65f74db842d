//! The control API, the records of the traffic, the clock and the phone page.

use line_simulator::{Clock, Config, LiffApp, StartError, start};
use reqwest::Method;
use serde_json::json;

use crate::fixture::{Fixture, LIFF_ID, send, start_time, text};

#[tokio::test]
async fn control_api_covers_a_whole_conversation() {
    let fixture = Fixture::new().await;
    let new = json!({ "name": "潮風 花子", "language": "ja" });
    let added = fixture.control("/_sim/users", new).await.json();
    let id = added["userId"].as_str().unwrap();
    let user = |rest: &str| format!("/_sim/users/{id}/{rest}");

    let followed = send(fixture.anonymous_request(Method::POST, &user("follow"))).await;
    assert_eq!(followed.json()["status"], 200);
    assert_eq!(followed.json()["webhookEventId"], fixture.bot.event()["webhookEventId"]);
    for said in
        [json!({ "text": "もしもし" }), json!({ "sticker": true }), json!({ "image": true })]
    {
        assert_eq!(fixture.control(&user("messages"), said).await.json()["status"], 200);
    }
    fixture.control(&user("postbacks"), json!({ "data": "do=book" })).await;
    assert_eq!(fixture.bot.event()["postback"]["data"], "do=book");
    assert_eq!(
        fixture.control_get("/_sim/users").await.json(),
        json!([{
            "userId": id, "name": "潮風 花子", "language": "ja", "follows": true, "blocked": false,
        }])
    );
    send(fixture.anonymous_request(Method::POST, &user("unfollow"))).await;
    assert_eq!(fixture.control_get("/_sim/users").await.json()[0]["blocked"], true);
    assert_eq!(fixture.control(&user("messages"), json!({ "text": "あ" })).await.status, 409);
    assert_eq!(fixture.control("/_sim/users/U0/follow", json!({})).await.status, 404);
}

#[tokio::test]
async fn calls_and_webhooks_are_recorded_without_secrets() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    fixture.push(person.user_id(), text("はい")).await;
    let channel = fixture.running.simulator().config().channel.clone();
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", channel.id.as_str()),
        ("client_secret", channel.secret.as_str()),
    ];
    send(fixture.anonymous_request(Method::POST, "/oauth2/v3/token").form(&fields)).await;

    let calls = fixture.control_get("/_sim/calls").await;
    assert!(!calls.text().contains(&channel.secret));
    assert_eq!(calls.json()[0]["responseBody"]["access_token"], "(hidden)");
    let push = calls.json()[1].clone();
    assert_eq!(push["method"], "POST");
    assert_eq!(push["path"], "/v2/bot/message/push");
    assert_eq!(push["status"], 200);
    assert_eq!(push["requestBody"]["messages"][0], text("はい"));
    assert!(push["responseBody"]["sentMessages"].is_array());

    let webhook = fixture.control_get("/_sim/webhooks").await.json()[0].clone();
    assert_eq!(webhook["type"], "follow");
    assert_eq!(webhook["status"], 200);
    assert_eq!(webhook["isRedelivery"], false);
    assert_eq!(webhook["body"]["events"][0]["type"], "follow");
}

#[tokio::test]
async fn control_api_sets_the_clock() {
    let fixture = Fixture::new().await;
    let set = json!({ "now": "2026-12-24T03:00:00Z" });
    assert_eq!(fixture.control("/_sim/clock", set).await.status, 200);
    assert_eq!(fixture.clock.now().to_rfc3339(), "2026-12-24T03:00:00+00:00");
    assert_eq!(fixture.control_get("/_sim/clock").await.json()["now"], "2026-12-24T03:00:00Z");
}

#[tokio::test]
async fn open_page_receives_change_events() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let mut news = fixture.anonymous_request(Method::GET, "/_sim/events").send().await.unwrap();
    assert_eq!(news.headers()["content-type"], "text/event-stream");
    fixture.push(person.user_id(), text("はい")).await;
    fixture.clock.set(start_time());

    let mut heard = String::new();
    let expected = format!("event: chat\ndata: {{\"userId\":\"{}\"}}", person.user_id());
    while !(heard.contains(&expected)
        && heard.contains("event: call\n")
        && heard.contains("event: clock\n"))
    {
        let chunk = news.chunk().await.unwrap().unwrap();
        heard.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    fixture.running.shutdown().await;
}

#[tokio::test]
async fn control_api_refuses_pages_of_other_origins() {
    let fixture = Fixture::new().await;
    let from = |origin: &str| {
        let request =
            fixture.anonymous_request(Method::POST, "/_sim/users").header("origin", origin);
        send(request.json(&json!({ "name": "太郎" })))
    };
    assert_eq!(from("https://example.com").await.status, 403);
    assert_eq!(from("null").await.status, 403);
    assert_eq!(from(fixture.running.url()).await.status, 200);
}

#[tokio::test]
async fn phone_page_has_a_strict_policy() {
    let fixture = Fixture::new().await;
    let page = fixture.control_get("/").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    let policy = page.header("content-security-policy");
    for part in [
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' http://127.0.0.1:8080 https: data:",
        "frame-src 'self' http://127.0.0.1:8080",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
    ] {
        assert!(policy.contains(part), "{part}");
    }
    assert_eq!(fixture.control_get("/_phone/..%2fCargo.toml").await.status, 404);

    let about = fixture.control_get("/_sim/about").await.json();
    assert_eq!(about["notes"][0]["title"], "接種券");
    assert_eq!(about["liff"][0]["id"], LIFF_ID);
}

#[tokio::test]
async fn webhook_endpoint_can_be_set_read_and_tested() {
    let fixture = Fixture::new().await;
    let path = "/v2/bot/channel/webhook/endpoint";
    let current = fixture.get(path).await.json();
    assert_eq!(current["active"], true);

    let tested = fixture.post("/v2/bot/channel/webhook/test", json!({})).await.json();
    assert_eq!(tested["success"], true);
    assert_eq!(tested["statusCode"], 200);
    assert_eq!(fixture.bot.webhooks().pop().unwrap().body()["events"], json!([]));

    let set = |endpoint: &str| {
        let request = fixture.request(Method::PUT, path);
        send(request.json(&json!({ "endpoint": endpoint })))
    };
    assert_eq!(set("http://127.0.0.1:1/webhook").await.status, 200);
    assert_eq!(fixture.get(path).await.json()["endpoint"], "http://127.0.0.1:1/webhook");
    let tested = fixture.post("/v2/bot/channel/webhook/test", json!({})).await.json();
    assert_eq!(tested["reason"], "COULD_NOT_CONNECT");
    assert_eq!(set("webhook").await.status, 400);
}

#[tokio::test]
async fn unknown_address_is_not_found() {
    let fixture = Fixture::new().await;
    let unknown = fixture.get("/v2/bot/nonsense").await;
    assert_eq!(unknown.status, 404);
    assert_eq!(unknown.json(), json!({ "message": "Not found" }));
}

#[tokio::test]
async fn invalid_liff_endpoint_prevents_the_start() {
    let config = Config { liff: vec![LiffApp::new(LIFF_ID, "javascript:0")], ..Config::default() };
    let refused = start(config, Clock::running()).await;
    assert!(matches!(refused, Err(StartError::LiffEndpoint { .. })));
}

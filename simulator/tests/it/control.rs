//! The control API, the records of the traffic, the clock and the phone page.

use line_simulator::{Clock, Config, LiffApp, StartError, start};
use reqwest::Method;
use serde_json::json;

use crate::stage::{LIFF_ID, Stage, answer, moment, text};

#[tokio::test]
async fn a_whole_conversation_goes_through_the_control_api() {
    let stage = Stage::new().await;
    let new = json!({ "name": "潮風 花子", "language": "ja" });
    let added = stage.control("/_sim/users", new).await.json();
    let id = added["userId"].as_str().unwrap();
    let user = |rest: &str| format!("/_sim/users/{id}/{rest}");

    let followed = answer(stage.bare(Method::POST, &user("follow"))).await;
    assert_eq!(followed.json()["status"], 200);
    assert_eq!(followed.json()["webhookEventId"], stage.bot.event()["webhookEventId"]);
    for said in
        [json!({ "text": "もしもし" }), json!({ "sticker": true }), json!({ "image": true })]
    {
        assert_eq!(stage.control(&user("messages"), said).await.json()["status"], 200);
    }
    stage.control(&user("postbacks"), json!({ "data": "do=book" })).await;
    assert_eq!(stage.bot.event()["postback"]["data"], "do=book");
    assert_eq!(
        stage.look("/_sim/users").await.json(),
        json!([{
            "userId": id, "name": "潮風 花子", "language": "ja", "follows": true, "blocked": false,
        }])
    );
    answer(stage.bare(Method::POST, &user("unfollow"))).await;
    assert_eq!(stage.look("/_sim/users").await.json()[0]["blocked"], true);
    assert_eq!(stage.control(&user("messages"), json!({ "text": "あ" })).await.status, 409);
    assert_eq!(stage.control("/_sim/users/U0/follow", json!({})).await.status, 404);
}

#[tokio::test]
async fn calls_and_webhooks_are_written_down_without_secrets() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    stage.push(person.user_id(), text("はい")).await;
    let channel = stage.running.simulator().config().channel.clone();
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", channel.id.as_str()),
        ("client_secret", channel.secret.as_str()),
    ];
    answer(stage.bare(Method::POST, "/oauth2/v3/token").form(&fields)).await;

    let calls = stage.look("/_sim/calls").await;
    assert!(!calls.text().contains(&channel.secret));
    assert_eq!(calls.json()[0]["responseBody"]["access_token"], "(hidden)");
    let push = calls.json()[1].clone();
    assert_eq!(push["method"], "POST");
    assert_eq!(push["path"], "/v2/bot/message/push");
    assert_eq!(push["status"], 200);
    assert_eq!(push["requestBody"]["messages"][0], text("はい"));
    assert!(push["responseBody"]["sentMessages"].is_array());

    let webhook = stage.look("/_sim/webhooks").await.json()[0].clone();
    assert_eq!(webhook["type"], "follow");
    assert_eq!(webhook["status"], 200);
    assert_eq!(webhook["isRedelivery"], false);
    assert_eq!(webhook["body"]["events"][0]["type"], "follow");
}

#[tokio::test]
async fn the_clock_can_be_turned_from_outside() {
    let stage = Stage::new().await;
    let set = json!({ "now": "2026-12-24T03:00:00Z" });
    assert_eq!(stage.control("/_sim/clock", set).await.status, 200);
    assert_eq!(stage.clock.now().to_rfc3339(), "2026-12-24T03:00:00+00:00");
    assert_eq!(stage.look("/_sim/clock").await.json()["now"], "2026-12-24T03:00:00Z");
}

#[tokio::test]
async fn an_open_page_hears_what_to_look_at_again() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let mut news = stage.bare(Method::GET, "/_sim/events").send().await.unwrap();
    assert_eq!(news.headers()["content-type"], "text/event-stream");
    stage.push(person.user_id(), text("はい")).await;
    stage.clock.set(moment());

    let mut heard = String::new();
    let expected = format!("event: chat\ndata: {{\"userId\":\"{}\"}}", person.user_id());
    while !(heard.contains(&expected)
        && heard.contains("event: call\n")
        && heard.contains("event: clock\n"))
    {
        let chunk = news.chunk().await.unwrap().unwrap();
        heard.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    stage.running.shutdown().await;
}

#[tokio::test]
async fn pages_from_elsewhere_cannot_use_the_control_api() {
    let stage = Stage::new().await;
    let from = |origin: &str| {
        let request = stage.bare(Method::POST, "/_sim/users").header("origin", origin);
        answer(request.json(&json!({ "name": "太郎" })))
    };
    assert_eq!(from("https://example.com").await.status, 403);
    assert_eq!(from("null").await.status, 403);
    assert_eq!(from(stage.running.url()).await.status, 200);
}

#[tokio::test]
async fn the_phone_page_comes_with_a_strict_policy() {
    let stage = Stage::new().await;
    let page = stage.look("/").await;
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
    assert_eq!(stage.look("/_phone/..%2fCargo.toml").await.status, 404);

    let about = stage.look("/_sim/about").await.json();
    assert_eq!(about["notes"][0]["title"], "接種券");
    assert_eq!(about["liff"][0]["id"], LIFF_ID);
}

#[tokio::test]
async fn the_webhook_can_be_moved_read_and_tested_by_lines_own_calls() {
    let stage = Stage::new().await;
    let path = "/v2/bot/channel/webhook/endpoint";
    let current = stage.get(path).await.json();
    assert_eq!(current["active"], true);

    let tested = stage.post("/v2/bot/channel/webhook/test", json!({})).await.json();
    assert_eq!(tested["success"], true);
    assert_eq!(tested["statusCode"], 200);
    assert_eq!(stage.bot.webhooks().pop().unwrap().body()["events"], json!([]));

    let set = |endpoint: &str| {
        let request = stage.request(Method::PUT, path);
        answer(request.json(&json!({ "endpoint": endpoint })))
    };
    assert_eq!(set("http://127.0.0.1:1/webhook").await.status, 200);
    assert_eq!(stage.get(path).await.json()["endpoint"], "http://127.0.0.1:1/webhook");
    let tested = stage.post("/v2/bot/channel/webhook/test", json!({})).await.json();
    assert_eq!(tested["reason"], "COULD_NOT_CONNECT");
    assert_eq!(set("webhook").await.status, 400);
}

#[tokio::test]
async fn an_address_line_does_not_have_is_not_found() {
    let stage = Stage::new().await;
    let unknown = stage.get("/v2/bot/nonsense").await;
    assert_eq!(unknown.status, 404);
    assert_eq!(unknown.json(), json!({ "message": "Not found" }));
}

#[tokio::test]
async fn an_app_without_a_usable_endpoint_keeps_the_simulator_from_starting() {
    let config = Config { liff: vec![LiffApp::new(LIFF_ID, "javascript:0")], ..Config::default() };
    let refused = start(config, Clock::running()).await;
    assert!(matches!(refused, Err(StartError::LiffEndpoint { .. })));
}

//! Compares the simulator's own output, responses and webhooks, with LINE's OpenAPI files.

use std::sync::LazyLock;

use axum::Router;
use axum::routing::post;
use serde_json::{Value, json};

use super::{Description, MESSAGING, same_template};
use crate::clock::Clock;
use crate::config::{Config, LiffApp};
use crate::server::{Running, start};

static TOKENS: LazyLock<Description> =
    LazyLock::new(|| Description::read(include_str!("../../openapi/channel-access-token.yml")));
static LIFF: LazyLock<Description> =
    LazyLock::new(|| Description::read(include_str!("../../openapi/liff.yml")));
static WEBHOOK: LazyLock<Description> =
    LazyLock::new(|| Description::read(include_str!("../../openapi/webhook.yml")));

const RESPONSE_SCHEMA: &str = "/content/application~1json/schema/$ref";

/// Starts a simulator and a bot that answers 200 to everything.
async fn start_simulator() -> Running {
    let router = Router::new().route("/", post(async || ()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let webhook_url = Some(format!("http://{}/", listener.local_addr().unwrap()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let clock = Clock::frozen("2026-11-22T00:00:00Z".parse().unwrap());
    let liff = vec![LiffApp::new("1600000002-abcdefgh", "https://city.example.jp/liff")];
    start(Config { liff, webhook_url, ..Config::default() }, clock).await.unwrap()
}

async fn call(running: &Running, method: &str, path: &str, body: Option<Value>) -> Value {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let token = &running.simulator().config().channel.access_token;
    let url = format!("{}{path}", running.url());
    let mut request = client.request(method.parse().unwrap(), url).bearer_auth(token);
    if let Some(body) = body {
        request = request.json(&body);
    }
    request.send().await.unwrap().json().await.unwrap_or_default()
}

async fn post_form(running: &Running, path: &str) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let channel = &running.simulator().config().channel;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &channel.id),
        ("client_secret", &channel.secret),
    ];
    client.post(format!("{}{path}", running.url())).form(&form).send().await.unwrap();
}

/// Calls every simulated endpoint whose response LINE's file describes.
async fn call_every_endpoint(running: &Running, user_id: &str) {
    let text = json!([{ "type": "text", "text": "はい" }]);
    let menu = json!({
        "size": { "width": 2500, "height": 843 }, "selected": true, "name": "menu",
        "chatBarText": "メニュー", "areas": [],
    });
    let push = json!({ "to": user_id, "messages": text });
    call(running, "POST", "/v2/bot/message/push", Some(push)).await;
    let multicast = json!({ "to": [user_id], "messages": text });
    call(running, "POST", "/v2/bot/message/multicast", Some(multicast)).await;
    let narrowcast = json!({ "messages": text });
    call(running, "POST", "/v2/bot/message/narrowcast", Some(narrowcast)).await;
    let invalid = json!({ "to": user_id, "messages": [] });
    call(running, "POST", "/v2/bot/message/push", Some(invalid)).await;
    let id = call(running, "POST", "/v2/bot/richmenu", Some(menu)).await["richMenuId"].clone();
    let loading = json!({ "chatId": user_id });
    call(running, "POST", "/v2/bot/chat/loading/start", Some(loading)).await;
    call(running, "POST", &format!("/v2/bot/user/{user_id}/linkToken"), None).await;
    call(running, "POST", "/v2/bot/channel/webhook/test", Some(json!({}))).await;
    let all = json!({ "operations": [{ "type": "unlinkAll" }] });
    call(running, "POST", "/v2/bot/richmenu/batch", Some(all)).await;
    let newest = running.simulator().state().records.calls.newest_first().next().cloned().unwrap();
    let progress = format!("/v2/bot/richmenu/progress/batch?requestId={}", newest.request_id);
    for path in [
        "/v2/bot/info",
        "/v2/bot/message/quota",
        "/v2/bot/message/quota/consumption",
        "/v2/bot/message/delivery/push?date=20261120",
        "/v2/bot/followers/ids",
        "/v2/bot/richmenu/list",
        "/v2/bot/richmenu/alias/list",
        "/v2/bot/channel/webhook/endpoint",
        &format!("/v2/bot/richmenu/{}", id.as_str().unwrap()),
        &format!("/v2/bot/profile/{user_id}"),
        &progress,
    ] {
        call(running, "GET", path, None).await;
    }
    post_form(running, "/oauth2/v3/token").await;
    post_form(running, "/v2/oauth/accessToken").await;
    list_liff_apps(running).await;
}

/// Lists the LIFF apps with a token of the login channel, to which they belong.
async fn list_liff_apps(running: &Running) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let login = &running.simulator().config().login;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", login.id.as_str()),
        ("client_secret", &login.secret),
    ];
    let token = client.post(format!("{}/oauth2/v3/token", running.url())).form(&form);
    let token: Value = token.send().await.unwrap().json().await.unwrap();
    let token = token["access_token"].as_str().unwrap();
    let url = format!("{}/liff/v1/apps", running.url());
    client.get(url).bearer_auth(token).send().await.unwrap();
}

/// Returns the schema of a response, if one of the files has it.
fn response_schema(
    method: &str,
    path: &str,
    status: u16,
) -> Option<(&'static Description, String)> {
    [&MESSAGING, &TOKENS, &LIFF].into_iter().find_map(|description| {
        let paths = description.document["paths"].as_object()?;
        let matches = |template: &str| {
            // Exact templates win over variables: `list` is not a menu ID.
            template == path || (!template.contains("/all/") && matches_template(template, path))
        };
        let (_, described) = paths
            .iter()
            .find(|(template, _)| *template == path)
            .or_else(|| paths.iter().find(|(template, _)| matches(template)))?;
        let responses = &described[method.to_ascii_lowercase()]["responses"];
        let schema = responses[status.to_string()].pointer(RESPONSE_SCHEMA)?.as_str()?;
        Some((&**description, schema.to_owned()))
    })
}

/// Returns whether a template matches a path.
fn matches_template(template: &str, path: &str) -> bool {
    let parts = template.split('/').zip(path.split('/'));
    let marked: Vec<_> =
        parts.map(|(wanted, given)| if wanted.starts_with('{') { "{}" } else { given }).collect();
    template.split('/').count() == path.split('/').count()
        && same_template(template, &marked.join("/"))
}

#[tokio::test]
async fn responses_match_lines_files() {
    let running = start_simulator().await;
    let person = running.simulator().add_person("潮風 太郎", "ja");
    person.follow().await.unwrap();
    call_every_endpoint(&running, person.user_id()).await;

    let calls: Vec<_> = running.simulator().state().records.calls.oldest_first().cloned().collect();
    let mut compared = 0;
    for call in calls {
        assert!(call.status < 300 || call.status == 400, "{} {}", call.path, call.status);
        let Some((description, schema)) = response_schema(&call.method, &call.path, call.status)
        else {
            continue;
        };
        let validator = description.validator(&schema).unwrap();
        let errors: Vec<_> =
            validator.iter_errors(&call.response_body).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{} {}: {errors:?}", call.path, call.response_body);
        compared += 1;
    }
    assert!(compared >= 19, "only {compared} were compared");
}

#[tokio::test]
async fn webhooks_match_lines_file() {
    let running = start_simulator().await;
    let person = running.simulator().add_person("潮風 太郎", "ja");
    person.follow().await.unwrap();
    person.say("もしもし").await.unwrap();
    person.send_sticker().await.unwrap();
    person.send_image().await.unwrap();
    person
        .postback(crate::acts::Postback { data: "a".to_owned(), ..Default::default() })
        .await
        .unwrap();
    person.link_account("MTIzNDU2Nzg5MDEyMzQ1Ng", true).await.unwrap();
    person.link_account("MTIzNDU2Nzg5MDEyMzQ1Ng", false).await.unwrap();
    let message =
        running.simulator().state().records.webhooks.oldest_first().nth(1).cloned().unwrap();
    let id = message.body["events"][0]["message"]["id"].as_str().unwrap().to_owned();
    person.unsend(&id).await.unwrap();
    person.unfollow().await.unwrap();

    let validator = WEBHOOK.validator("#/components/schemas/CallbackRequest").unwrap();
    let unknown = json!({ "destination": "U0", "events": [{ "type": "novelty" }] });
    assert!(!validator.is_valid(&unknown), "kinds are told apart");
    let state = running.simulator().state();
    let mut compared = 0;
    for webhook in state.records.webhooks.oldest_first() {
        let errors: Vec<_> =
            validator.iter_errors(&webhook.body).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", webhook.body);
        compared += 1;
    }
    assert_eq!(compared, 9);
}

//! Test fixture: a running simulator, a bot that receives webhooks, a frozen clock.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use chrono::{DateTime, Utc};
use line_simulator::{Clock, Config, LiffApp, Note, Person, Running, start};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub(crate) const LIFF_ID: &str = "1600000002-abcdefgh";
pub(crate) const ENDPOINT: &str = "http://127.0.0.1:8080/liff";

pub(crate) struct Fixture {
    pub(crate) running: Running,
    pub(crate) clock: Clock,
    pub(crate) bot: Bot,
    http: reqwest::Client,
}

/// The bot: records what it receives and answers with a status that the test chooses.
#[derive(Clone)]
pub(crate) struct Bot {
    received: Arc<Mutex<Vec<Webhook>>>,
    status: Arc<Mutex<StatusCode>>,
}

#[derive(Clone)]
pub(crate) struct Webhook {
    pub(crate) signature: String,
    pub(crate) raw: Vec<u8>,
}

impl Webhook {
    pub(crate) fn body(&self) -> Value {
        serde_json::from_slice(&self.raw).unwrap()
    }

    pub(crate) fn event(&self) -> Value {
        self.body()["events"][0].clone()
    }
}

pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl Response {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes.to_vec()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap().to_str().unwrap()
    }
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        Self::with(|config| config).await
    }

    pub(crate) async fn with(configure: impl FnOnce(Config) -> Config) -> Self {
        let (bot, webhook_url) = Bot::start().await;
        let clock = Clock::frozen(start_time());
        let config = configure(Config {
            webhook_url: Some(webhook_url),
            liff: vec![LiffApp::new(LIFF_ID, ENDPOINT)],
            notes: vec![Note { title: "接種券".to_owned(), text: "1234567890".to_owned() }],
            ..Config::default()
        });
        let running = start(config, clock.clone()).await.unwrap();
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(30))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self { running, clock, bot, http }
    }

    /// Adds a person who follows the account.
    pub(crate) async fn add_friend(&self) -> Person {
        let person = self.running.simulator().add_person("潮風 太郎", "ja");
        person.follow().await.unwrap();
        person
    }

    /// Creates a request without credentials.
    pub(crate) fn anonymous_request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.running.url()))
    }

    /// Creates a request with the channel's token.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let token = &self.running.simulator().config().channel.access_token;
        self.anonymous_request(method, path).bearer_auth(token)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Response {
        send(self.request(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Response {
        send(self.request(Method::DELETE, path)).await
    }

    pub(crate) async fn push(&self, to: &str, message: Value) -> Response {
        let body = json!({ "to": to, "messages": [message] });
        self.post("/v2/bot/message/push", body).await
    }

    pub(crate) async fn reply(&self, token: &str, message: Value) -> Response {
        let body = json!({ "replyToken": token, "messages": [message] });
        self.post("/v2/bot/message/reply", body).await
    }

    pub(crate) async fn control(&self, path: &str, body: Value) -> Response {
        send(self.anonymous_request(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn control_get(&self, path: &str) -> Response {
        send(self.anonymous_request(Method::GET, path)).await
    }

    /// Returns what the person sees in the chat.
    pub(crate) async fn chat(&self, person: &Person) -> Value {
        let path = format!("/_sim/users/{}/chat", person.user_id());
        send(self.anonymous_request(Method::GET, &path)).await.json()
    }
}

impl Bot {
    async fn start() -> (Self, String) {
        let bot = Self { received: Arc::default(), status: Arc::default() };
        let router = Router::new().route("/webhook", post(Self::receive)).with_state(bot.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/webhook", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (bot, url)
    }

    async fn receive(State(bot): State<Self>, headers: HeaderMap, body: Bytes) -> StatusCode {
        bot.received.lock().unwrap().push(Webhook {
            signature: headers["x-line-signature"].to_str().unwrap().to_owned(),
            raw: body.to_vec(),
        });
        *bot.status.lock().unwrap()
    }

    pub(crate) fn answer_with(&self, status: StatusCode) {
        *self.status.lock().unwrap() = status;
    }

    pub(crate) fn webhooks(&self) -> Vec<Webhook> {
        self.received.lock().unwrap().clone()
    }

    /// Returns the newest event.
    pub(crate) fn event(&self) -> Value {
        self.webhooks().last().unwrap().event()
    }

    pub(crate) fn reply_token(&self) -> String {
        self.event()["replyToken"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn start_time() -> DateTime<Utc> {
    "2026-11-22T00:00:00Z".parse().unwrap()
}

pub(crate) async fn send(request: RequestBuilder) -> Response {
    let response = request.send().await.unwrap();
    Response {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        bytes: response.bytes().await.unwrap(),
    }
}

pub(crate) fn text(content: &str) -> Value {
    json!({ "type": "text", "text": content })
}

/// Returns the beginning of a PNG, enough to read its size.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    bytes
}

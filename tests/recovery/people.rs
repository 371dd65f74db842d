//! People who retry until they get a response, and compare it with what they find afterwards.

use std::{cell::Cell, collections::BTreeMap, sync::Mutex, time::Duration};

use line_simulator::{Person, Postback};
use reqwest::{
    Client, Method, StatusCode,
    header::{COOKIE, SET_COOKIE},
};
use serde_json::{Value, json};
use sesshu::vaccination::ids::SlotId;

use crate::{button::button, town::Town};

/// How often a person retries before the test fails.
const PATIENCE: usize = 1_000;
const PAUSE: Duration = Duration::from_millis(30);

pub(crate) struct Somebody {
    index: usize,
    phone: Person,
    service: String,
    line: String,
    slots: Vec<SlotId>,
    http: Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// Returns the number of a person's coupon.
pub(crate) fn number_of(person: usize) -> String {
    format!("{:010}", 4_000_000_000_u64 + person as u64)
}

impl Somebody {
    pub(crate) fn new(town: &Town, index: usize) -> Self {
        Self {
            index,
            phone: town.line().simulator().add_person("潮風 花子", "ja"),
            service: town.service.url(),
            line: town.line().url().to_owned(),
            slots: town.slots.clone(),
            http: town.http.clone(),
            cookies: Mutex::default(),
        }
    }

    /// Does everything a person does: follows, asks for help, identifies by coupon, links, books,
    /// cancels and books again. Each booking and cancellation must be notified.
    pub(crate) async fn lives(&self) {
        self.follows().await;
        self.hears_after(self.says("ヘルプ")).await;
        self.links().await;
        let first = self.hears_after(self.books()).await;
        self.hears_after(self.cancels_in_the_chat()).await;
        self.finds_no_more(&first).await;
        let second = self.hears_after(self.books()).await;
        assert_ne!(first, second);
        self.finds_their(&second).await;
        let path = format!("/api/bookings/{second}/cancel");
        self.hears_after(self.asks(Method::POST, &path, &json!({}), None)).await;
        // Every second person comes again.
        if self.index.is_multiple_of(2) {
            let third = self.hears_after(self.books()).await;
            self.finds_their(&third).await;
        }
    }

    pub(crate) async fn follows(&self) {
        self.hears_after(async {
            self.phone.follow().await.unwrap();
        })
        .await;
    }

    pub(crate) async fn says(&self, words: &str) {
        self.phone.say(words).await.unwrap();
    }

    /// Links the account on the pages, once the person is admitted. If the response with a new
    /// session was lost, the old one is gone and the person starts again.
    pub(crate) async fn links(&self) {
        self.comes_in().await;
        while !self.tries_to_link().await.is_success() {}
    }

    /// Queues until the person is admitted.
    pub(crate) async fn comes_in(&self) {
        self.sees("let in", async || {
            let place = self.once(&Method::GET, "/api/waiting-room", &Value::Null, None).await;
            place.filter(|(_, place)| place["admitted"] == true)
        })
        .await;
    }

    /// Sends the LINE ID token, the coupon, the contact and the link.
    async fn tries_to_link(&self) -> StatusCode {
        let url = format!("{}/_sim/users/{}/liff", self.line, self.phone.user_id());
        let launch = self.http.post(url).json(&json!({ "path": "/" })).send().await.unwrap();
        let launch: Value = launch.json().await.unwrap();
        let id_token = json!({ "idToken": launch["idToken"] });
        let coupon = json!({
            "couponNumber": number_of(self.index), "birthDate": "1950-05-05",
            "termsVersion": "2026-11-01",
        });
        let contact = json!({ "name": "ワクチン ハナコ", "phone": "09012345678", "email": null });
        self.asks(Method::POST, "/api/session/line", &id_token, None).await;
        self.asks(Method::POST, "/api/session/coupon", &coupon, None).await;
        self.asks(Method::PUT, "/api/contact", &contact, None).await;
        self.asks(Method::PUT, "/api/link", &json!({}), None).await.0
    }

    /// Books any slot that has a seat, twice under one idempotency key, and checks that both
    /// responses are equal.
    pub(crate) async fn books(&self) -> String {
        for slot in self.slots.iter().cycle().skip(self.index).take(self.slots.len()) {
            let key = format!("recovery-{:032x}", rand::random::<u128>());
            let form = json!({ "slotId": slot.to_string() });
            let (status, booked) =
                self.asks(Method::POST, "/api/bookings", &form, Some(&key)).await;
            if status == StatusCode::CREATED {
                let (_, again) = self.asks(Method::POST, "/api/bookings", &form, Some(&key)).await;
                assert_eq!(again["id"], booked["id"]);
                return booked["id"].as_str().unwrap().to_owned();
            }
            assert_eq!(booked["code"], "slot_full");
        }
        panic!("no seat is left");
    }

    /// Tries once to book the first slot.
    pub(crate) async fn tries_to_book(&self, key: &str) -> (StatusCode, Value) {
        let form = json!({ "slotId": self.slots[0].to_string() });
        let asked = self.once(&Method::POST, "/api/bookings", &form, Some(key)).await;
        asked.expect("somebody answers")
    }

    pub(crate) async fn looks_for_seats(&self) -> StatusCode {
        let asked = self.once(&Method::GET, "/api/venues", &Value::Null, None).await;
        asked.expect("somebody answers").0
    }

    /// Returns the id of the current booking.
    pub(crate) async fn finds(&self) -> Option<String> {
        let (_, found) = self.asks(Method::GET, "/api/bookings", &Value::Null, None).await;
        found["current"]["id"].as_str().map(str::to_owned)
    }

    /// Waits until the booking is gone: the message received before may have been about something
    /// earlier.
    async fn finds_no_more(&self, booking: &str) {
        self.sees(&format!("rid of booking {booking}"), async || {
            (self.finds().await.as_deref() != Some(booking)).then_some(())
        })
        .await;
    }

    async fn finds_their(&self, booking: &str) {
        assert_eq!(self.finds().await.as_deref(), Some(booking));
    }

    /// Does something, and waits until the account has written something new.
    pub(crate) async fn hears_after<T>(&self, act: impl Future<Output = T>) -> T {
        let before = self.messages().await.len();
        let done = act.await;
        self.sees("answered", async || (self.messages().await.len() > before).then_some(())).await;
        done
    }

    /// Waits until the account has written a message with these words.
    pub(crate) async fn hears(&self, words: &str) {
        self.sees(&format!("told {words:?}"), async || {
            let messages = self.messages().await;
            messages.iter().any(|message| message.to_string().contains(words)).then_some(())
        })
        .await;
    }

    /// Requests the cancel card and presses its button. Requests it again if the account says that
    /// its reply may have been lost.
    async fn cancels_in_the_chat(&self) {
        let doubts_before = Cell::new(doubts(&self.messages().await));
        self.says("キャンセル").await;
        let data = self
            .sees("shown the button OK", async || {
                let messages = self.messages().await;
                if let Some(ok) = messages.iter().rev().find_map(|message| button(message, "OK")) {
                    return Some(ok["data"].as_str().unwrap().to_owned());
                }
                let doubts = doubts(&messages);
                if doubts > doubts_before.replace(doubts) {
                    self.says("キャンセル").await;
                }
                None
            })
            .await;
        self.phone.postback(Postback { data, ..Postback::default() }).await.unwrap();
    }

    /// Polls until `look` returns a value.
    async fn sees<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        for _ in 0..PATIENCE {
            if let Some(seen) = look().await {
                return seen;
            }
            tokio::time::sleep(PAUSE).await;
        }
        let heard = serde_json::to_string_pretty(&self.messages().await).unwrap();
        panic!("person {} is never {what}; they were told:\n{heard}", self.index);
    }

    /// Returns the messages that the account has sent.
    async fn messages(&self) -> Vec<Value> {
        let url = format!("{}/_sim/users/{}/chat", self.line, self.phone.user_id());
        let chat: Value = self.http.get(url).send().await.unwrap().json().await.unwrap();
        let messages = chat["messages"].as_array().unwrap().iter();
        messages.filter(|message| message["from"] == "bot").cloned().collect()
    }

    /// Repeats a request until there is a response. A person whose exit pass has expired queues
    /// again.
    async fn asks(
        &self,
        method: Method,
        path: &str,
        body: &Value,
        key: Option<&str>,
    ) -> (StatusCode, Value) {
        for _ in 0..PATIENCE {
            match self.once(&method, path, body, key).await {
                Some((_, refused)) if refused["code"] == "crowded" => self.comes_in().await,
                Some((status, answer)) if !status.is_server_error() => return (status, answer),
                _ => tokio::time::sleep(PAUSE).await,
            }
        }
        panic!("nobody answers at {path}");
    }

    /// Sends a request once. Returns `None` if there is no complete response.
    async fn once(
        &self,
        method: &Method,
        path: &str,
        body: &Value,
        key: Option<&str>,
    ) -> Option<(StatusCode, Value)> {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.service));
        let cookies = self.cookies.lock().unwrap().clone();
        for (name, value) in cookies {
            request = request.header(COOKIE, format!("{name}={value}"));
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if *method != Method::GET {
            request = request.json(body);
        }
        let answer = request.send().await.ok()?;
        let (status, head) = (answer.status(), answer.headers().clone());
        let answer = answer.bytes().await.ok()?;
        for set in head.get_all(SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
        }
        Some((status, serde_json::from_slice(&answer).unwrap_or_default()))
    }
}

/// Counts how often the account has said that a reply may not have arrived.
fn doubts(messages: &[Value]) -> usize {
    let is_doubt = |message: &&Value| {
        message["message"]["text"]
            .as_str()
            .is_some_and(|text| text.contains("お返事が届いていないかも"))
    };
    messages.iter().filter(is_doubt).count()
}

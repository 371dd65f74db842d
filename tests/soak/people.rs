//! People, each with a phone, a coupon, sometimes an e-mail address, and random behaviour.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use line_simulator::{Person, Postback};
use rand::{
    Rng, SeedableRng,
    rngs::StdRng,
    seq::{IndexedRandom, SliceRandom},
};
use reqwest::{
    Client, Method,
    header::{COOKIE, SET_COOKIE},
};
use serde_json::{Value, json};
use sesshu::vaccination::ids::SlotId;

use crate::town::Town;

/// The number of concurrent acts.
const SIDE_BY_SIDE: usize = 12;
/// How often a person retries a request without a response, five times a second.
const PATIENCE: usize = 300;
const WORDS: [&str; 14] = [
    "予約",
    "確認",
    "キャンセル",
    "FAQ",
    "情報",
    "マニュアル",
    "ヘルプ",
    "同意する",
    "はい",
    "OK",
    "キャンセルする",
    "やめる",
    "こんにちは💉",
    "1950年5月5日",
];

pub(crate) struct Crowd(Vec<Somebody>);

pub(crate) struct Somebody {
    index: usize,
    phone: Person,
    service: String,
    line: String,
    slots: Vec<SlotId>,
    http: Client,
    life: tokio::sync::Mutex<Life>,
}

struct Life {
    dice: StdRng,
    follows: bool,
    cookie: Option<String>,
}

impl Crowd {
    pub(crate) fn new(town: &Town, people: usize, seed: u64) -> Self {
        let somebody = |index| Somebody {
            index,
            phone: town
                .line()
                .simulator()
                .add_person("潮風 花子", if index % 4 == 3 { "en" } else { "ja" }),
            service: town.service.url(),
            line: town.line().url().to_owned(),
            slots: town.slots.clone(),
            http: town.http.clone(),
            life: tokio::sync::Mutex::new(Life {
                dice: StdRng::seed_from_u64(seed ^ index as u64),
                follows: false,
                cookie: None,
            }),
        };
        Self((0..people).map(somebody).collect())
    }

    /// Returns every person `times` times, in random order.
    pub(crate) fn shuffled(&self, times: usize, dice: &mut StdRng) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.0.len()).cycle().take(self.0.len() * times).collect();
        all.shuffle(dice);
        all
    }

    /// Lets each of these people do something, many of them concurrently.
    pub(crate) async fn act(&self, people: &[usize]) {
        let acts = people.iter().map(|index| Box::pin(self.0[*index].does_something()));
        stream::iter(acts).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
    }
}

impl Somebody {
    async fn does_something(&self) {
        let mut life = self.life.lock().await;
        if !life.follows {
            life.follows = true;
            drop(self.phone.follow().await);
            // Some never go further.
            if life.dice.random_bool(0.8) {
                self.links(&mut life).await;
            }
            return;
        }
        match life.dice.random_range(0..10) {
            0 | 1 => {
                let words = *WORDS.choose(&mut life.dice).unwrap();
                drop(self.phone.say(words).await);
            }
            2 => self.types_number_or_birth_date(&mut life).await,
            3 | 4 => self.presses_something(&mut life).await,
            5 => self.links(&mut life).await,
            6 | 7 => self.books(&mut life).await,
            8 => self.cancels(&mut life).await,
            _ => {
                life.follows = false;
                drop(self.phone.unfollow().await);
            }
        }
    }

    async fn types_number_or_birth_date(&self, life: &mut Life) {
        let number = number_of(self.index);
        let words = if life.dice.random_bool(0.7) { &number } else { "昭和25年5月5日" };
        drop(self.phone.say(words).await);
    }

    /// Presses any button of the last messages.
    async fn presses_something(&self, life: &mut Life) {
        let url = format!("{}/_sim/users/{}/chat", self.line, self.phone.user_id());
        let chat: Value = self.http.get(url).send().await.unwrap().json().await.unwrap();
        let mut buttons = Vec::new();
        let messages = chat["messages"].as_array().unwrap();
        messages.iter().rev().take(3).for_each(|message| postbacks(message, &mut buttons));
        let Some(button) = buttons.choose(&mut life.dice) else { return };
        let date = json!({ "date": "1950-05-05" });
        let postback = Postback {
            data: button["data"].as_str().unwrap().to_owned(),
            params: (button["type"] == "datetimepicker")
                .then(|| date.as_object().cloned().unwrap_or_default()),
            display_text: None,
        };
        drop(self.phone.postback(postback).await);
    }

    /// Identifies and links on the pages: LINE ID token, coupon, contact, link.
    async fn links(&self, life: &mut Life) {
        let url = format!("{}/_sim/users/{}/liff", self.line, self.phone.user_id());
        let launch = self.http.post(url).json(&json!({ "path": "/" })).send().await.unwrap();
        let launch: Value = launch.json().await.unwrap();
        let id_token = json!({ "idToken": launch["idToken"] });
        let number = number_of(self.index);
        let coupon = json!({
            "couponNumber": number, "birthDate": "1950-05-05", "termsVersion": "2026-11-01",
        });
        let email =
            self.index.is_multiple_of(2).then(|| format!("person{}@example.jp", self.index));
        let contact = json!({ "name": "ワクチン ハナコ", "phone": "09012345678", "email": email });
        self.asks(life, Method::POST, "/api/session/line", &id_token, None).await;
        self.asks(life, Method::POST, "/api/session/coupon", &coupon, None).await;
        self.asks(life, Method::PUT, "/api/contact", &contact, None).await;
        // Some want only e-mail and do not link.
        if life.dice.random_bool(0.9) {
            self.asks(life, Method::PUT, "/api/link", &json!({}), None).await;
        }
    }

    async fn books(&self, life: &mut Life) {
        let slot = *self.slots.choose(&mut life.dice).unwrap();
        let key = format!("soak-{:032x}", life.dice.random::<u128>());
        let form = json!({ "slotId": slot.to_string() });
        self.asks(life, Method::POST, "/api/bookings", &form, Some(&key)).await;
    }

    async fn cancels(&self, life: &mut Life) {
        let (_, bookings) = self.asks(life, Method::GET, "/api/bookings", &Value::Null, None).await;
        if let Some(id) = bookings["current"]["id"].as_str() {
            let path = format!("/api/bookings/{id}/cancel");
            self.asks(life, Method::POST, &path, &json!({}), None).await;
        }
    }

    /// Repeats a request until there is a response, as people do who tap again.
    async fn asks(
        &self,
        life: &mut Life,
        method: Method,
        path: &str,
        body: &Value,
        key: Option<&str>,
    ) -> (u16, Value) {
        for _ in 0..PATIENCE {
            let mut request = self.http.request(method.clone(), format!("{}{path}", self.service));
            if let Some(cookie) = &life.cookie {
                request = request.header(COOKIE, cookie);
            }
            if let Some(key) = key {
                request = request.header("idempotency-key", key);
            }
            if method != Method::GET {
                request = request.json(body);
            }
            match request.send().await {
                Ok(answer) if !answer.status().is_server_error() => {
                    if let Some(set) = answer.headers().get(SET_COOKIE) {
                        let pair = set.to_str().unwrap().split(';').next().unwrap();
                        life.cookie = (!pair.ends_with('=')).then(|| pair.to_owned());
                    }
                    let status = answer.status().as_u16();
                    return (status, answer.json().await.unwrap_or_default());
                }
                _ => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
        panic!("nobody answers at {path}");
    }
}

/// Returns the number of a person's coupon.
pub(crate) fn number_of(person: usize) -> String {
    format!("{:010}", 2_000_000_000 + person)
}

/// Collects every button in a message, at any depth.
fn postbacks(message: &Value, found: &mut Vec<Value>) {
    match message {
        Value::Object(object) => {
            let kind = object.get("type").and_then(Value::as_str);
            if matches!(kind, Some("postback" | "datetimepicker")) && object.contains_key("data") {
                found.push(message.clone());
            }
            object.values().for_each(|inner| postbacks(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| postbacks(inner, found)),
        _ => {}
    }
}

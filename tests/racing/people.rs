//! People with one coupon and two phones each, who retry until they get a response.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use reqwest::{
    Client, Method, StatusCode,
    header::{COOKIE, SET_COOKIE},
};
use serde_json::{Value, json};

use crate::{
    answers::{Answers, Booked},
    town::{BIRTH_DATE, Town, number_of},
};

/// The number of concurrent acts.
const SIDE_BY_SIDE: usize = 24;
/// How long a person retries before the test fails: longer than a failover.
const PATIENCE: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(20);

pub(crate) struct Crowd<'a> {
    phones: Vec<Phone<'a>>,
    answers: Vec<Mutex<Answers>>,
    dice: Mutex<StdRng>,
}

struct Phone<'a> {
    town: &'a Town,
    person: usize,
    cookie: String,
}

impl<'a> Crowd<'a> {
    /// Identifies each person by their coupon on two phones and stores a telephone number.
    pub(crate) async fn arrives(town: &'a Town, people: usize, seed: u64) -> Self {
        let identified = (0..2 * people).map(|phone| Phone::identified(town, phone / 2));
        let phones = stream::iter(identified).buffer_unordered(SIDE_BY_SIDE).collect().await;
        let answers = (0..people).map(|_| Mutex::default()).collect();
        Self { phones, answers, dice: Mutex::new(StdRng::seed_from_u64(seed)) }
    }

    /// Performs `acts` random acts, many of them concurrently.
    pub(crate) async fn act(&self, acts: usize) {
        let acts = (0..acts).map(|_| self.one_act());
        stream::iter(acts).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
    }

    pub(crate) fn answers(&self) -> Vec<Answers> {
        self.answers.iter().map(|it| it.lock().unwrap().clone()).collect()
    }

    pub(crate) async fn one_act(&self) {
        let (phone, slot, kind, key) = {
            let mut dice = self.dice.lock().unwrap();
            let phone = self.phones.choose(&mut *dice).unwrap();
            let slot = phone.town.slots.choose(&mut *dice).unwrap().0.0;
            let key = format!("race-{:032x}", dice.random::<u128>());
            (phone, slot, dice.random_range(0..10), key)
        };
        let answers = &self.answers[phone.person];
        match kind {
            0..5 => phone.books(slot, &key, answers).await,
            5 => {
                // A double tap.
                let (tap, again) =
                    (phone.books(slot, &key, answers), phone.books(slot, &key, answers));
                tokio::join!(tap, again);
            }
            6 => phone.asks_again(answers).await,
            7 | 8 => phone.cancels(answers).await,
            _ => {
                phone.cancels(answers).await;
                phone.books(slot, &key, answers).await;
            }
        }
    }
}

impl<'a> Phone<'a> {
    async fn identified(town: &'a Town, person: usize) -> Self {
        let mut phone = Self { town, person, cookie: String::new() };
        let coupon = json!({
            "couponNumber": number_of(person), "birthDate": BIRTH_DATE,
            "termsVersion": "2026-11-01",
        });
        let url = format!("{}/api/session/coupon", town.replicas[0].url());
        let answer = town.http.post(url).json(&coupon).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        let set = answer.headers()[SET_COOKIE].to_str().unwrap();
        set.split(';').next().unwrap().clone_into(&mut phone.cookie);
        let contact = json!({ "name": "ワクチン ハナコ", "phone": "09012345678", "email": null });
        let (status, _) =
            phone.asks(Method::PUT, "/api/contact", &contact, None, &Mutex::default()).await;
        assert!(status.is_success(), "{status}");
        phone
    }

    async fn books(&self, slot: i64, key: &str, answers: &Mutex<Answers>) {
        let form = json!({ "slotId": slot.to_string() });
        let (status, body) =
            self.asks(Method::POST, "/api/bookings", &form, Some(key), answers).await;
        let mut answers = answers.lock().unwrap();
        match status {
            StatusCode::CREATED => answers.booked.push(Booked {
                key: key.to_owned(),
                slot: number(&body["slotId"]),
                booking: number(&body["id"]),
            }),
            StatusCode::CONFLICT => answers.refused += 1,
            StatusCode::UNAUTHORIZED => answers.unauthorized += 1,
            _ => panic!("{status}: {body}"),
        }
    }

    /// Repeats a request whose response was lost, perhaps much later.
    async fn asks_again(&self, answers: &Mutex<Answers>) {
        let before = answers.lock().unwrap().booked.last().cloned();
        if let Some(Booked { key, slot, .. }) = before {
            self.books(slot, &key, answers).await;
        }
    }

    async fn cancels(&self, answers: &Mutex<Answers>) {
        let (_, bookings) =
            self.asks(Method::GET, "/api/bookings", &Value::Null, None, answers).await;
        let Some(id) = bookings["current"]["id"].as_str() else { return };
        answers.lock().unwrap().cancels_asked.push(id.parse().unwrap());
        let path = format!("/api/bookings/{id}/cancel");
        let (status, body) = self.asks(Method::POST, &path, &json!({}), None, answers).await;
        match status {
            StatusCode::OK => answers.lock().unwrap().cancelled.push(number(&body["id"])),
            StatusCode::CONFLICT => answers.lock().unwrap().refused += 1,
            StatusCode::UNAUTHORIZED => answers.lock().unwrap().unauthorized += 1,
            _ => panic!("{status}: {body}"),
        }
    }

    /// Sends a request to one replica after another until one responds.
    async fn asks(
        &self,
        method: Method,
        path: &str,
        body: &Value,
        key: Option<&str>,
        answers: &Mutex<Answers>,
    ) -> (StatusCode, Value) {
        let Town { replicas, http, .. } = self.town;
        let begun = Instant::now();
        for attempt in 0_usize.. {
            if begun.elapsed() > PATIENCE {
                break;
            }
            let place = (self.person + attempt) % replicas.len();
            let replica = &replicas[place];
            let url = format!("{}{path}", replica.url());
            let request = self.request(http, &method, &url, body, key);
            match request.send().await {
                Ok(answer) if !answer.status().is_server_error() => {
                    let status = answer.status();
                    // The connection may end in the middle of the response.
                    if let Ok(body) = answer.json().await {
                        // A transaction that may write has decided the request.
                        if method != Method::GET {
                            self.town.served(place);
                        }
                        return (status, body);
                    }
                }
                _ => {}
            }
            answers.lock().unwrap().unanswered += 1;
            tokio::time::sleep(PAUSE).await;
        }
        panic!("nobody answers at {path}");
    }

    fn request(
        &self,
        http: &Client,
        method: &Method,
        url: &str,
        body: &Value,
        key: Option<&str>,
    ) -> reqwest::RequestBuilder {
        let mut request = http.request(method.clone(), url).header(COOKIE, &self.cookie);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if *method == Method::GET { request } else { request.json(body) }
    }
}

fn number(value: &Value) -> i64 {
    value.as_str().unwrap().parse().unwrap()
}

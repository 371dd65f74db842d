//! A browser for the residents' API: JSON and cookies.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use reqwest::{
    Client, Method, RequestBuilder, Response,
    header::{ACCEPT_LANGUAGE, COOKIE, HeaderMap, SET_COOKIE},
};
use serde_json::{Value, json};
use sesshu::vaccination::ids::SlotId;

use super::{Coupon, Town};
use crate::harness::client::client;

pub(crate) struct Browser {
    town: Town,
    http: Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// A response of the service.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Browser {
    pub(super) fn new(town: &Town) -> Self {
        Self { town: town.clone(), http: client(), cookies: Mutex::default() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path, None).await
    }

    /// Sends coupon number and birth date, and agrees to the terms.
    pub(crate) async fn shows(&self, coupon: &Coupon) -> Answer {
        let terms = &self.town.settings().municipality.terms.version;
        let form = json!({
            "couponNumber": coupon.number,
            "birthDate": coupon.birth_date,
            "termsVersion": terms,
        });
        self.post("/api/session/coupon", form).await
    }

    /// Like [`Browser::shows`], with the municipality that issued the coupon.
    pub(crate) async fn shows_of(&self, coupon: &Coupon, issuer: &str) -> Answer {
        let form = json!({
            "couponNumber": coupon.number,
            "birthDate": coupon.birth_date,
            "termsVersion": self.town.settings().municipality.terms.version,
            "issuer": issuer,
        });
        self.post("/api/session/coupon", form).await
    }

    /// Stores a name, a telephone number and optionally an e-mail address.
    pub(crate) async fn leaves_contact(&self, name: &str, email: Option<&str>) -> Answer {
        let form = json!({ "name": name, "phone": "090-1234-5678", "email": email });
        self.put("/api/contact", form).await
    }

    /// Like [`Browser::leaves_contact`], on pages in another language.
    pub(crate) async fn leaves_contact_in(
        &self,
        language: &str,
        name: &str,
        email: Option<&str>,
    ) -> Answer {
        let request = self.http.put(format!("{}/api/contact", self.town.url()));
        let request = request.header(ACCEPT_LANGUAGE, language);
        let cookie = self.cookie().expect("they have signed in");
        let form = json!({ "name": name, "phone": "090-1234-5678", "email": email });
        let answer = request.header(COOKIE, cookie).json(&form).send().await;
        Answer::read(answer.expect("the service answers")).await
    }

    /// Shows a coupon and leaves a contact: all that is needed to book.
    pub(crate) async fn signs_in(&self, coupon: &Coupon) {
        self.shows(coupon).await.ok();
        self.leaves_contact("わくちん はなこ", None).await.ok();
    }

    pub(crate) async fn books(&self, slot: SlotId) -> Answer {
        self.post("/api/bookings", json!({ "slotId": slot.to_string() })).await
    }

    /// Books under this idempotency key.
    pub(crate) async fn books_by_key(&self, slot: SlotId, key: &str) -> Answer {
        let request = self.http.post(format!("{}/api/bookings", self.town.url()));
        let request = request.header("idempotency-key", key);
        let cookie = self.cookie().expect("they have signed in");
        let form = json!({ "slotId": slot.to_string() });
        let answer = request.header(COOKIE, cookie).json(&form).send().await;
        Answer::read(answer.expect("the service answers")).await
    }

    /// Returns headers and text of a response.
    pub(crate) async fn reads(&self, path: &str) -> (HeaderMap, String) {
        let answer = self.http.get(format!("{}{path}", self.town.url())).send().await.unwrap();
        (answer.headers().clone(), answer.text().await.unwrap())
    }

    pub(crate) async fn cancels(&self, booking: &Value) -> Answer {
        let id = booking["id"].as_str().unwrap();
        self.post(&format!("/api/bookings/{id}/cancel"), json!({})).await
    }

    /// Returns the current booking.
    pub(crate) async fn booking(&self) -> Value {
        self.get("/api/bookings").await.ok()["current"].clone()
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.town.url()));
        if let Some(cookie) = self.cookie() {
            request = request.header(COOKIE, cookie);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.expect("the service answers");
        self.keep_cookie(response.headers());
        Answer::read(response).await
    }

    /// Returns a cookie's value.
    pub(crate) fn holds(&self, name: &str) -> Option<String> {
        self.cookies().get(name).cloned()
    }

    /// Sets a cookie, as an attacker might.
    pub(crate) fn is_given(&self, name: &str, value: &str) {
        self.cookies().insert(name.to_owned(), value.to_owned());
    }

    /// Removes a cookie, as if the browser had been closed.
    pub(crate) fn forgets(&self, name: &str) {
        self.cookies().remove(name);
    }

    pub(crate) fn cookie(&self) -> Option<String> {
        let cookies = self.cookies();
        let pairs: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    fn keep_cookie(&self, headers: &HeaderMap) {
        for set in headers.get_all(SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.forgets(name);
            } else {
                self.is_given(name, value);
            }
        }
    }

    fn cookies(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answer {
    async fn read(response: Response) -> Self {
        let status = response.status().as_u16();
        let bytes = response.bytes().await.expect("the answer is whole");
        Self { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    /// Returns the body of a successful response.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        self.body
    }

    /// Returns why a request was refused: status and problem code.
    #[track_caller]
    pub(crate) fn refused(&self) -> (u16, &str) {
        assert!((400..500).contains(&self.status), "{self:?}");
        (self.status, self.body["code"].as_str().unwrap_or_default())
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// Returns the sentence for people.
    pub(crate) fn detail(&self) -> &str {
        self.body["detail"].as_str().unwrap_or_default()
    }
}

/// Calls the simulator's control API, which accepts every request of a test.
pub(super) async fn control(url: &str, path: &str, body: Option<Value>) -> Value {
    let url = format!("{url}{path}");
    let request: RequestBuilder = match body {
        Some(body) => client().post(url).json(&body),
        None => client().get(url),
    };
    let answer = Answer::read(request.send().await.expect("the simulator answers")).await;
    answer.ok()
}

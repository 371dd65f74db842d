//! A person with a phone, who follows, taps, writes, presses buttons and opens pages.

use std::sync::Mutex;

use line_simulator::{Person, Postback};
use serde_json::{Map, Value, json};

use super::{Browser, Town};
use crate::harness::button::button;

pub(crate) struct Resident {
    town: Town,
    phone: Phone,
    user_id: String,
    browser: Browser,
    /// How many of the account's messages they have read.
    read: Mutex<usize>,
}

/// How the test drives the simulated phone.
enum Phone {
    InProcess(Person),
    ByWire,
}

/// A message of the account.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Heard {
    /// LINE's message object.
    pub(crate) message: Value,
    /// `reply` or `push`.
    pub(crate) via: String,
}

impl Resident {
    pub(super) fn in_process(town: &Town, name: &str, language: &str) -> Self {
        let person = town.line().simulator().add_person(name, language);
        let user_id = person.user_id().to_owned();
        Self::new(town, user_id, Phone::InProcess(person))
    }

    pub(super) async fn by_wire(town: &Town, name: &str) -> Self {
        let added = town.control("/_sim/users", Some(json!({ "name": name }))).await;
        Self::new(town, added["userId"].as_str().unwrap().to_owned(), Phone::ByWire)
    }

    fn new(town: &Town, user_id: String, phone: Phone) -> Self {
        let browser = town.browser();
        Self { town: town.clone(), phone, user_id, browser, read: Mutex::default() }
    }

    /// Returns a friend of the account who has linked a coupon on the pages, and stored a contact.
    pub(crate) async fn just_linked(town: &Town, number: &str) -> Self {
        let coupon = town.coupon(number, "1950-05-05").await;
        let person = town.resident("潮風 花子");
        person.follows().await;
        person.hears_one().await;
        let id_token = person.id_token("/").await;
        let browser = person.browser();
        browser.post("/api/session/line", json!({ "idToken": id_token })).await.ok();
        browser.signs_in(&coupon).await;
        assert_eq!(browser.put("/api/link", json!({})).await.ok()["linked"], true);
        person
    }

    /// Like [`just_linked`](Self::just_linked), with the notification received.
    pub(crate) async fn linked(town: &Town, number: &str) -> Self {
        let person = Self::just_linked(town, number).await;
        town.works().await;
        person.hears().await;
        person
    }

    /// Stores an e-mail address, and receives the notification of the changed contact.
    pub(crate) async fn leaves_address(&self, email: &str) {
        self.browser.leaves_contact("ワクチン ハナコ", Some(email)).await.ok();
        self.town.works().await;
        self.hears().await;
    }

    /// Like [`linked`](Self::linked), booked for ten o'clock in the hall, with the confirmation
    /// received.
    pub(crate) async fn booked(town: &Town, number: &str, date: &str) -> Self {
        let slot = town.slot("hall", date, "10:00", 12).await;
        let person = Self::linked(town, number).await;
        person.browser().books(slot).await.ok();
        town.works().await;
        assert!(person.hears_one().await.says("ご予約が完了しました"));
        person
    }

    pub(crate) fn user_id(&self) -> &str {
        &self.user_id
    }

    /// Returns the browser inside LINE.
    pub(crate) fn browser(&self) -> &Browser {
        &self.browser
    }

    pub(crate) async fn follows(&self) {
        match &self.phone {
            Phone::InProcess(person) => took(person.follow().await.unwrap().status),
            Phone::ByWire => self.acts("follow", json!({})).await,
        }
        self.town.works().await;
    }

    pub(crate) async fn blocks(&self) {
        match &self.phone {
            Phone::InProcess(person) => took(person.unfollow().await.unwrap().status),
            Phone::ByWire => self.acts("unfollow", json!({})).await,
        }
        self.town.works().await;
    }

    pub(crate) async fn says(&self, text: &str) {
        match &self.phone {
            Phone::InProcess(person) => took(person.say(text).await.unwrap().status),
            Phone::ByWire => self.acts("messages", json!({ "text": text })).await,
        }
        self.town.works().await;
    }

    /// Writes while the service is down. LINE will redeliver the event under the returned id.
    pub(crate) async fn says_in_vain(&self, text: &str) -> String {
        let Phone::InProcess(person) = &self.phone else { panic!("held in process only") };
        let delivery = person.say(text).await.unwrap();
        assert_eq!(delivery.status, Some(0), "somebody listened");
        delivery.webhook_event_id.unwrap()
    }

    /// Taps the area of the rich menu with this label.
    pub(crate) async fn taps(&self, label: &str) {
        let chat = self.chat().await;
        let areas = chat["richMenu"]["object"]["areas"].as_array().expect("there is a menu");
        let is_meant = |area: &Value| area["action"]["label"] == label;
        let area = areas.iter().position(is_meant).expect("the menu has this area");
        match &self.phone {
            Phone::InProcess(person) => drop(person.tap(area, None).await.unwrap()),
            Phone::ByWire => self.acts("taps", json!({ "area": area })).await,
        }
        self.town.works().await;
    }

    /// Presses the newest button with this label.
    pub(crate) async fn presses(&self, label: &str) {
        let action = self.button(label).await;
        assert_eq!(action["type"], "postback", "{action}");
        self.sends_back(&action, None).await;
    }

    /// Picks a day with the newest date picker with this label.
    pub(crate) async fn picks(&self, label: &str, date: &str) {
        let action = self.button(label).await;
        assert_eq!(action["type"], "datetimepicker", "{action}");
        let params = Map::from_iter([("date".to_owned(), json!(date))]);
        self.sends_back(&action, Some(params)).await;
    }

    /// Opens the page behind the newest button with this label, as LINE opens LIFF pages. Returns
    /// the session that the page gets for its ID token.
    pub(crate) async fn opens(&self, label: &str) -> Value {
        let action = self.button(label).await;
        let (app, liff_id) = (self.town.line().url(), &self.town.settings().line.liff_id);
        let uri = action["uri"].as_str().expect("the button opens something");
        let path = uri.strip_prefix(&format!("{app}/liff/{liff_id}")).expect("it opens our pages");
        let id_token = self.id_token(path).await;
        self.browser.post("/api/session/line", json!({ "idToken": id_token })).await.ok()
    }

    /// Returns the ID token that LINE gives to the page at `path`.
    pub(crate) async fn id_token(&self, path: &str) -> String {
        self.launches(path).await["idToken"].as_str().unwrap().to_owned()
    }

    /// Returns the access token that the SDK has on the page at `path`.
    pub(crate) async fn access_token(&self, path: &str) -> String {
        let launch = self.launches(path).await;
        let page: reqwest::Url = launch["url"].as_str().unwrap().parse().unwrap();
        let mut hash = reqwest::Url::parse("about:blank").unwrap();
        hash.set_query(page.fragment());
        let token = hash.query_pairs().find(|(name, _)| name == "access_token");
        token.unwrap().1.into_owned()
    }

    /// Returns what LINE gives to the page at `path` when it is opened.
    async fn launches(&self, path: &str) -> Value {
        let act = format!("/_sim/users/{}/liff", self.user_id);
        let launch = self.town.control(&act, Some(json!({ "path": path }))).await;
        let page = format!("{}/liff{path}#", self.town.url());
        assert!(launch["url"].as_str().unwrap().starts_with(&page), "{}", launch["url"]);
        launch
    }

    /// Returns what the account has sent since the last call.
    pub(crate) async fn hears(&self) -> Vec<Heard> {
        let all = self.everything_heard().await;
        let mut read = self.read.lock().unwrap();
        let news = all[*read..].to_vec();
        *read = all.len();
        news
    }

    /// Returns the one message that the account has sent since the last call.
    #[track_caller]
    pub(crate) fn hears_one(&self) -> impl Future<Output = Heard> {
        let caller = std::panic::Location::caller();
        async move {
            let heard = self.hears().await;
            let [one] = heard.try_into().unwrap_or_else(|heard: Vec<Heard>| {
                let words: Vec<_> = heard.iter().map(Heard::words).collect();
                panic!("at {caller}: {} messages: {words:#?}", words.len())
            });
            one
        }
    }

    async fn sends_back(&self, action: &Value, params: Option<Map<String, Value>>) {
        let data = action["data"].as_str().unwrap().to_owned();
        let display_text = action["displayText"].as_str().map(str::to_owned);
        match &self.phone {
            Phone::InProcess(person) => {
                let postback = Postback { data, params, display_text };
                took(person.postback(postback).await.unwrap().status);
            }
            Phone::ByWire => {
                let postback =
                    json!({ "data": data, "params": params, "displayText": display_text });
                self.acts("postbacks", postback).await;
            }
        }
        self.town.works().await;
    }

    async fn acts(&self, act: &str, body: Value) {
        let path = format!("/_sim/users/{}/{act}", self.user_id);
        let answer = self.town.control(&path, Some(body)).await;
        assert_eq!(answer["status"], 200, "{answer}");
    }

    async fn button(&self, label: &str) -> Value {
        let messages = self.everything_heard().await;
        let mut newest_first = messages.iter().rev();
        newest_first
            .find_map(|heard| button(&heard.message, label))
            .unwrap_or_else(|| panic!("no button says {label}"))
            .clone()
    }

    async fn everything_heard(&self) -> Vec<Heard> {
        let chat = self.chat().await;
        let messages = chat["messages"].as_array().unwrap().iter();
        let of_the_account = messages.filter(|message| message["from"] == "bot");
        of_the_account
            .map(|message| Heard {
                message: message["message"].clone(),
                via: message["via"].as_str().unwrap().to_owned(),
            })
            .collect()
    }

    async fn chat(&self) -> Value {
        self.town.control(&format!("/_sim/users/{}/chat", self.user_id), None).await
    }
}

impl Heard {
    /// Returns all its text, the notification first.
    pub(crate) fn words(&self) -> String {
        let mut words = Vec::new();
        words.extend(self.message["altText"].as_str());
        texts(&self.message, &mut words);
        words.join("\n")
    }

    pub(crate) fn says(&self, words: &str) -> bool {
        self.words().contains(words)
    }
}

#[track_caller]
fn took(status: Option<u16>) {
    assert_eq!(status, Some(200), "the webhook was not taken");
}

fn texts<'m>(message: &'m Value, found: &mut Vec<&'m str>) {
    match message {
        Value::Object(object) => {
            found.extend(object.get("text").and_then(Value::as_str));
            object.values().for_each(|inner| texts(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| texts(inner, found)),
        _ => {}
    }
}

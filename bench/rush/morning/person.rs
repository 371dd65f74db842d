//! A resident who comes at nine: waits, identifies, looks at the calendar, books, and pauses in
//! between as people do.

use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};

use super::{
    browser::{Answer, Browser, Proxy},
    seen::Seen,
};
use crate::{first_visit, town::number_of};

const PAGE: &str = "/liff/";

/// How often a person whose chosen slot is full looks for another.
const TRIES: usize = 30;
/// The share of polls at which a waiting person reloads the page.
const RELOADS: f64 = 0.05;
/// The share of people whose browser has cached the files from an earlier visit.
const RETURNING: f64 = 0.2;

pub(super) struct Person<'a> {
    place: usize,
    browser: Browser,
    chance: StdRng,
    /// The entity tag of the page, once the browser has cached the page and all its files.
    held: Option<String>,
    files: &'a Files,
    seen: &'a Seen,
}

/// The files of the pages apart from the page itself, and the page's entity tag.
pub(super) struct Files {
    paths: Vec<String>,
    page_etag: String,
}

impl Files {
    pub(super) async fn of(proxy: &Proxy) -> Self {
        let (_, page_etag) = Browser::new(proxy.clone(), 0).load(PAGE, None).await;
        Self { paths: first_visit::assets(), page_etag }
    }
}

impl<'a> Person<'a> {
    pub(super) fn new(place: usize, proxy: Proxy, files: &'a Files, seen: &'a Seen) -> Self {
        let mut chance = StdRng::seed_from_u64(place as u64);
        let held = chance.random_bool(RETURNING).then(|| files.page_etag.clone());
        Self { place, browser: Browser::new(proxy, place), chance, held, files, seen }
    }

    pub(super) async fn comes(mut self, rush: Duration) {
        // Most come in the first moments.
        let comes = rush.mul_f64(self.chance.random::<f64>().powi(2));
        tokio::time::sleep(comes).await;
        self.loads_the_page().await;
        if !self.waits().await {
            return;
        }
        self.shows_the_coupon().await;
        self.books().await;
    }

    async fn loads_the_page(&mut self) {
        let begun = Instant::now();
        let (status, etag) = self.browser.load(PAGE, self.held.as_deref()).await;
        self.seen.loaded(status, begun.elapsed());
        if self.held.replace(etag).is_some() {
            // The files are immutable, so a browser that has them does not request them again.
            return;
        }
        for path in &self.files.paths {
            let begun = Instant::now();
            let (status, _) = self.browser.load(path, None).await;
            self.seen.loaded(status, begun.elapsed());
        }
    }

    /// Waits to be admitted. Returns false once there are no seats left.
    async fn waits(&mut self) -> bool {
        let (came, mut told) = (Instant::now(), None);
        loop {
            let begun = Instant::now();
            let Answer { status, body, .. } = self.browser.get("/api/waiting-room").await;
            self.seen.looked(status, begun.elapsed());
            if body["admitted"] == true {
                self.seen.waited(told, came.elapsed());
                return true;
            }
            if body["seatsGone"] == true {
                self.seen.told_that_all_is_gone();
                return false;
            }
            told = told.or_else(|| body["waitSeconds"].as_u64().map(Duration::from_secs));
            let again = body["askAgainSeconds"].as_u64().unwrap_or(5);
            tokio::time::sleep(Duration::from_secs(again)).await;
            if self.chance.random_bool(RELOADS) {
                self.loads_the_page().await;
            }
        }
    }

    async fn shows_the_coupon(&mut self) {
        self.thinks(8, 20).await;
        let coupon = json!({
            "couponNumber": number_of(self.place), "birthDate": "1950-05-05",
            "termsVersion": "2026-11-01",
        });
        let answer = self.browser.sends("POST", "/api/session/coupon", "", &coupon).await;
        answer.is_one_of(&[200]);
        self.thinks(8, 20).await;
        let contact = json!({ "name": "ワクチン ハナコ", "phone": "09012345678", "email": null });
        let answer = self.browser.sends("PUT", "/api/contact", "", &contact).await;
        answer.is_one_of(&[200]);
    }

    async fn books(&mut self) {
        for attempt in 0..TRIES {
            let Some(slot) = self.chooses().await else {
                self.seen.told_that_all_is_gone();
                return;
            };
            self.thinks(2, 5).await;
            let key = format!("the-form-of-{}-attempt-{attempt}", self.place);
            let begun = Instant::now();
            let form = json!({ "slotId": slot });
            let answer = self.browser.sends("POST", "/api/bookings", &key, &form).await;
            self.seen.confirmed(begun.elapsed());
            answer.is_one_of(&[201, 409]);
            if answer.status == 201 {
                self.seen.got_a_seat();
                return;
            }
            assert_eq!(answer.body["code"], "slot_full", "{}", answer.body);
        }
        self.seen.gave_up();
    }

    /// Chooses a slot that is shown as free, or `None` when no day has any.
    async fn chooses(&mut self) -> Option<String> {
        let venues = self.browser.get("/api/venues").await;
        venues.is_one_of(&[200]);
        let venue = venues.body[0]["id"].as_str()?.to_owned();
        loop {
            self.thinks(1, 3).await;
            let path = format!("/api/calendar?month=2026-12&venue={venue}");
            let calendar = self.browser.get(&path).await;
            calendar.is_one_of(&[200]);
            let days = free(&calendar.body["days"]);
            let date = days.choose(&mut self.chance)?["date"].as_str()?.to_owned();
            self.thinks(1, 3).await;
            let times = self.browser.get(&format!("/api/times?venue={venue}&date={date}")).await;
            times.is_one_of(&[200]);
            if let Some(time) = free(&times.body).choose(&mut self.chance) {
                return Some(time["slotId"].as_str()?.to_owned());
            }
        }
    }

    async fn thinks(&mut self, least: u64, most: u64) {
        let seconds = self.chance.random_range(least * 1_000..=most * 1_000);
        tokio::time::sleep(Duration::from_millis(seconds)).await;
    }
}

/// Returns the items of a list that are shown as free.
fn free(list: &Value) -> Vec<&Value> {
    let all = list.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().filter(|it| it["mark"] != "none").collect()
}

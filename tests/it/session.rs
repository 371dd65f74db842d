//! The session on the pages: a cookie that scripts cannot read, and a new one whenever rights
//! increase.

use reqwest::header::{COOKIE, SET_COOKIE};
use serde_json::{Value, json};

use crate::harness::{client::client, database::TestDatabase, town::Town};

async fn a_token_known_before_identification_opens_nothing_after_it(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let wrong = json!({
        "couponNumber": "9999999999",
        "birthDate": "1950-05-05",
        "termsVersion": town.settings().municipality.terms.version,
    });
    let failed = client().post(format!("{}/api/session/coupon", town.url())).json(&wrong);
    let planted = cookie_of(&failed.send().await.unwrap());

    let mut right = wrong;
    right["couponNumber"] = json!(coupon.number);
    let proven = client().post(format!("{}/api/session/coupon", town.url()));
    let proven = proven.header(COOKIE, &planted).json(&right).send().await.unwrap();
    let risen = cookie_of(&proven);
    assert_ne!(risen, planted);
    assert_eq!(session(&town, &risen).await["identified"], true);
    assert_eq!(session(&town, &planted).await["identified"], false);

    let left = client().delete(format!("{}/api/session", town.url())).header(COOKIE, &risen);
    assert_eq!(left.send().await.unwrap().status(), 204);
    assert_eq!(session(&town, &risen).await["identified"], false);
}

async fn a_session_in_which_nothing_is_asked_is_over_after_half_an_hour(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let browser = town.browser();
    browser.shows(&coupon).await.ok();
    let is_known = async |moment: &str| {
        town.turn_to(moment);
        browser.get("/api/session").await.body["identified"] == true
    };
    // Identified at 9:30.
    assert!(is_known("2026-11-24T09:59:59").await);
    // Each request extends the session …
    assert!(is_known("2026-11-24T10:29:58").await);
    // … but soon after another one it costs no write: the end may be a tenth of the limit earlier.
    assert!(is_known("2026-11-24T10:32:57").await);
    assert!(!is_known("2026-11-24T10:59:58").await);

    browser.shows(&coupon).await.ok();
    assert!(!is_known("2026-11-24T11:29:58").await);
    assert_eq!(browser.get("/api/bookings").await.refused(), (401, "not_identified"));
}

async fn however_much_is_asked_a_session_is_over_after_two_hours(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let browser = town.browser();
    browser.shows(&coupon).await.ok();
    for at in ["09:50:00", "10:15:00", "10:40:00", "11:05:00", "11:29:59"] {
        town.turn_to(&format!("2026-11-24T{at}"));
        assert_eq!(browser.get("/api/session").await.body["identified"], true, "{at}");
    }
    town.turn_to("2026-11-24T11:30:00");
    assert_eq!(browser.get("/api/session").await.body["identified"], false);
}

async fn a_change_is_taken_from_our_own_pages_only(database: TestDatabase) {
    let town = Town::open(database).await;
    let host = town.host();
    let ours = format!("http://{host}");
    let asks = async |headers: &[(&str, &str)]| {
        let request = client().put(format!("{}/api/contact", town.url()));
        let named =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        named.body("{}").send().await.unwrap().status().as_u16()
    };
    let json = ("content-type", "application/json");
    for foreign in [
        ("origin", "https://elsewhere.example.jp"),
        ("origin", "null"),
        ("origin", "https://127.0.0.1.example.jp"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        assert_eq!(asks(&[json, foreign]).await, 403, "{foreign:?}");
    }
    // A form of another site can send these types without a preflight request.
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let form = [("content-type", kind), ("origin", ours.as_str())];
        assert_eq!(asks(&form).await, 415, "{kind}");
    }
    for own in [("origin", ours.as_str()), ("sec-fetch-site", "same-origin")] {
        assert_eq!(asks(&[json, own]).await, 401, "{own:?}");
    }
}

async fn session(town: &Town, cookie: &str) -> Value {
    let answer = client().get(format!("{}/api/session", town.url())).header(COOKIE, cookie);
    serde_json::from_slice(&answer.send().await.unwrap().bytes().await.unwrap()).unwrap()
}

/// Returns the cookie that a response sets, and checks its attributes.
#[track_caller]
fn cookie_of(answer: &reqwest::Response) -> String {
    let set = answer.headers()[SET_COOKIE].to_str().unwrap();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(set.contains(attribute), "{attribute}: {set}");
    }
    set.split(';').next().unwrap().to_owned()
}

both!(
    a_token_known_before_identification_opens_nothing_after_it,
    a_change_is_taken_from_our_own_pages_only,
    a_session_in_which_nothing_is_asked_is_over_after_half_an_hour,
    however_much_is_asked_a_session_is_over_after_two_hours,
);

//! The session on the pages: a cookie out of reach of scripts, a new one at every rise of rights.

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

async fn session(town: &Town, cookie: &str) -> Value {
    let answer = client().get(format!("{}/api/session", town.url())).header(COOKIE, cookie);
    serde_json::from_slice(&answer.send().await.unwrap().bytes().await.unwrap()).unwrap()
}

/// The cookie that an answer sets, with what keeps it from scripts and from other sites.
#[track_caller]
fn cookie_of(answer: &reqwest::Response) -> String {
    let set = answer.headers()[SET_COOKIE].to_str().unwrap();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(set.contains(attribute), "{attribute}: {set}");
    }
    set.split(';').next().unwrap().to_owned()
}

both!(a_token_known_before_identification_opens_nothing_after_it);

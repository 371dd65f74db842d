//! A session that came from a link ends with it, and a verified LINE account takes precedence over
//! the browser's session.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{
    database::TestDatabase,
    town::{Browser, Coupon, Resident, Town},
};

fn coupon(number: &str) -> Coupon {
    Coupon { number: number.to_owned(), birth_date: "1950-05-05" }
}

async fn unlinking_on_another_device_ends_what_the_linked_account_has_open(database: TestDatabase) {
    let town = Town::open(database).await;
    let former = Resident::booked(&town, "1234567890", "2026-12-05").await;
    let by_link = reopened(&former, &town).await;
    let by_number = former.browser();
    for browser in [by_number, &by_link] {
        assert_eq!(browser.get("/api/session").await.ok()["identified"], true);
    }

    let own = town.browser();
    own.signs_in(&coupon("1234567890")).await;
    own.post("/api/link/end", json!({})).await.ok();
    for browser in [by_number, &by_link] {
        holds_nothing(browser).await;
        assert_eq!(browser.put("/api/link", json!({})).await.refused(), (401, "not_identified"));
    }
    let again = reopened(&former, &town).await;
    holds_nothing(&again).await;
    assert_eq!(again.get("/api/session").await.ok()["people"], json!([]));
    assert_eq!(with_id_token(&former, by_number).await["identified"], false);
    assert_eq!(own.get("/api/contact").await.refused(), (401, "not_identified"), "as the manual");
}

async fn moving_a_link_ends_all_sessions_but_the_one_that_moves_it(database: TestDatabase) {
    let town = Town::open(database).await;
    let former = Resident::linked(&town, "1234567890").await;
    let by_link = reopened(&former, &town).await;
    let stranger = town.browser();
    stranger.signs_in(&coupon("1234567890")).await;

    let owner = town.resident("潮風 一郎");
    let browser = owner.browser();
    with_id_token(&owner, browser).await;
    browser.shows(&coupon("1234567890")).await.ok();
    browser.put("/api/link", json!({})).await.ok();
    assert_eq!(browser.get("/api/session").await.ok()["identified"], true);
    for browser in [former.browser(), &by_link, &stranger] {
        holds_nothing(browser).await;
    }
}

async fn moving_a_link_in_the_chat_ends_all_sessions(database: TestDatabase) {
    let town = Town::open(database).await;
    let former = Resident::linked(&town, "1234567890").await;
    let owner = town.resident("潮風 一郎");
    owner.follows().await;
    owner.says("予約").await;
    owner.presses("同意する").await;
    owner.says("1234567890").await;
    owner.says("昭和25年5月5日").await;
    owner.hears().await;
    owner.presses("はい").await;
    assert!(owner.hears().await[0].says("LINE連携が完了しました"));
    holds_nothing(former.browser()).await;
}

async fn verified_account_beats_what_the_browser_keeps_of_another(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::booked(&town, "1234567890", "2026-12-05").await;
    let shared = hanako.browser();
    // Not linked, on the same tablet.
    let saburo = town.resident("潮風 三郎");
    let session = with_id_token(&saburo, shared).await;
    assert_eq!((&session["identified"], &session["person"]), (&json!(false), &Value::Null));
    holds_nothing(shared).await;
    // Linked to another person.
    let yoko = Resident::linked(&town, "1234567891").await;
    with_id_token(&hanako, shared).await;
    let session = with_id_token(&yoko, shared).await;
    assert_eq!(session["person"]["couponEnds"], "7891");
}

/// The page is opened with the tokens of another account while the session has a coupon.
async fn account_cannot_be_exchanged_while_a_coupon_is_held(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let (hanako, thief) = (town.resident("潮風 花子"), town.resident("泥棒"));
    let browser = hanako.browser();
    assert_eq!(with_id_token(&hanako, browser).await["lineName"], "潮風 花子");
    browser.shows(&coupon).await.ok();
    let session = with_id_token(&thief, browser).await;
    assert_eq!((&session["identified"], &session["lineName"]), (&json!(false), &json!("泥棒")));
    holds_nothing(browser).await;
    assert_eq!(browser.put("/api/link", json!({})).await.refused(), (401, "not_identified"));
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM link").await, 0);
    // The name is returned only in response to the token itself.
    assert_eq!(browser.get("/api/session").await.ok()["lineName"], Value::Null);
}

async fn coupon_proved_before_line_is_known_stays_to_be_linked(database: TestDatabase) {
    let town = Town::open(database).await;
    town.coupon("1234567890", "1950-05-05").await;
    let hanako = town.resident("潮風 花子");
    let browser = hanako.browser();
    browser.shows(&coupon("1234567890")).await.ok();
    assert_eq!(with_id_token(&hanako, browser).await["identified"], true);
    assert_eq!(browser.put("/api/link", json!({})).await.ok()["linked"], true);
}

async fn id_token_does_not_prolong_a_proof_by_number(database: TestDatabase) {
    let town = Town::open(database).await;
    town.coupon("1234567890", "1950-05-05").await;
    let hanako = town.resident("潮風 花子");
    let browser = hanako.browser();
    with_id_token(&hanako, browser).await;
    browser.shows(&coupon("1234567890")).await.ok();
    for _ in 0..5 {
        town.passes(TimeDelta::minutes(20));
        assert_eq!(with_id_token(&hanako, browser).await["identified"], true);
    }
    town.passes(TimeDelta::minutes(19));
    browser.get("/api/contact").await.ok();
    town.passes(TimeDelta::minutes(1));
    holds_nothing(browser).await;
}

async fn linked_person_goes_on_with_a_new_id_token(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    let browser = hanako.browser();
    for _ in 0..7 {
        town.passes(TimeDelta::minutes(20));
        assert_eq!(with_id_token(&hanako, browser).await["identified"], true);
    }
}

async fn reopened(person: &Resident, town: &Town) -> Browser {
    let browser = town.browser();
    with_id_token(person, &browser).await;
    browser
}

async fn with_id_token(person: &Resident, browser: &Browser) -> Value {
    let id_token = person.id_token("/").await;
    browser.post("/api/session/line", json!({ "idToken": id_token })).await.ok()
}

async fn holds_nothing(browser: &Browser) {
    assert_eq!(browser.get("/api/contact").await.refused(), (401, "not_identified"));
    assert_eq!(browser.get("/api/bookings").await.refused(), (401, "not_identified"));
}

both!(
    unlinking_on_another_device_ends_what_the_linked_account_has_open,
    moving_a_link_ends_all_sessions_but_the_one_that_moves_it,
    moving_a_link_in_the_chat_ends_all_sessions,
    verified_account_beats_what_the_browser_keeps_of_another,
    account_cannot_be_exchanged_while_a_coupon_is_held,
    coupon_proved_before_line_is_known_stays_to_be_linked,
    id_token_does_not_prolong_a_proof_by_number,
    linked_person_goes_on_with_a_new_id_token,
);

//! LINE連携: linked, moved to another account, unlinked.

use crate::harness::{
    database::TestDatabase,
    town::{Coupon, Resident, Town},
};
use serde_json::json;

const MOVED: &str = "別のLINEアカウントに紐付けられました";

async fn the_account_that_loses_a_coupon_is_told_once(database: TestDatabase) {
    let town = Town::open(database).await;
    let daughter = Resident::linked(&town, "1234567890").await;
    let mother = links_too(&town, "1234567890").await;
    town.works().await;

    let told = daughter.hears_one().await;
    assert!(told.says(MOVED) && told.says("LINE連携が移りました"));
    assert_eq!(told.via, "push");
    assert_eq!(mother.hears().await, []);
    town.works().await;
    assert_eq!(daughter.hears().await, []);
    town.owes_nothing().await;
}

async fn an_account_that_blocked_us_is_told_by_mail(database: TestDatabase) {
    let town = Town::open(database).await;
    let former = Resident::linked(&town, "1234567890").await;
    former.leaves_address("taro@example.jp").await;
    former.blocks().await;
    links_too(&town, "1234567890").await;
    town.works().await;

    assert_eq!(former.hears().await, []);
    let [mail] = town.mails().try_into().unwrap();
    assert_eq!(mail.to, "taro@example.jp");
    assert!(mail.text.contains(MOVED), "{}", mail.text);
    town.owes_nothing().await;
}

async fn linking_again_what_is_linked_tells_nobody(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    hanako.browser().put("/api/link", json!({})).await.ok();
    town.works().await;
    assert_eq!(hanako.hears().await, []);
}

async fn unlinking_the_last_coupon_tells_line_and_asks_who_they_are(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    let token = hanako.access_token("/mypage").await;
    let browser = hanako.browser();

    let form = json!({ "lineAccessToken": token });
    let session = browser.post("/api/link/end", form).await.ok();
    assert_eq!(session["identified"], false);
    assert_eq!(session["lineKnown"], false);
    assert_eq!(browser.get("/api/bookings").await.refused(), (401, "not_identified"));
    let deauthorized = town.calls_of("/user/v1/deauthorize").await;
    assert_eq!(deauthorized, [204]);
    // The earlier session is worth nothing now, and a new token finds no coupon.
    let id_token = hanako.id_token("/").await;
    let session = browser.post("/api/session/line", json!({ "idToken": id_token })).await.ok();
    assert_eq!((&session["identified"], &session["people"]), (&json!(false), &json!([])));
}

async fn unlinking_one_of_two_people_keeps_the_others_link(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    let taro = town.coupon("1234567891", "1950-05-05").await;
    let browser = hanako.browser();
    browser.signs_in(&taro).await;
    browser.put("/api/link", json!({})).await.ok();

    let token = hanako.access_token("/mypage").await;
    let form = json!({ "lineAccessToken": token });
    let session = browser.post("/api/link/end", form).await.ok();
    assert_eq!(session["identified"], false);
    let [left] = &session["people"].as_array().unwrap()[..] else { panic!("{session}") };
    assert_eq!(left["couponEnds"], "7890");
    assert!(town.calls_of("/user/v1/deauthorize").await.is_empty());
}

async fn unlinking_holds_even_if_line_cannot_be_told(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    town.line_fails(json!({ "path": "/user/v1/deauthorize", "status": 500 })).await;
    let form = json!({ "lineAccessToken": "whatever" });
    hanako.browser().post("/api/link/end", form).await.ok();
    let id_token = hanako.id_token("/").await;
    let browser = hanako.browser();
    let session = browser.post("/api/session/line", json!({ "idToken": id_token })).await.ok();
    assert_eq!(session["identified"], false);
}

async fn the_chat_shows_where_the_link_is_untied(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    hanako.says("LINE連携を解除したい").await;
    assert!(hanako.hears_one().await.says("「LINE連携を解除する」を押してください"));
    assert_eq!(hanako.opens("マイページ").await["linked"], true);
}

async fn a_number_that_two_municipalities_gave_out_is_told_apart(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    town.coupon_of("990002", "1234567890", "1950-05-05").await;
    let browser = town.browser();
    let asked = browser.shows(&coupon).await;
    assert_eq!(asked.refused(), (409, "issuer_needed"));
    let choices = json!([
        { "code": "990001", "name": "潮風市" },
        { "code": "990002", "name": "海山町" },
    ]);
    assert_eq!(asked.body["issuers"], choices);
    browser.shows_of(&coupon, "990002").await.ok();
    browser.leaves_contact("ウミヤマ サチ", None).await.ok();

    // The other municipality's coupon of this number belongs to another person.
    let other = town.browser();
    other.shows_of(&coupon, "990001").await.ok();
    assert_eq!(other.get("/api/contact").await.ok()["name"], json!(null));
    let stranger = town.browser();
    assert_eq!(stranger.shows_of(&coupon, "990003").await.refused(), (422, "coupon_not_found"));
}

async fn the_chat_asks_which_municipality_it_was(database: TestDatabase) {
    let town = Town::open(database).await;
    town.coupon("1234567890", "1950-05-05").await;
    town.coupon_of("990002", "1234567890", "1950-05-05").await;
    let sachi = town.resident("海山 幸");
    sachi.follows().await;
    sachi.says("予約").await;
    sachi.presses("同意する").await;
    sachi.says("1234567890").await;
    sachi.says("昭和25年5月5日").await;
    sachi.hears().await;
    sachi.presses("はい").await;
    assert!(sachi.hears_one().await.says("発行した市区町村を選んでください"));
    sachi.presses("海山町").await;
    assert!(sachi.hears().await[0].says("LINE連携が完了しました"));
    let by_their_phone = town.count(
        "SELECT COUNT(*) AS n FROM link JOIN coupon ON coupon.id = link.coupon_id WHERE issuer = '990002'",
    );
    assert_eq!(by_their_phone.await, 1);
}

/// Links the coupon to the LINE account of another person who has its number and birth date.
async fn links_too(town: &Town, number: &str) -> Resident {
    let coupon = Coupon { number: number.to_owned(), birth_date: "1950-05-05" };
    let person = town.resident("潮風 一郎");
    person.follows().await;
    person.hears_one().await;
    let id_token = person.id_token("/").await;
    let browser = person.browser();
    browser.post("/api/session/line", json!({ "idToken": id_token })).await.ok();
    browser.shows(&coupon).await.ok();
    browser.put("/api/link", json!({})).await.ok();
    person
}

both!(
    the_account_that_loses_a_coupon_is_told_once,
    an_account_that_blocked_us_is_told_by_mail,
    linking_again_what_is_linked_tells_nobody,
    unlinking_the_last_coupon_tells_line_and_asks_who_they_are,
    unlinking_one_of_two_people_keeps_the_others_link,
    unlinking_holds_even_if_line_cannot_be_told,
    the_chat_shows_where_the_link_is_untied,
    a_number_that_two_municipalities_gave_out_is_told_apart,
    the_chat_asks_which_municipality_it_was,
);

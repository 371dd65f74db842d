//! A town whose residents identify themselves on the pages only. What they type into the chat all
//! the same is stored nowhere and sent nowhere.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sesshu::storage::KeptEvent;

use super::{dump::dump, needles::Needles};
use crate::harness::{
    database::TestDatabase,
    knock::{knock, text, webhook},
    log,
    town::{Resident, Town},
};

const NUMBER: &str = "1234567890";
const BORN: &str = "1950-05-05";
/// How people type them.
const TYPED: [&str; 7] = [
    "1234567890",
    "券番号は１２３４-５６７-８９０です。駐車場はありますか",
    "12 34 56 78 90",
    "昭和25年5月5日",
    "S25.5.5",
    "1950/5/5生まれ",
    "19500505",
];
/// Parts of that which must not be found anywhere.
const SECRETS: [&str; 11] = [
    "1234567890",
    "１２３４",
    "567-890",
    "５６７",
    "12 34 56",
    "昭和25",
    "S25.5",
    "1950/5",
    "1950-05",
    "19500505",
    "5月5日",
];

async fn town(database: TestDatabase, is_allowed: bool) -> Town {
    Town::with(database, |settings| {
        settings.identity_in_chat = is_allowed;
        settings.names_on_line = is_allowed;
    })
    .await
}

/// Returns the events that LINE delivers, numbered.
fn events(person: &Resident) -> Vec<Value> {
    let typed = TYPED.iter().enumerate();
    let mut events: Vec<Value> =
        typed.map(|(index, words)| text(person, &format!("typed-{index}"), words)).collect();
    let mut picked = text(person, "picked", "");
    picked.as_object_mut().unwrap().remove("message");
    picked["type"] = json!("postback");
    picked["postback"] = json!({ "data": "v1:birth", "params": { "date": BORN } });
    let mut file = text(person, "file", "");
    file["message"] = json!({ "id": "2", "type": "file", "fileName": "1234567890.pdf" });
    let mut edited = text(person, "edited", "1234567890");
    edited["type"] = json!("messageEdited");
    let mut in_group = text(person, "group", "S25.5.5 1234567890");
    in_group["source"]["type"] = json!("group");
    events.extend([picked, file, edited, in_group]);
    events
}

/// Returns the next event as it is stored in the inbox, unsealed.
async fn stored(town: &Town, event: &Value) -> KeptEvent {
    assert_eq!(knock(town, &webhook(std::slice::from_ref(event))).await, 200);
    let taken = town.store().take_events(town.now(), TimeDelta::zero(), 1).await.unwrap();
    let [kept] = taken.try_into().unwrap();
    kept
}

async fn number_and_birth_date_are_removed_before_an_event_is_stored(database: TestDatabase) {
    let town = town(database.clone(), false).await;
    let hanako = town.resident("潮風 花子");
    hanako.follows().await;
    hanako.hears_one().await;
    for event in events(&hanako) {
        let payload = stored(&town, &event).await.payload;
        let payload = String::from_utf8(payload).unwrap();
        for secret in SECRETS {
            assert!(!payload.contains(secret), "{secret} of {event} is stored: {payload}");
        }
        let said = event["message"]["text"].as_str().unwrap_or_default();
        assert_eq!(payload.contains("駐車場"), said.contains("駐車場"), "{payload}");
        town.works().await;
    }
    let talk = town.store().talk(hanako.user_id()).await.unwrap().unwrap();
    let talk = String::from_utf8(talk.state).unwrap();
    assert!(talk.contains(r#""question":"idle""#), "{talk}");
    assert!(Needles::of(SECRETS.map(str::to_owned)).found_in(&dump(&database).await).is_empty());
    town.owes_nothing().await;
}

/// With the other setting the same events are stored unchanged, which shows that the test above can
/// fail.
async fn number_is_stored_sealed_where_the_chat_may_ask_for_it(database: TestDatabase) {
    let town = town(database, true).await;
    let hanako = town.resident("潮風 花子");
    for event in events(&hanako) {
        let payload = stored(&town, &event).await.payload;
        let stored: Value = serde_json::from_slice(&payload).unwrap();
        assert_eq!(stored, event);
        town.works().await;
    }
}

async fn no_message_of_ours_repeats_a_number_a_birth_date_or_a_name(database: TestDatabase) {
    let log = log::kept();
    let town = town(database, false).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 12).await;
    let coupon = town.coupon(NUMBER, BORN).await;
    let hanako = town.resident("潮風 花子");
    hanako.follows().await;
    hanako.hears_one().await;
    for did in ["予約", "同意する", "家族"] {
        hanako.says(did).await;
    }
    for words in TYPED {
        hanako.says(words).await;
        let heard = hanako.hears().await;
        let asked = heard.iter().any(|heard| heard.says("送信取消"));
        assert!(asked, "{words}: {heard:#?}");
    }

    hanako.says("予約").await;
    let card = hanako.hears_one().await;
    assert!(card.says("はじめに") && !card.says("同意する") && !card.says("やめる"));
    hanako.opens("本人確認の画面を開く").await;
    let browser = hanako.browser();
    browser.signs_in(&coupon).await;
    assert_eq!(browser.put("/api/link", json!({})).await.ok()["linked"], true);
    town.works().await;
    assert!(hanako.hears_one().await.says("連携"));
    browser.books(slot).await.ok();
    town.works().await;
    let confirmation = hanako.hears_one().await;
    assert!(confirmation.says("接種券 末尾7890 の方"), "{}", confirmation.words());
    hanako.says(NUMBER).await;
    let [unsend, card] = hanako.hears().await.try_into().unwrap();
    assert!(unsend.says("送信取消") && card.says("接種券 末尾7890 の方"));
    town.at("2026-12-01T12:00:00").await;
    hanako.says("キャンセル").await;
    assert!(hanako.hears_one().await.says("接種券 末尾7890 の方"));
    hanako.says("はい、キャンセルします").await;
    assert!(hanako.hears_one().await.says("接種券 末尾7890 の方"));

    let calls = town.control("/_sim/calls", None).await.to_string();
    assert!(
        calls.contains("送信取消") && calls.contains("末尾7890"),
        "the calls hold our messages"
    );
    for secret in SECRETS.into_iter().chain(["ハナコ", "はなこ"]) {
        assert!(!calls.contains(secret), "{secret} was sent");
    }
    assert!(Needles::of(SECRETS.map(str::to_owned)).found_in(log.text().as_bytes()).is_empty());
    town.owes_nothing().await;
}

async fn mail_has_the_name_that_line_does_not_get(database: TestDatabase) {
    let town = town(database, false).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 12).await;
    let coupon = town.coupon(NUMBER, BORN).await;
    let browser = town.browser();
    browser.shows(&coupon).await.ok();
    browser.leaves_contact("わくちん はなこ", Some("hanako@example.jp")).await.ok();
    browser.books(slot).await.ok();
    town.works().await;
    let [mail] = town.mails().try_into().unwrap();
    assert!(mail.text.contains("ワクチン ハナコ さま"), "{}", mail.text);
}

both!(
    number_and_birth_date_are_removed_before_an_event_is_stored,
    number_is_stored_sealed_where_the_chat_may_ask_for_it,
    no_message_of_ours_repeats_a_number_a_birth_date_or_a_name,
    mail_has_the_name_that_line_does_not_get,
);

//! Replies under LINE faults: a reply that may have arrived is not sent again in full, whatever
//! happens to later attempts.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::{
    harness::{
        client::client,
        database::TestDatabase,
        town::{Heard, Town},
    },
    webhook::follower,
};

/// What LINE does with our first two calls.
const EFFECTS: [&str; 4] = [
    r#"{ "lost": "answer" }"#,
    r#"{ "status": 429 }"#,
    r#"{ "status": 500 }"#,
    r#"{ "repeated": true }"#,
];
/// What LINE does with the third call, which comes when the reply token is too old.
const LAST_EFFECTS: [&str; 2] = [EFFECTS[0], EFFECTS[1]];
/// Seconds from one attempt to the next. A reply token expires after a minute.
const PACES: [[i64; 3]; 2] = [[5, 120, 120], [120, 120, 120]];

async fn reply_uncertain_then_refused_is_not_pushed_in_full(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    calls_meet(&town, "reply", json!({ "lost": "answer" })).await;
    calls_meet(&town, "reply", json!({ "status": 429 })).await;
    hanako.says("ヘルプ").await;
    assert!(hanako.hears_one().await.says("メニュー"), "it arrived, which nobody knows");
    town.at("2026-11-24T09:30:10").await;
    assert_eq!(town.calls_of("/v2/bot/message/reply").await, [429, 0, 200], "the newest first");
    town.at("2026-11-24T09:40:00").await;
    assert!(is_doubt(&hanako.hears_one().await));
    town.owes_nothing().await;
}

async fn answer_in_doubt_is_not_pushed_in_full_after_a_refused_push(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    calls_meet(&town, "reply", json!({ "lost": "answer" })).await;
    calls_meet(&town, "push", json!({ "status": 429 })).await;
    hanako.says("ヘルプ").await;
    assert!(hanako.hears_one().await.says("メニュー"));
    town.at("2026-11-24T09:40:00").await;
    assert_eq!(hanako.hears().await, []);
    town.at("2026-11-24T09:41:00").await;
    assert!(is_doubt(&hanako.hears_one().await));
    town.owes_nothing().await;
}

async fn reply_repeated_by_the_network_is_not_pushed_in_full_later(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    calls_meet(&town, "reply", json!({ "repeated": true })).await;
    calls_meet(&town, "push", json!({ "status": 429 })).await;
    hanako.says("ヘルプ").await;
    assert!(hanako.hears_one().await.says("メニュー"));
    town.at("2026-11-24T09:40:00").await;
    assert!(is_doubt(&hanako.hears_one().await));
    town.owes_nothing().await;
}

async fn push_uncertain_then_quota_spent_ends_the_event(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    calls_meet(&town, "reply", json!({ "status": 429 })).await;
    calls_meet(&town, "push", json!({ "lost": "answer" })).await;
    calls_meet(&town, "push", json!({ "monthlyLimit": true })).await;
    hanako.says("ヘルプ").await;
    town.at("2026-11-24T09:40:00").await;
    assert!(hanako.hears_one().await.says("メニュー"));
    town.at("2026-11-24T09:41:00").await;
    assert_eq!(hanako.hears().await, []);
    town.owes_nothing().await;
}

/// A worker that dies between two steps leaves the event to the next one.
async fn push_of_a_worker_that_ended_is_repeated_under_the_same_key(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    calls_meet(&town, "reply", json!({ "status": 429 })).await;
    calls_meet(&town, "push", json!({ "lost": "answer" })).await;
    hanako.says("ヘルプ").await;
    town.at("2026-11-24T09:40:00").await;
    assert!(hanako.hears_one().await.says("メニュー"));
    town.turn_to("2026-11-24T09:41:00");
    // Leases the event, records that an attempt begins, and stops there.
    let lease = TimeDelta::seconds(45);
    let [taken] = town.store().take_events(town.now(), lease, 1).await.unwrap().try_into().unwrap();
    let tx = town.store().begin().await.unwrap();
    let answer = taken.answer.clone().unwrap();
    assert!(tx.begin_answer(&taken, &answer, town.now()).await.unwrap());
    tx.commit().await.unwrap();

    town.at("2026-11-24T09:42:00").await;
    assert_eq!(hanako.hears().await, [], "LINE knows the retry key");
    town.owes_nothing().await;
}

/// Tries every combination of faults for three calls, within and after the reply token's lifetime.
async fn every_sequence_of_faults_gives_an_answer_once(database: TestDatabase) {
    let town = Town::open(database).await;
    let person = follower(&town, "潮風 花子").await;
    let mut wrong = Vec::new();
    for pace in PACES {
        for (a, b, c) in sequences() {
            for effect in [a, b, c] {
                calls_meet(&town, "*", serde_json::from_str(effect).unwrap()).await;
            }
            person.says("ヘルプ").await;
            for seconds in pace {
                passes(&town, seconds).await;
            }
            clear_faults(&town).await;
            passes(&town, 120).await;
            let heard = person.hears().await;
            let told = heard.iter().filter(|heard| heard.says("メニュー")).count();
            let doubts = heard.iter().filter(|heard| is_doubt(heard)).count();
            if told > 1 || doubts > 1 || told + doubts == 0 {
                wrong.push(format!("{a} {b} {c} at {pace:?}: {told} answers, {doubts} doubts"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    town.owes_nothing().await;
}

fn sequences() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    EFFECTS.into_iter().flat_map(|a| {
        EFFECTS.into_iter().flat_map(move |b| LAST_EFFECTS.into_iter().map(move |c| (a, b, c)))
    })
}

async fn passes(town: &Town, seconds: i64) {
    town.passes(TimeDelta::seconds(seconds));
    town.works().await;
}

pub(crate) async fn calls_meet(town: &Town, call: &str, mut effect: Value) {
    effect["path"] = json!(format!("/v2/bot/message/{call}"));
    effect["times"] = json!(1);
    town.line_fails(effect).await;
}

pub(crate) async fn clear_faults(town: &Town) {
    let url = format!("{}/_sim/faults", town.line().url());
    let answer = client().delete(url).send().await.unwrap();
    assert!(answer.status().is_success());
}

pub(crate) fn is_doubt(heard: &Heard) -> bool {
    heard.via == "push" && heard.says("お返事が届いていないかもしれません")
}

both!(
    reply_uncertain_then_refused_is_not_pushed_in_full,
    answer_in_doubt_is_not_pushed_in_full_after_a_refused_push,
    reply_repeated_by_the_network_is_not_pushed_in_full_later,
    push_uncertain_then_quota_spent_ends_the_event,
    push_of_a_worker_that_ended_is_repeated_under_the_same_key,
    every_sequence_of_faults_gives_an_answer_once,
);

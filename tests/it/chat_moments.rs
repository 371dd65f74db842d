//! Events that the chat receives late, and refusals that will not change.

use serde_json::{Value, json};

use crate::{
    answer_states::{calls_meet, is_doubt},
    harness::{
        database::TestDatabase,
        knock::{knock, text, webhook},
        town::{Resident, Town},
    },
    webhook::{follower, recorded},
};

const SATURDAY: &str = "2026-12-05";

async fn cancel_said_before_the_deadline_counts_when_taken_up_after_it(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::booked(&town, "1234567890", SATURDAY).await;
    town.turn_to("2026-12-02T23:59:40");
    hanako.says("キャンセル").await;
    assert!(hanako.hears_one().await.says("キャンセルしますか"));
    town.goes_down().await;
    town.turn_to("2026-12-02T23:59:50");
    let id = hanako.says_in_vain("キャンセルする").await;
    town.turn_to("2026-12-03T00:00:10");
    town.comes_back().await;
    assert_eq!(knock(&town, &webhook(&[recorded(&town, &id).await])).await, 200);
    town.works().await;
    assert!(hanako.hears_one().await.says("キャンセルしました"));
    town.owes_nothing().await;
}

async fn follow_that_comes_late_leaves_the_open_question(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    hanako.says("予約").await;
    hanako.says("同意する").await;
    hanako.hears().await;
    let mut follow = text(&hanako, "late-follow", "");
    follow.as_object_mut().unwrap().remove("message");
    follow["type"] = json!("follow");
    follow["follow"] = json!({ "isUnblocked": false });
    assert_eq!(knock(&town, &webhook(&[follow])).await, 200);
    town.works().await;
    assert_eq!(hanako.hears().await, []);
    hanako.says("1234567890").await;
    assert!(hanako.hears_one().await.says("生年月日"));
    town.owes_nothing().await;
}

async fn push_that_line_refuses_for_good_is_tried_once(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    let said = |id: &str| {
        let mut event = text(&hanako, id, "ヘルプ");
        event["source"]["userId"] = json!("U00000000000000000000000000000000");
        event
    };
    let events: Vec<Value> = ["first", "second"].map(said).to_vec();
    assert_eq!(knock(&town, &webhook(&events)).await, 200);
    town.works().await;
    assert_eq!(town.calls_of("/v2/bot/message/push").await, [400, 400]);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM event WHERE state = 'aside'").await, 2);
}

/// 401 is about our token, not about the message.
async fn push_refused_for_our_credentials_is_tried_again(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    let fault = json!({ "path": "/v2/bot/message/push", "status": 401, "times": 2 });
    town.line_fails(fault).await;
    assert_eq!(knock(&town, &webhook(&[text(&hanako, "said", "ヘルプ")])).await, 200);
    town.works().await;
    assert_eq!(hanako.hears().await, []);
    town.at("2026-11-24T09:30:10").await;
    assert!(hanako.hears_one().await.says("メニュー"));
    town.owes_nothing().await;
}

async fn answer_that_only_informs_is_pushed_after_failures_of_line(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    for _ in 0..2 {
        calls_meet(&town, "reply", json!({ "status": 500 })).await;
    }
    hanako.says("ヘルプ").await;
    town.at("2026-11-24T09:30:10").await;
    assert_eq!(hanako.hears().await, []);
    town.at("2026-11-24T09:40:00").await;
    let answer = hanako.hears_one().await;
    assert!(answer.says("メニュー") && answer.via == "push");
    town.owes_nothing().await;
}

async fn answer_that_tells_of_an_act_stays_in_doubt_after_failures_of_line(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::booked(&town, "1234567890", SATURDAY).await;
    hanako.says("キャンセル").await;
    hanako.hears().await;
    calls_meet(&town, "reply", json!({ "status": 500 })).await;
    hanako.says("キャンセルする").await;
    assert_eq!(hanako.hears().await, []);
    town.at("2026-11-24T09:40:00").await;
    assert!(is_doubt(&hanako.hears_one().await));
    town.at("2026-11-24T09:44:00").await;
    assert!(hanako.hears_one().await.says("キャンセルしました"), "the notice tells of it");
    town.owes_nothing().await;
}

both!(
    cancel_said_before_the_deadline_counts_when_taken_up_after_it,
    follow_that_comes_late_leaves_the_open_question,
    push_that_line_refuses_for_good_is_tried_once,
    push_refused_for_our_credentials_is_tried_again,
    answer_that_only_informs_is_pushed_after_failures_of_line,
    answer_that_tells_of_an_act_stays_in_doubt_after_failures_of_line,
);

//! Irregular webhooks, as LINE may send them: doubled, delayed, out of order, several in one body,
//! redelivered, with unknown fields.

use std::time::Duration;

use axum::http::StatusCode;
use line_simulator::Delivery;
use serde_json::{Value, json};

use crate::stage::{Stage, text};

/// Waits until no event is queued or being sent.
async fn all_delivered(stage: &Stage) {
    for _ in 0..1000 {
        let setting = stage.look("/_sim/webhooks/setting").await.json();
        if setting["waiting"] == 0 && setting["onTheWay"] == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("webhooks are still on their way");
}

async fn manner(stage: &Stage, manner: Value) {
    assert_eq!(stage.control("/_sim/webhooks", manner).await.status, 204);
}

fn id(delivery: &Delivery) -> String {
    delivery.webhook_event_id.clone().unwrap()
}

/// Returns the texts of all messages that the bot received, in order of arrival.
fn texts(stage: &Stage) -> Vec<String> {
    let bodies = stage.bot.webhooks().into_iter().map(|webhook| webhook.body());
    let events = bodies.flat_map(|body| body["events"].as_array().unwrap().clone());
    events.filter_map(|event| event["message"]["text"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn held_events_of_several_people_are_released_in_bodies_of_ones_choice() {
    let stage = Stage::new().await;
    let (taro, hanako) = (stage.friend().await, stage.friend().await);
    manner(&stage, json!({ "held": true })).await;
    let first = taro.say("一").await.unwrap();
    let second = hanako.say("二").await.unwrap();
    let third = taro.say("三").await.unwrap();
    assert_eq!(first.status, None);
    assert!(texts(&stage).is_empty());
    assert_eq!(stage.look("/_sim/webhooks/waiting").await.json().as_array().unwrap().len(), 3);

    let (first, second, third) = (id(&first), id(&second), id(&third));
    let bodies = json!({ "bodies": [[third, second], [first, first], [second]] });
    let released = stage.control("/_sim/webhooks/release", bodies).await.json();
    assert_eq!(released.as_array().unwrap().len(), 3);
    assert_eq!(texts(&stage), ["三", "二", "一", "一", "二"]);
    let together = &stage.bot.webhooks()[2].body()["events"];
    assert_ne!(together[0]["source"]["userId"], together[1]["source"]["userId"]);

    taro.say("四").await.unwrap();
    stage.control("/_sim/webhooks/release", json!({})).await;
    assert_eq!(texts(&stage).last().unwrap(), "四");
    assert_eq!(stage.reply(&stage.bot.reply_token(), text("はい")).await.status, 200);
}

#[tokio::test]
async fn every_event_comes_twice_where_it_shall() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    manner(&stage, json!({ "doubled": 1 })).await;
    person.say("もしもし").await.unwrap();
    let both = &stage.bot.webhooks()[1..];
    assert_eq!(both.len(), 2);
    assert_eq!(both[0].raw, both[1].raw);
    assert_eq!(both[0].event()["deliveryContext"]["isRedelivery"], false);
}

#[tokio::test]
async fn by_chance_later_events_overtake_earlier_ones_and_none_is_lost() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let bad =
        json!({ "delayed": 0.5, "delayMs": [1, 60], "doubled": 0.2, "together": 4, "seed": 3 });
    manner(&stage, bad).await;
    let said: Vec<_> = (0..30).map(|number| format!("{number:02}")).collect();
    for words in &said {
        person.say(words).await.unwrap();
    }
    all_delivered(&stage).await;
    let mut heard = texts(&stage);
    assert!(!heard.is_sorted(), "{heard:?}");
    assert!(heard.len() > said.len(), "some came twice");
    assert!(stage.bot.webhooks().len() < heard.len(), "some came together");
    heard.sort();
    heard.dedup();
    assert_eq!(heard, said);
}

#[tokio::test]
async fn what_was_not_answered_comes_again_and_says_so() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    manner(&stage, json!({ "redelivery": { "everyMs": 20, "times": 50 } })).await;
    stage.bot.answers(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(person.say("もしもし").await.unwrap().status, Some(503));
    stage.bot.answers(StatusCode::OK);
    all_delivered(&stage).await;

    let events: Vec<_> =
        stage.bot.webhooks()[1..].iter().map(crate::stage::Webhook::event).collect();
    assert_eq!(events[0]["deliveryContext"]["isRedelivery"], false);
    assert_eq!(events[1]["deliveryContext"]["isRedelivery"], true);
    assert_eq!(events[0]["webhookEventId"], events[1]["webhookEventId"]);
    assert_eq!(events[0]["replyToken"], events[1]["replyToken"]);
    let newest = stage.look("/_sim/webhooks").await.json()[0].clone();
    assert_eq!((&newest["status"], &newest["isRedelivery"]), (&json!(200), &json!(true)));
}

#[tokio::test]
async fn without_redelivery_what_was_not_answered_is_lost() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    stage.bot.answers(StatusCode::SERVICE_UNAVAILABLE);
    person.say("もしもし").await.unwrap();
    let setting = stage.look("/_sim/webhooks/setting").await.json();
    assert_eq!((&setting["waiting"], &setting["redelivery"]), (&json!(0), &Value::Null));
}

#[tokio::test]
async fn on_standby_there_is_no_reply_token() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    manner(&stage, json!({ "standby": true })).await;
    person.say("もしもし").await.unwrap();
    assert_eq!(stage.bot.event()["mode"], "standby");
    assert!(stage.bot.event().get("replyToken").is_none());
}

#[tokio::test]
async fn what_nobody_announced_comes_along() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    manner(&stage, json!({ "unknown": 1 })).await;
    person.say("もしもし").await.unwrap();
    let events = stage.bot.webhooks().last().unwrap().body()["events"].clone();
    assert_eq!(events[0]["type"], "novelty");
    assert_eq!(events[1]["message"]["text"], "もしもし");
    assert!(events[1]["novelty"].is_object());
    assert_ne!(events[0]["webhookEventId"], events[1]["webhookEventId"]);
}

#[tokio::test]
async fn a_manner_needs_sense() {
    let stage = Stage::new().await;
    for senseless in
        [json!({ "doubled": 2 }), json!({ "delayMs": [9, 1] }), json!({ "tripled": 1 })]
    {
        let status = stage.control("/_sim/webhooks", senseless).await.status;
        assert!((400..500).contains(&status));
    }
}

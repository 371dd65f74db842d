//! Irregular webhooks, as LINE may send them: doubled, delayed, out of order, several in one body,
//! redelivered, with unknown fields.

use std::time::Duration;

use axum::http::StatusCode;
use line_simulator::Delivery;
use serde_json::{Value, json};

use crate::fixture::{Fixture, text};

/// Waits until no event is queued or being sent.
async fn wait_until_delivered(fixture: &Fixture) {
    for _ in 0..1000 {
        let setting = fixture.control_get("/_sim/webhooks/setting").await.json();
        if setting["waiting"] == 0 && setting["onTheWay"] == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("webhooks are still on their way");
}

async fn set_mode(fixture: &Fixture, mode: Value) {
    assert_eq!(fixture.control("/_sim/webhooks", mode).await.status, 204);
}

fn id(delivery: &Delivery) -> String {
    delivery.webhook_event_id.clone().unwrap()
}

/// Returns the texts of all messages that the bot received, in order of arrival.
fn texts(fixture: &Fixture) -> Vec<String> {
    let bodies = fixture.bot.webhooks().into_iter().map(|webhook| webhook.body());
    let events = bodies.flat_map(|body| body["events"].as_array().unwrap().clone());
    events.filter_map(|event| event["message"]["text"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn held_events_are_released_in_the_given_bodies() {
    let fixture = Fixture::new().await;
    let taro = fixture.add_friend().await;
    let hanako = fixture.add_friend().await;
    set_mode(&fixture, json!({ "held": true })).await;
    let first = taro.say("一").await.unwrap();
    let second = hanako.say("二").await.unwrap();
    let third = taro.say("三").await.unwrap();
    assert_eq!(first.status, None);
    assert!(texts(&fixture).is_empty());
    assert_eq!(
        fixture.control_get("/_sim/webhooks/waiting").await.json().as_array().unwrap().len(),
        3
    );

    let first = id(&first);
    let second = id(&second);
    let third = id(&third);
    let bodies = json!({ "bodies": [[third, second], [first, first], [second]] });
    let released = fixture.control("/_sim/webhooks/release", bodies).await.json();
    assert_eq!(released.as_array().unwrap().len(), 3);
    assert_eq!(texts(&fixture), ["三", "二", "一", "一", "二"]);
    let events = &fixture.bot.webhooks()[2].body()["events"];
    assert_ne!(events[0]["source"]["userId"], events[1]["source"]["userId"]);

    taro.say("四").await.unwrap();
    fixture.control("/_sim/webhooks/release", json!({})).await;
    assert_eq!(texts(&fixture).last().unwrap(), "四");
    assert_eq!(fixture.reply(&fixture.bot.reply_token(), text("はい")).await.status, 200);
}

#[tokio::test]
async fn doubled_events_are_delivered_twice() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    set_mode(&fixture, json!({ "doubled": 1 })).await;
    person.say("もしもし").await.unwrap();
    let copies = &fixture.bot.webhooks()[1..];
    assert_eq!(copies.len(), 2);
    assert_eq!(copies[0].raw, copies[1].raw);
    assert_eq!(copies[0].event()["deliveryContext"]["isRedelivery"], false);
}

#[tokio::test]
async fn delayed_events_are_reordered_and_none_is_lost() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let mode =
        json!({ "delayed": 0.5, "delayMs": [1, 60], "doubled": 0.2, "together": 4, "seed": 3 });
    set_mode(&fixture, mode).await;
    let sent: Vec<_> = (0..30).map(|number| format!("{number:02}")).collect();
    for words in &sent {
        person.say(words).await.unwrap();
    }
    wait_until_delivered(&fixture).await;
    let mut received = texts(&fixture);
    assert!(!received.is_sorted(), "{received:?}");
    assert!(received.len() > sent.len(), "some came twice");
    assert!(fixture.bot.webhooks().len() < received.len(), "some came together");
    received.sort();
    received.dedup();
    assert_eq!(received, sent);
}

#[tokio::test]
async fn failed_body_is_redelivered_and_marked() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    set_mode(&fixture, json!({ "redelivery": { "everyMs": 20, "times": 50 } })).await;
    fixture.bot.answer_with(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(person.say("もしもし").await.unwrap().status, Some(503));
    fixture.bot.answer_with(StatusCode::OK);
    wait_until_delivered(&fixture).await;

    let events: Vec<_> =
        fixture.bot.webhooks()[1..].iter().map(crate::fixture::Webhook::event).collect();
    assert_eq!(events[0]["deliveryContext"]["isRedelivery"], false);
    assert_eq!(events[1]["deliveryContext"]["isRedelivery"], true);
    assert_eq!(events[0]["webhookEventId"], events[1]["webhookEventId"]);
    assert_eq!(events[0]["replyToken"], events[1]["replyToken"]);
    let newest = fixture.control_get("/_sim/webhooks").await.json()[0].clone();
    assert_eq!((&newest["status"], &newest["isRedelivery"]), (&json!(200), &json!(true)));
}

#[tokio::test]
async fn failed_body_without_redelivery_is_lost() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    fixture.bot.answer_with(StatusCode::SERVICE_UNAVAILABLE);
    person.say("もしもし").await.unwrap();
    let setting = fixture.control_get("/_sim/webhooks/setting").await.json();
    assert_eq!((&setting["waiting"], &setting["redelivery"]), (&json!(0), &Value::Null));
}

#[tokio::test]
async fn standby_event_has_no_reply_token() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    set_mode(&fixture, json!({ "standby": true })).await;
    person.say("もしもし").await.unwrap();
    assert_eq!(fixture.bot.event()["mode"], "standby");
    assert!(fixture.bot.event().get("replyToken").is_none());
}

#[tokio::test]
async fn unknown_fields_and_events_are_added() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    set_mode(&fixture, json!({ "unknown": 1 })).await;
    person.say("もしもし").await.unwrap();
    let events = fixture.bot.webhooks().last().unwrap().body()["events"].clone();
    assert_eq!(events[0]["type"], "novelty");
    assert_eq!(events[1]["message"]["text"], "もしもし");
    assert!(events[1]["novelty"].is_object());
    assert_ne!(events[0]["webhookEventId"], events[1]["webhookEventId"]);
}

#[tokio::test]
async fn invalid_delivery_mode_is_refused() {
    let fixture = Fixture::new().await;
    for invalid in [json!({ "doubled": 2 }), json!({ "delayMs": [9, 1] }), json!({ "tripled": 1 })]
    {
        let status = fixture.control("/_sim/webhooks", invalid).await.status;
        assert!((400..500).contains(&status));
    }
}

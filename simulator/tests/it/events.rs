//! Acts of people and the events that the bot receives.

use axum::http::StatusCode;
use line_simulator::{ActError, Postback, signature};
use serde_json::json;

use crate::fixture::{Fixture, start_time};

#[tokio::test]
async fn follow_sends_a_signed_webhook() {
    let fixture = Fixture::new().await;
    let person = fixture.running.simulator().add_person("潮風 太郎", "ja");
    let delivery = person.follow().await.unwrap();

    let webhook = fixture.bot.webhooks().pop().unwrap();
    let channel = &fixture.running.simulator().config().channel;
    assert_eq!(webhook.signature, signature(&channel.secret, &webhook.raw));
    assert_eq!(webhook.body()["destination"], channel.bot_user_id);

    let event = webhook.event();
    assert_eq!(delivery.status, Some(200));
    assert_eq!(event["webhookEventId"], delivery.webhook_event_id.unwrap());
    assert_eq!(event["type"], "follow");
    assert_eq!(event["mode"], "active");
    assert_eq!(event["timestamp"], start_time().timestamp_millis());
    assert_eq!(event["deliveryContext"], json!({ "isRedelivery": false }));
    assert_eq!(event["source"], json!({ "type": "user", "userId": person.user_id() }));
    assert_eq!(event["follow"], json!({ "isUnblocked": false }));
    assert_eq!(event["replyToken"].as_str().unwrap().len(), 32);
}

#[tokio::test]
async fn unfollow_has_no_reply_token_and_unblocking_is_marked() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;

    person.unfollow().await.unwrap();
    assert_eq!(fixture.bot.event()["type"], "unfollow");
    assert!(fixture.bot.event().get("replyToken").is_none());
    assert_eq!(person.say("もしもし").await, Err(ActError::Blocked));

    person.follow().await.unwrap();
    assert_eq!(fixture.bot.event()["follow"], json!({ "isUnblocked": true }));
}

#[tokio::test]
async fn text_arrives_with_its_message_id_in_the_chat() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    person.say("予約したい").await.unwrap();

    let message = fixture.bot.event()["message"].clone();
    assert_eq!(message["type"], "text");
    assert_eq!(message["text"], "予約したい");
    assert!(message["quoteToken"].is_string());
    let chat = fixture.chat(&person).await;
    assert_eq!(chat["messages"][0]["from"], "user");
    assert_eq!(chat["messages"][0]["id"], message["id"]);
}

#[tokio::test]
async fn stickers_and_pictures_arrive_with_their_type() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;

    person.send_sticker().await.unwrap();
    assert_eq!(fixture.bot.event()["message"]["stickerResourceType"], "STATIC");

    person.send_image().await.unwrap();
    let message = fixture.bot.event()["message"].clone();
    assert_eq!(message["contentProvider"], json!({ "type": "line" }));
}

#[tokio::test]
async fn postback_carries_data_and_shows_its_display_text() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let postback = Postback {
        data: "do=birth-date".to_owned(),
        params: json!({ "date": "1950-05-05" }).as_object().cloned(),
        display_text: Some("生年月日を選ぶ".to_owned()),
    };
    person.postback(postback).await.unwrap();

    assert_eq!(
        fixture.bot.event()["postback"],
        json!({ "data": "do=birth-date", "params": { "date": "1950-05-05" } })
    );
    let chat = fixture.chat(&person).await;
    assert_eq!(chat["messages"][0]["message"]["text"], "生年月日を選ぶ");
}

#[tokio::test]
async fn delivery_reports_the_bots_status() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    fixture.bot.answer_with(StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(person.say("もしもし").await.unwrap().status, Some(500));
}

#[tokio::test]
async fn delivery_to_an_unreachable_bot_has_status_zero() {
    let fixture = Fixture::with(|config| line_simulator::Config {
        webhook_url: Some("http://127.0.0.1:1/webhook".to_owned()),
        ..config
    })
    .await;
    let person = fixture.running.simulator().add_person("潮風 太郎", "ja");
    assert_eq!(person.follow().await.unwrap().status, Some(0));
}

#[tokio::test]
async fn act_without_a_webhook_sends_nothing() {
    let fixture =
        Fixture::with(|config| line_simulator::Config { webhook_url: None, ..config }).await;
    let person = fixture.running.simulator().add_person("潮風 太郎", "ja");
    let delivery = person.follow().await.unwrap();
    assert_eq!((delivery.webhook_event_id, delivery.status), (None, None));
}

#[tokio::test]
async fn redelivered_webhook_differs_only_in_its_mark() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let first = person.say("もしもし").await.unwrap();
    let id = first.webhook_event_id.unwrap();
    let again = fixture.running.simulator().redeliver(&id).await.unwrap();
    assert_eq!(again.webhook_event_id, Some(id));

    let webhooks = fixture.bot.webhooks();
    let [.., before, after] = webhooks.as_slice() else { panic!("two webhooks were sent") };
    let mut expected = before.body();
    expected["events"][0]["deliveryContext"]["isRedelivery"] = json!(true);
    assert_eq!(after.body(), expected);
}

#[tokio::test]
async fn unknown_event_cannot_be_redelivered() {
    let fixture = Fixture::new().await;
    let refused = fixture.running.simulator().redeliver("01ARZ3NDEKTSV4RRFFQ69G5FAV").await;
    assert_eq!(refused, Err(ActError::UnknownWebhook));
}

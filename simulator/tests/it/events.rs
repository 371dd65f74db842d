//! Acts of people and the events that the bot receives.

use axum::http::StatusCode;
use line_simulator::{ActRefused, Postback, signature};
use serde_json::json;

use crate::stage::{Stage, moment};

#[tokio::test]
async fn whoever_follows_is_announced_with_a_signed_webhook() {
    let stage = Stage::new().await;
    let person = stage.running.simulator().add_person("潮風 太郎", "ja");
    let delivery = person.follow().await.unwrap();

    let webhook = stage.bot.webhooks().pop().unwrap();
    let channel = &stage.running.simulator().config().channel;
    assert_eq!(webhook.signature, signature(&channel.secret, &webhook.raw));
    assert_eq!(webhook.body()["destination"], channel.bot_user_id);

    let event = webhook.event();
    assert_eq!(delivery.status, Some(200));
    assert_eq!(event["webhookEventId"], delivery.webhook_event_id.unwrap());
    assert_eq!(event["type"], "follow");
    assert_eq!(event["mode"], "active");
    assert_eq!(event["timestamp"], moment().timestamp_millis());
    assert_eq!(event["deliveryContext"], json!({ "isRedelivery": false }));
    assert_eq!(event["source"], json!({ "type": "user", "userId": person.user_id() }));
    assert_eq!(event["follow"], json!({ "isUnblocked": false }));
    assert_eq!(event["replyToken"].as_str().unwrap().len(), 32);
}

#[tokio::test]
async fn blocking_leaves_no_reply_token_and_coming_back_says_so() {
    let stage = Stage::new().await;
    let person = stage.friend().await;

    person.unfollow().await.unwrap();
    assert_eq!(stage.bot.event()["type"], "unfollow");
    assert!(stage.bot.event().get("replyToken").is_none());
    assert_eq!(person.say("もしもし").await, Err(ActRefused::Blocked));

    person.follow().await.unwrap();
    assert_eq!(stage.bot.event()["follow"], json!({ "isUnblocked": true }));
}

#[tokio::test]
async fn what_is_typed_arrives_as_a_message_with_the_id_it_has_in_the_chat() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    person.say("予約したい").await.unwrap();

    let message = stage.bot.event()["message"].clone();
    assert_eq!(message["type"], "text");
    assert_eq!(message["text"], "予約したい");
    assert!(message["quoteToken"].is_string());
    let chat = stage.chat(&person).await;
    assert_eq!(chat["messages"][0]["from"], "user");
    assert_eq!(chat["messages"][0]["id"], message["id"]);
}

#[tokio::test]
async fn stickers_and_photographs_arrive_as_such() {
    let stage = Stage::new().await;
    let person = stage.friend().await;

    person.send_sticker().await.unwrap();
    assert_eq!(stage.bot.event()["message"]["stickerResourceType"], "STATIC");

    person.send_image().await.unwrap();
    let message = stage.bot.event()["message"].clone();
    assert_eq!(message["contentProvider"], json!({ "type": "line" }));
}

#[tokio::test]
async fn a_postback_carries_its_data_and_shows_its_display_text() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let postback = Postback {
        data: "do=birth-date".to_owned(),
        params: json!({ "date": "1950-05-05" }).as_object().cloned(),
        display_text: Some("生年月日を選ぶ".to_owned()),
    };
    person.postback(postback).await.unwrap();

    assert_eq!(
        stage.bot.event()["postback"],
        json!({ "data": "do=birth-date", "params": { "date": "1950-05-05" } })
    );
    let chat = stage.chat(&person).await;
    assert_eq!(chat["messages"][0]["message"]["text"], "生年月日を選ぶ");
}

#[tokio::test]
async fn the_status_of_the_bots_answer_is_told() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    stage.bot.answers(StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(person.say("もしもし").await.unwrap().status, Some(500));
}

#[tokio::test]
async fn a_bot_that_cannot_be_reached_answers_zero() {
    let stage = Stage::with(|config| line_simulator::Config {
        webhook_url: Some("http://127.0.0.1:1/webhook".to_owned()),
        ..config
    })
    .await;
    let person = stage.running.simulator().add_person("潮風 太郎", "ja");
    assert_eq!(person.follow().await.unwrap().status, Some(0));
}

#[tokio::test]
async fn without_a_webhook_nothing_is_sent() {
    let stage = Stage::with(|config| line_simulator::Config { webhook_url: None, ..config }).await;
    let person = stage.running.simulator().add_person("潮風 太郎", "ja");
    let delivery = person.follow().await.unwrap();
    assert_eq!((delivery.webhook_event_id, delivery.status), (None, None));
}

#[tokio::test]
async fn a_redelivered_webhook_is_the_same_except_that_it_says_so() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let first = person.say("もしもし").await.unwrap();
    let id = first.webhook_event_id.unwrap();
    let again = stage.running.simulator().redeliver(&id).await.unwrap();
    assert_eq!(again.webhook_event_id, Some(id));

    let webhooks = stage.bot.webhooks();
    let [.., before, after] = webhooks.as_slice() else { panic!("two webhooks were sent") };
    let mut expected = before.body();
    expected["events"][0]["deliveryContext"]["isRedelivery"] = json!(true);
    assert_eq!(after.body(), expected);
}

#[tokio::test]
async fn an_event_nobody_remembers_cannot_be_redelivered() {
    let stage = Stage::new().await;
    let refused = stage.running.simulator().redeliver("01ARZ3NDEKTSV4RRFFQ69G5FAV").await;
    assert_eq!(refused, Err(ActRefused::UnknownWebhook));
}

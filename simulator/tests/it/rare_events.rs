//! Less frequent acts of people and the events that the bot receives.

use chrono::TimeDelta;
use line_simulator::ActRefused;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{Stage, answer, text};

#[tokio::test]
async fn a_message_that_is_taken_back_is_gone_for_both_sides() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    person.send_image().await.unwrap();
    let id = stage.bot.event()["message"]["id"].as_str().unwrap().to_owned();
    let content = format!("/v2/bot/message/{id}/content");
    let got = stage.get(&content).await;
    assert_eq!((got.status, got.header("content-type")), (200, "image/png"));

    person.unsend(&id).await.unwrap();
    let event = stage.bot.event();
    assert_eq!((&event["type"], &event["unsend"]), (&json!("unsend"), &json!({ "messageId": id })));
    assert!(event.get("replyToken").is_none());
    assert_eq!(stage.chat(&person).await["messages"], json!([]));
    assert_eq!(stage.get(&content).await.status, 410);
    assert_eq!(person.unsend(&id).await, Err(ActRefused::UnknownMessage));
}

#[tokio::test]
async fn a_text_that_is_changed_keeps_its_id_and_can_be_answered() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    person.say("よやく").await.unwrap();
    let before = stage.bot.event();
    let id = before["message"]["id"].as_str().unwrap();
    person.edit(id, "予約").await.unwrap();

    let event = stage.bot.event();
    assert_eq!(event["type"], "messageEdited");
    assert_eq!(event["source"]["type"], "group");
    assert_eq!((&event["message"]["id"], &event["message"]["text"]), (&json!(id), &json!("予約")));
    assert_ne!(event["message"]["quoteToken"], before["message"]["quoteToken"]);
    assert!(event["message"].get("markAsReadToken").is_none());
    assert_eq!(stage.reply(&stage.bot.reply_token(), text("はい")).await.status, 200);
    assert_eq!(stage.chat(&person).await["messages"][0]["message"], text("予約"));
}

#[tokio::test]
async fn an_account_is_linked_by_a_token_that_serves_once_for_ten_minutes() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let path = format!("/v2/bot/user/{}/linkToken", person.user_id());
    let token = async || {
        let issued = answer(stage.request(Method::POST, &path)).await.json();
        issued["linkToken"].as_str().unwrap().to_owned()
    };
    let come_back = async |token: &str| {
        let path =
            format!("/dialog/bot/accountLink?linkToken={token}&nonce=MTIzNDU2Nzg5MDEyMzQ1Ng");
        answer(stage.bare(Method::GET, &path)).await.status
    };
    let first = token().await;
    assert_eq!(come_back(&first).await, 200);
    let event = stage.bot.event();
    assert_eq!(event["link"], json!({ "result": "ok", "nonce": "MTIzNDU2Nzg5MDEyMzQ1Ng" }));
    assert!(event["replyToken"].is_string());

    let heard = stage.bot.webhooks().len();
    assert_eq!(come_back(&first).await, 400);
    let late = token().await;
    stage.clock.advance(TimeDelta::minutes(10));
    assert_eq!(come_back(&late).await, 400);
    assert_eq!(stage.bot.webhooks().len(), heard, "no webhook at all");

    person.link_account("MTIzNDU2Nzg5MDEyMzQ1Ng", false).await.unwrap();
    let failed = stage.bot.event();
    assert_eq!(failed["link"]["result"], "failed");
    assert!(failed.get("source").is_none() && failed.get("replyToken").is_none());
}

#[tokio::test]
async fn whoever_left_line_gets_nothing_and_the_sender_is_not_told() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let token = stage.bot.reply_token();
    person.leave().unwrap();
    assert_eq!(stage.push(person.user_id(), text("はい")).await.status, 200);
    assert_eq!(stage.reply(&token, text("はい")).await.status, 400);
    assert_eq!(stage.chat(&person).await["messages"], json!([]));
    let profile = format!("/v2/bot/profile/{}", person.user_id());
    assert_eq!(stage.get(&profile).await.status, 404);
    assert_eq!(person.say("もしもし").await, Err(ActRefused::Left));
    assert_eq!(person.leave(), Err(ActRefused::Left));
    let received = stage.running.simulator().received();
    assert!(received.iter().all(|message| !message.arrived));
}

#[tokio::test]
async fn who_wrote_without_following_can_be_written_to_for_a_week() {
    let stage = Stage::new().await;
    let person = stage.running.simulator().add_person("潮風 花子", "ja");
    let messages = async || stage.chat(&person).await["messages"].as_array().unwrap().len();
    stage.push(person.user_id(), text("はい")).await;
    assert_eq!(messages().await, 0);
    person.say("もしもし").await.unwrap();
    stage.push(person.user_id(), text("はい")).await;
    assert_eq!(messages().await, 2);
    stage.clock.advance(TimeDelta::days(7));
    assert_eq!(stage.push(person.user_id(), text("はい")).await.status, 200);
    assert_eq!(messages().await, 2);
}

#[tokio::test]
async fn events_of_ones_own_making_and_the_other_acts_go_through_the_control_api() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let user = |act: &str| format!("/_sim/users/{}/{act}", person.user_id());
    let made = json!({
        "type": "hologram", "hologram": { "depth": 3 }, "replyToken": true, "source": null,
        "webhookEventId": "01JDTEST0000000000000000AA",
    });
    let delivery = stage.control(&user("events"), made).await.json();
    assert_eq!(delivery["webhookEventId"], "01JDTEST0000000000000000AA");
    let event = stage.bot.event();
    assert_eq!((&event["type"], &event["hologram"]["depth"]), (&json!("hologram"), &json!(3)));
    assert!(event.get("source").is_none());
    assert_eq!(stage.reply(&stage.bot.reply_token(), text("はい")).await.status, 200);
    assert_eq!(stage.control(&user("events"), json!({ "typ": "x" })).await.status, 400);

    stage.control(&user("messages"), json!({ "text": "あ" })).await;
    let id = stage.bot.event()["message"]["id"].clone();
    let kinds: [(&str, Value); 3] = [
        ("edits", json!({ "messageId": id, "text": "い" })),
        ("unsend", json!({ "messageId": id })),
        ("accountLink", json!({ "nonce": "MTIzNDU2Nzg5MDEyMzQ1Ng" })),
    ];
    for (act, body) in kinds {
        assert_eq!(stage.control(&user(act), body).await.json()["status"], 200, "{act}");
    }
    assert_eq!(stage.control(&user("unsend"), json!({ "messageId": "1" })).await.status, 404);
    assert_eq!(stage.control(&user("leave"), json!({})).await.status, 204);
    assert_eq!(stage.control(&user("messages"), json!({ "text": "あ" })).await.status, 409);
}

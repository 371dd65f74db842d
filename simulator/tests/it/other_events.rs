//! Less frequent acts of people and the events that the bot receives.

use chrono::TimeDelta;
use line_simulator::ActError;
use reqwest::Method;
use serde_json::{Value, json};

use crate::fixture::{Fixture, send, text};

#[tokio::test]
async fn unsent_message_is_gone_for_both_sides() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    person.send_image().await.unwrap();
    let id = fixture.bot.event()["message"]["id"].as_str().unwrap().to_owned();
    let content = format!("/v2/bot/message/{id}/content");
    let got = fixture.get(&content).await;
    assert_eq!((got.status, got.header("content-type")), (200, "image/png"));

    person.unsend(&id).await.unwrap();
    let event = fixture.bot.event();
    assert_eq!((&event["type"], &event["unsend"]), (&json!("unsend"), &json!({ "messageId": id })));
    assert!(event.get("replyToken").is_none());
    assert_eq!(fixture.chat(&person).await["messages"], json!([]));
    assert_eq!(fixture.get(&content).await.status, 410);
    assert_eq!(person.unsend(&id).await, Err(ActError::UnknownMessage));
}

#[tokio::test]
async fn edited_text_keeps_its_id_and_can_be_answered() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    person.say("よやく").await.unwrap();
    let before = fixture.bot.event();
    let id = before["message"]["id"].as_str().unwrap();
    person.edit(id, "予約").await.unwrap();

    let event = fixture.bot.event();
    assert_eq!(event["type"], "messageEdited");
    assert_eq!(event["source"]["type"], "group");
    assert_eq!((&event["message"]["id"], &event["message"]["text"]), (&json!(id), &json!("予約")));
    assert_ne!(event["message"]["quoteToken"], before["message"]["quoteToken"]);
    assert!(event["message"].get("markAsReadToken").is_none());
    assert_eq!(fixture.reply(&fixture.bot.reply_token(), text("はい")).await.status, 200);
    assert_eq!(fixture.chat(&person).await["messages"][0]["message"], text("予約"));
}

#[tokio::test]
async fn link_token_is_valid_once_within_ten_minutes() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let path = format!("/v2/bot/user/{}/linkToken", person.user_id());
    let token = async || {
        let issued = send(fixture.request(Method::POST, &path)).await.json();
        issued["linkToken"].as_str().unwrap().to_owned()
    };
    let come_back = async |token: &str| {
        let path =
            format!("/dialog/bot/accountLink?linkToken={token}&nonce=MTIzNDU2Nzg5MDEyMzQ1Ng");
        send(fixture.anonymous_request(Method::GET, &path)).await.status
    };
    let first = token().await;
    assert_eq!(come_back(&first).await, 200);
    let event = fixture.bot.event();
    assert_eq!(event["link"], json!({ "result": "ok", "nonce": "MTIzNDU2Nzg5MDEyMzQ1Ng" }));
    assert!(event["replyToken"].is_string());

    let event_count = fixture.bot.webhooks().len();
    assert_eq!(come_back(&first).await, 400);
    let late = token().await;
    fixture.clock.advance(TimeDelta::minutes(10));
    assert_eq!(come_back(&late).await, 400);
    assert_eq!(fixture.bot.webhooks().len(), event_count, "no webhook at all");

    person.link_account("MTIzNDU2Nzg5MDEyMzQ1Ng", false).await.unwrap();
    let failed = fixture.bot.event();
    assert_eq!(failed["link"]["result"], "failed");
    assert!(failed.get("source").is_none() && failed.get("replyToken").is_none());
}

#[tokio::test]
async fn message_to_a_person_who_left_is_accepted_and_does_not_arrive() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let token = fixture.bot.reply_token();
    person.delete_account().unwrap();
    assert_eq!(fixture.push(person.user_id(), text("はい")).await.status, 200);
    assert_eq!(fixture.reply(&token, text("はい")).await.status, 400);
    assert_eq!(fixture.chat(&person).await["messages"], json!([]));
    let profile = format!("/v2/bot/profile/{}", person.user_id());
    assert_eq!(fixture.get(&profile).await.status, 404);
    assert_eq!(person.say("もしもし").await, Err(ActError::Left));
    assert_eq!(person.delete_account(), Err(ActError::Left));
    let received = fixture.running.simulator().received();
    assert!(received.iter().all(|message| !message.arrived));
}

#[tokio::test]
async fn person_who_wrote_without_following_is_reachable_for_a_week() {
    let fixture = Fixture::new().await;
    let person = fixture.running.simulator().add_person("潮風 花子", "ja");
    let messages = async || fixture.chat(&person).await["messages"].as_array().unwrap().len();
    fixture.push(person.user_id(), text("はい")).await;
    assert_eq!(messages().await, 0);
    person.say("もしもし").await.unwrap();
    fixture.push(person.user_id(), text("はい")).await;
    assert_eq!(messages().await, 2);
    fixture.clock.advance(TimeDelta::days(7));
    assert_eq!(fixture.push(person.user_id(), text("はい")).await.status, 200);
    assert_eq!(messages().await, 2);
}

#[tokio::test]
async fn control_api_covers_custom_events_and_other_acts() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let user = |act: &str| format!("/_sim/users/{}/{act}", person.user_id());
    let event = json!({
        "type": "hologram", "hologram": { "depth": 3 }, "replyToken": true, "source": null,
        "webhookEventId": "01JDTEST0000000000000000AA",
    });
    let delivery = fixture.control(&user("events"), event).await.json();
    assert_eq!(delivery["webhookEventId"], "01JDTEST0000000000000000AA");
    let event = fixture.bot.event();
    assert_eq!((&event["type"], &event["hologram"]["depth"]), (&json!("hologram"), &json!(3)));
    assert!(event.get("source").is_none());
    assert_eq!(fixture.reply(&fixture.bot.reply_token(), text("はい")).await.status, 200);
    assert_eq!(fixture.control(&user("events"), json!({ "typ": "x" })).await.status, 400);

    fixture.control(&user("messages"), json!({ "text": "あ" })).await;
    let id = fixture.bot.event()["message"]["id"].clone();
    let kinds: [(&str, Value); 3] = [
        ("edits", json!({ "messageId": id, "text": "い" })),
        ("unsend", json!({ "messageId": id })),
        ("accountLink", json!({ "nonce": "MTIzNDU2Nzg5MDEyMzQ1Ng" })),
    ];
    for (act, body) in kinds {
        assert_eq!(fixture.control(&user(act), body).await.json()["status"], 200, "{act}");
    }
    assert_eq!(fixture.control(&user("unsend"), json!({ "messageId": "1" })).await.status, 404);
    assert_eq!(fixture.control(&user("leave"), json!({})).await.status, 204);
    assert_eq!(fixture.control(&user("messages"), json!({ "text": "あ" })).await.status, 409);
}

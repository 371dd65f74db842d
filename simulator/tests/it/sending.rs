//! Reply and push, from the bot's side.

use chrono::TimeDelta;
use line_simulator::Config;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::stage::{Stage, answer, text};

const REPLY: &str = "/v2/bot/message/reply";
const PUSH: &str = "/v2/bot/message/push";

#[tokio::test]
async fn a_reply_appears_in_the_chat() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let sent = stage.reply(&stage.bot.reply_token(), text("ようこそ")).await;

    assert_eq!(sent.status, 200);
    assert!(!sent.header("x-line-request-id").is_empty());
    let shown = stage.chat(&person).await["messages"][0].clone();
    assert_eq!(shown["id"], sent.json()["sentMessages"][0]["id"]);
    assert_eq!(shown["from"], "bot");
    assert_eq!(shown["via"], "reply");
    assert_eq!(shown["message"], text("ようこそ"));
}

#[tokio::test]
async fn a_reply_token_serves_once() {
    let stage = Stage::new().await;
    stage.friend().await;
    let token = stage.bot.reply_token();
    assert_eq!(stage.reply(&token, text("一")).await.status, 200);

    let second = stage.reply(&token, text("二")).await;
    assert_eq!(second.status, 400);
    assert_eq!(second.json(), json!({ "message": "Invalid reply token" }));
}

#[tokio::test]
async fn a_reply_token_serves_for_one_minute() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let token = stage.bot.reply_token();
    stage.clock.advance(TimeDelta::seconds(59));
    assert_eq!(stage.reply(&token, text("間に合った")).await.status, 200);

    person.say("もしもし").await.unwrap();
    let token = stage.bot.reply_token();
    stage.clock.advance(TimeDelta::seconds(60));
    assert_eq!(stage.reply(&token, text("遅い")).await.status, 400);
}

#[tokio::test]
async fn a_redelivery_gives_the_reply_token_another_minute_but_not_after_twenty() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let simulator = stage.running.simulator();

    let first = person.say("もしもし").await.unwrap().webhook_event_id.unwrap();
    stage.clock.advance(TimeDelta::minutes(19));
    simulator.redeliver(&first).await.unwrap();
    assert_eq!(stage.reply(&stage.bot.reply_token(), text("はい")).await.status, 200);

    let second = person.say("もしもし").await.unwrap().webhook_event_id.unwrap();
    stage.clock.advance(TimeDelta::minutes(20));
    simulator.redeliver(&second).await.unwrap();
    assert_eq!(stage.reply(&stage.bot.reply_token(), text("はい")).await.status, 400);
}

#[tokio::test]
async fn a_reply_with_a_retry_key_is_refused_and_spends_nothing() {
    let stage = Stage::new().await;
    stage.friend().await;
    let token = stage.bot.reply_token();
    let request = stage
        .request(Method::POST, REPLY)
        .header("x-line-retry-key", Uuid::new_v4().to_string())
        .json(&json!({ "replyToken": token, "messages": [text("はい")] }));
    assert_eq!(answer(request).await.status, 400);
    assert_eq!(stage.reply(&token, text("はい")).await.status, 200);
}

#[tokio::test]
async fn messages_that_are_refused_spend_no_reply_token() {
    let stage = Stage::new().await;
    stage.friend().await;
    let token = stage.bot.reply_token();
    assert_eq!(stage.reply(&token, text("")).await.status, 400);
    assert_eq!(stage.reply(&token, text("はい")).await.status, 200);
}

#[tokio::test]
async fn a_retry_key_is_accepted_once_in_twenty_four_hours() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let key = Uuid::new_v4().to_string();
    let push = || {
        let body = json!({ "to": person.user_id(), "messages": [text("明日です")] });
        let request = stage.request(Method::POST, PUSH).header("X-Line-Retry-Key", &key);
        answer(request.json(&body))
    };
    let first = push().await;
    assert_eq!(first.status, 200);

    let second = push().await;
    assert_eq!(second.status, 409);
    assert_eq!(second.header("x-line-accepted-request-id"), first.header("x-line-request-id"));
    assert_ne!(second.header("x-line-request-id"), first.header("x-line-request-id"));
    assert_eq!(second.json()["sentMessages"], first.json()["sentMessages"]);
    assert_eq!(second.json()["message"], "The retry key is already accepted");

    stage.clock.advance(TimeDelta::hours(24));
    assert_eq!(push().await.status, 200);
    let messages = stage.chat(&person).await["messages"].as_array().unwrap().len();
    assert_eq!(messages, 2);
}

#[tokio::test]
async fn a_retry_key_that_is_no_uuid_is_refused() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let request = stage
        .request(Method::POST, PUSH)
        .header("x-line-retry-key", "first-try")
        .json(&json!({ "to": person.user_id(), "messages": [text("はい")] }));
    assert_eq!(answer(request).await.status, 400);
}

#[tokio::test]
async fn a_refused_push_does_not_use_up_its_retry_key() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let key = Uuid::new_v4().to_string();
    let push = |message: Value| {
        let body = json!({ "to": person.user_id(), "messages": [message] });
        let request = stage.request(Method::POST, PUSH).header("x-line-retry-key", &key);
        answer(request.json(&body))
    };
    assert_eq!(push(text("")).await.status, 400);
    assert_eq!(push(text("はい")).await.status, 200);
}

#[tokio::test]
async fn a_push_to_somebody_who_blocked_is_accepted_and_never_arrives() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    person.unfollow().await.unwrap();

    assert_eq!(stage.push(person.user_id(), text("明日です")).await.status, 200);
    assert_eq!(stage.chat(&person).await["messages"], json!([]));
    let used = stage.get("/v2/bot/message/quota/consumption").await.json();
    assert_eq!(used["totalUsage"], 0);
    let profile = format!("/v2/bot/profile/{}", person.user_id());
    assert_eq!(stage.get(&profile).await.status, 404);
}

#[tokio::test]
async fn a_push_to_an_unknown_user_is_refused() {
    let stage = Stage::new().await;
    let stranger = format!("U{}", "0".repeat(32));
    let refused = stage.push(&stranger, text("はい")).await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json(), json!({ "message": "Failed to send messages" }));

    let malformed = stage.push("taro", text("はい")).await;
    assert_eq!(malformed.status, 400);
    assert!(malformed.json()["message"].as_str().unwrap().contains("'to'"));
}

#[tokio::test]
async fn a_push_over_the_quota_is_refused_until_the_month_ends() {
    let stage = Stage::with(|config| Config { quota: Some(2), ..config }).await;
    let person = stage.friend().await;
    for _ in 0..2 {
        assert_eq!(stage.push(person.user_id(), text("はい")).await.status, 200);
    }
    let refused = stage.push(person.user_id(), text("はい")).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json()["message"], "You have reached your monthly limit.");
    assert_eq!(
        stage.get("/v2/bot/message/quota").await.json(),
        json!({ "type": "limited", "value": 2 })
    );

    stage.clock.set("2026-11-30T15:00:00Z".parse().unwrap());
    assert_eq!(stage.push(person.user_id(), text("はい")).await.status, 200);
}

#[tokio::test]
async fn a_key_that_comes_twice_anywhere_in_the_body_is_refused() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let body = format!(
        r#"{{"to":"{}","messages":[{{"type":"text","type":"text","text":"はい"}}]}}"#,
        person.user_id()
    );
    let request =
        stage.request(Method::POST, PUSH).header("content-type", "application/json").body(body);
    let refused = answer(request).await;
    assert_eq!(refused.status, 400);
    let message = refused.json()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("Duplicate field 'type'"), "{message}");
}

#[tokio::test]
async fn a_call_without_a_valid_token_is_refused() {
    let stage = Stage::new().await;
    let without = answer(stage.bare(Method::GET, "/v2/bot/info")).await;
    assert_eq!(without.status, 401);
    assert!(!without.header("x-line-request-id").is_empty());
    let wrong = stage.bare(Method::GET, "/v2/bot/info").bearer_auth("wrong");
    assert_eq!(answer(wrong).await.status, 401);
    assert_eq!(stage.get("/v2/bot/info").await.status, 200);
}

#[tokio::test]
async fn a_body_that_is_not_json_or_too_large_is_refused() {
    let stage = Stage::new().await;
    let as_text = stage.request(Method::POST, PUSH).body("{}");
    assert_eq!(answer(as_text).await.status, 415);
    let post = |body: String| {
        let request = stage.request(Method::POST, PUSH);
        answer(request.header("content-type", "application/json").body(body))
    };
    assert_eq!(post("{".to_owned()).await.status, 400);
    assert_eq!(post("[]".to_owned()).await.status, 400);
    assert_eq!(post(" ".repeat(2 * 1024 * 1024 + 1)).await.status, 413);
}

#[tokio::test]
async fn validation_checks_the_messages_and_sends_nothing() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    for path in ["/v2/bot/message/validate/reply", "/v2/bot/message/validate/push"] {
        let good = stage.post(path, json!({ "messages": [text("はい")] })).await;
        assert_eq!(good.status, 200);
        let bad = stage.post(path, json!({ "messages": [text("")] })).await;
        assert_eq!(bad.status, 400);
        assert_eq!(
            bad.json(),
            json!({
                "message": "The request body has 1 error(s)",
                "details": [{ "message": "May not be empty", "property": "messages[0].text" }],
            })
        );
    }
    assert_eq!(stage.chat(&person).await["messages"], json!([]));
}

#[tokio::test]
async fn the_loading_animation_shows_until_its_time_is_over_or_a_message_comes() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let start = |seconds: i64| {
        let body = json!({ "chatId": person.user_id(), "loadingSeconds": seconds });
        stage.post("/v2/bot/chat/loading/start", body)
    };
    assert_eq!(start(10).await.status, 202);
    assert_eq!(stage.chat(&person).await["loading"], true);
    stage.clock.advance(TimeDelta::seconds(10));
    assert_eq!(stage.chat(&person).await["loading"], false);

    assert_eq!(start(60).await.status, 202);
    stage.push(person.user_id(), text("お待たせしました")).await;
    assert_eq!(stage.chat(&person).await["loading"], false);

    for wrong in [0, 7, 65] {
        assert_eq!(start(wrong).await.status, 400);
    }
}

#[tokio::test]
async fn a_profile_can_be_read_of_friends_and_of_people_who_wrote() {
    let stage = Stage::new().await;
    let person = stage.running.simulator().add_person("潮風 花子", "ja");
    let path = format!("/v2/bot/profile/{}", person.user_id());
    assert_eq!(stage.get(&path).await.status, 404);
    person.say("もしもし").await.unwrap();
    assert_eq!(
        stage.get(&path).await.json(),
        json!({ "userId": person.user_id(), "displayName": "潮風 花子", "language": "ja" })
    );
}

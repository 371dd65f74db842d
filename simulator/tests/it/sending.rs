//! Reply and push, from the bot's side.

use chrono::TimeDelta;
use line_simulator::Config;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fixture::{Fixture, send, text};

const REPLY: &str = "/v2/bot/message/reply";
const PUSH: &str = "/v2/bot/message/push";

#[tokio::test]
async fn reply_appears_in_the_chat() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let sent = fixture.reply(&fixture.bot.reply_token(), text("ようこそ")).await;

    assert_eq!(sent.status, 200);
    assert!(!sent.header("x-line-request-id").is_empty());
    let shown = fixture.chat(&person).await["messages"][0].clone();
    assert_eq!(shown["id"], sent.json()["sentMessages"][0]["id"]);
    assert_eq!(shown["from"], "bot");
    assert_eq!(shown["via"], "reply");
    assert_eq!(shown["message"], text("ようこそ"));
}

#[tokio::test]
async fn reply_token_is_valid_once() {
    let fixture = Fixture::new().await;
    fixture.add_friend().await;
    let token = fixture.bot.reply_token();
    assert_eq!(fixture.reply(&token, text("一")).await.status, 200);

    let second = fixture.reply(&token, text("二")).await;
    assert_eq!(second.status, 400);
    assert_eq!(second.json(), json!({ "message": "Invalid reply token" }));
}

#[tokio::test]
async fn reply_token_is_valid_for_one_minute() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let token = fixture.bot.reply_token();
    fixture.clock.advance(TimeDelta::seconds(59));
    assert_eq!(fixture.reply(&token, text("間に合った")).await.status, 200);

    person.say("もしもし").await.unwrap();
    let token = fixture.bot.reply_token();
    fixture.clock.advance(TimeDelta::seconds(60));
    assert_eq!(fixture.reply(&token, text("遅い")).await.status, 400);
}

#[tokio::test]
async fn redelivery_renews_the_reply_token_for_up_to_twenty_minutes() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let simulator = fixture.running.simulator();

    let first = person.say("もしもし").await.unwrap().webhook_event_id.unwrap();
    fixture.clock.advance(TimeDelta::minutes(19));
    simulator.redeliver(&first).await.unwrap();
    assert_eq!(fixture.reply(&fixture.bot.reply_token(), text("はい")).await.status, 200);

    let second = person.say("もしもし").await.unwrap().webhook_event_id.unwrap();
    fixture.clock.advance(TimeDelta::minutes(20));
    simulator.redeliver(&second).await.unwrap();
    assert_eq!(fixture.reply(&fixture.bot.reply_token(), text("はい")).await.status, 400);
}

#[tokio::test]
async fn reply_with_a_retry_key_is_refused_and_keeps_the_token() {
    let fixture = Fixture::new().await;
    fixture.add_friend().await;
    let token = fixture.bot.reply_token();
    let request = fixture
        .request(Method::POST, REPLY)
        .header("x-line-retry-key", Uuid::new_v4().to_string())
        .json(&json!({ "replyToken": token, "messages": [text("はい")] }));
    assert_eq!(send(request).await.status, 400);
    assert_eq!(fixture.reply(&token, text("はい")).await.status, 200);
}

#[tokio::test]
async fn refused_messages_keep_the_reply_token() {
    let fixture = Fixture::new().await;
    fixture.add_friend().await;
    let token = fixture.bot.reply_token();
    assert_eq!(fixture.reply(&token, text("")).await.status, 400);
    assert_eq!(fixture.reply(&token, text("はい")).await.status, 200);
}

#[tokio::test]
async fn retry_key_is_accepted_once_in_24_hours() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let key = Uuid::new_v4().to_string();
    let push = || {
        let body = json!({ "to": person.user_id(), "messages": [text("明日です")] });
        let request = fixture.request(Method::POST, PUSH).header("X-Line-Retry-Key", &key);
        send(request.json(&body))
    };
    let first = push().await;
    assert_eq!(first.status, 200);

    let second = push().await;
    assert_eq!(second.status, 409);
    assert_eq!(second.header("x-line-accepted-request-id"), first.header("x-line-request-id"));
    assert_ne!(second.header("x-line-request-id"), first.header("x-line-request-id"));
    assert_eq!(second.json()["sentMessages"], first.json()["sentMessages"]);
    assert_eq!(second.json()["message"], "The retry key is already accepted");

    fixture.clock.advance(TimeDelta::hours(24));
    assert_eq!(push().await.status, 200);
    let messages = fixture.chat(&person).await["messages"].as_array().unwrap().len();
    assert_eq!(messages, 2);
}

#[tokio::test]
async fn retry_key_that_is_not_a_uuid_is_refused() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let request = fixture
        .request(Method::POST, PUSH)
        .header("x-line-retry-key", "first-try")
        .json(&json!({ "to": person.user_id(), "messages": [text("はい")] }));
    assert_eq!(send(request).await.status, 400);
}

#[tokio::test]
async fn refused_push_does_not_use_up_its_retry_key() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let key = Uuid::new_v4().to_string();
    let push = |message: Value| {
        let body = json!({ "to": person.user_id(), "messages": [message] });
        let request = fixture.request(Method::POST, PUSH).header("x-line-retry-key", &key);
        send(request.json(&body))
    };
    assert_eq!(push(text("")).await.status, 400);
    assert_eq!(push(text("はい")).await.status, 200);
}

#[tokio::test]
async fn push_to_a_person_who_blocked_is_accepted_and_does_not_arrive() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    person.unfollow().await.unwrap();

    assert_eq!(fixture.push(person.user_id(), text("明日です")).await.status, 200);
    assert_eq!(fixture.chat(&person).await["messages"], json!([]));
    let used = fixture.get("/v2/bot/message/quota/consumption").await.json();
    assert_eq!(used["totalUsage"], 0);
    let profile = format!("/v2/bot/profile/{}", person.user_id());
    assert_eq!(fixture.get(&profile).await.status, 404);
}

#[tokio::test]
async fn push_to_an_unknown_user_is_refused() {
    let fixture = Fixture::new().await;
    let stranger = format!("U{}", "0".repeat(32));
    let refused = fixture.push(&stranger, text("はい")).await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json(), json!({ "message": "Failed to send messages" }));

    let malformed = fixture.push("taro", text("はい")).await;
    assert_eq!(malformed.status, 400);
    assert!(malformed.json()["message"].as_str().unwrap().contains("'to'"));
}

#[tokio::test]
async fn push_over_the_quota_is_refused_until_the_month_ends() {
    let fixture = Fixture::with(|config| Config { quota: Some(2), ..config }).await;
    let person = fixture.add_friend().await;
    for _ in 0..2 {
        assert_eq!(fixture.push(person.user_id(), text("はい")).await.status, 200);
    }
    let refused = fixture.push(person.user_id(), text("はい")).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json()["message"], "You have reached your monthly limit.");
    assert_eq!(
        fixture.get("/v2/bot/message/quota").await.json(),
        json!({ "type": "limited", "value": 2 })
    );

    fixture.clock.set("2026-11-30T15:00:00Z".parse().unwrap());
    assert_eq!(fixture.push(person.user_id(), text("はい")).await.status, 200);
}

#[tokio::test]
async fn duplicate_key_anywhere_in_the_body_is_refused() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let body = format!(
        r#"{{"to":"{}","messages":[{{"type":"text","type":"text","text":"はい"}}]}}"#,
        person.user_id()
    );
    let request =
        fixture.request(Method::POST, PUSH).header("content-type", "application/json").body(body);
    let refused = send(request).await;
    assert_eq!(refused.status, 400);
    let message = refused.json()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("Duplicate field 'type'"), "{message}");
}

#[tokio::test]
async fn call_without_a_valid_token_is_refused() {
    let fixture = Fixture::new().await;
    let without = send(fixture.anonymous_request(Method::GET, "/v2/bot/info")).await;
    assert_eq!(without.status, 401);
    assert!(!without.header("x-line-request-id").is_empty());
    let wrong = fixture.anonymous_request(Method::GET, "/v2/bot/info").bearer_auth("wrong");
    assert_eq!(send(wrong).await.status, 401);
    assert_eq!(fixture.get("/v2/bot/info").await.status, 200);
}

#[tokio::test]
async fn body_that_is_not_json_or_too_large_is_refused() {
    let fixture = Fixture::new().await;
    let as_text = fixture.request(Method::POST, PUSH).body("{}");
    assert_eq!(send(as_text).await.status, 415);
    let post = |body: String| {
        let request = fixture.request(Method::POST, PUSH);
        send(request.header("content-type", "application/json").body(body))
    };
    assert_eq!(post("{".to_owned()).await.status, 400);
    assert_eq!(post("[]".to_owned()).await.status, 400);
    assert_eq!(post(" ".repeat(2 * 1024 * 1024 + 1)).await.status, 413);
}

#[tokio::test]
async fn validation_checks_messages_and_sends_nothing() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    for path in ["/v2/bot/message/validate/reply", "/v2/bot/message/validate/push"] {
        let good = fixture.post(path, json!({ "messages": [text("はい")] })).await;
        assert_eq!(good.status, 200);
        let bad = fixture.post(path, json!({ "messages": [text("")] })).await;
        assert_eq!(bad.status, 400);
        assert_eq!(
            bad.json(),
            json!({
                "message": "The request body has 1 error(s)",
                "details": [{ "message": "May not be empty", "property": "messages[0].text" }],
            })
        );
    }
    assert_eq!(fixture.chat(&person).await["messages"], json!([]));
}

#[tokio::test]
async fn loading_indicator_ends_by_time_or_with_a_message() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let start = |seconds: i64| {
        let body = json!({ "chatId": person.user_id(), "loadingSeconds": seconds });
        fixture.post("/v2/bot/chat/loading/start", body)
    };
    assert_eq!(start(10).await.status, 202);
    assert_eq!(fixture.chat(&person).await["loading"], true);
    fixture.clock.advance(TimeDelta::seconds(10));
    assert_eq!(fixture.chat(&person).await["loading"], false);

    assert_eq!(start(60).await.status, 202);
    fixture.push(person.user_id(), text("お待たせしました")).await;
    assert_eq!(fixture.chat(&person).await["loading"], false);

    for wrong in [0, 7, 65] {
        assert_eq!(start(wrong).await.status, 400);
    }
}

#[tokio::test]
async fn profile_is_readable_of_friends_and_people_who_wrote() {
    let fixture = Fixture::new().await;
    let person = fixture.running.simulator().add_person("潮風 花子", "ja");
    let path = format!("/v2/bot/profile/{}", person.user_id());
    assert_eq!(fixture.get(&path).await.status, 404);
    person.say("もしもし").await.unwrap();
    assert_eq!(
        fixture.get(&path).await.json(),
        json!({ "userId": person.user_id(), "displayName": "潮風 花子", "language": "ja" })
    );
}

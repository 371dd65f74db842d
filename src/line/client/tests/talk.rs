//! Sending messages: accepted by LINE, or refused with advice.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use super::{
    super::{super::fake::SOMEONE, LineError, LineSettings, Pushed},
    FakeLine, at_line, clock, hello,
};
use crate::line::{ReplyToken, RetryKey, UserId};

const REPLY: &str = "POST /v2/bot/message/reply";
const PUSH: &str = "POST /v2/bot/message/push";

fn someone() -> UserId {
    SOMEONE.parse().unwrap()
}

fn reply_token() -> ReplyToken {
    "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA".parse().unwrap()
}

fn key() -> RetryKey {
    RetryKey(Uuid::from_u128(0x0198_c0de))
}

async fn pushed(status: u16, message: &str) -> Result<Pushed, LineError> {
    let (fake, line) = at_line().await;
    fake.on(PUSH, status, json!({"message": message}));
    line.push(&someone(), &hello(), key()).await
}

#[tokio::test]
async fn a_reply_carries_the_token_and_the_words_and_no_retry_key() {
    let (fake, line) = at_line().await;
    fake.on(REPLY, 200, json!({"sentMessages": [{"id": "1"}]}));
    line.reply(&reply_token(), &hello()).await.unwrap();

    let asked = fake.once(REPLY);
    assert_eq!(
        asked.json(),
        json!({
            "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
            "messages": [{"type": "text", "text": "こんにちは"}],
        })
    );
    assert_eq!(asked.header("authorization"), Some("Bearer token-1"));
    assert_eq!(asked.header("content-type"), Some("application/json"));
    assert_eq!(asked.header("x-line-retry-key"), None, "LINE refuses one here");
}

#[tokio::test]
async fn a_used_reply_token_is_told_from_words_that_line_refuses() {
    let (fake, line) = at_line().await;
    fake.on(REPLY, 400, json!({"message": "Invalid reply token"}));
    fake.on(
        REPLY,
        400,
        json!({"message": "The request body has 1 error(s)", "details": [
            {"message": "May not be empty", "property": "messages[0].text"}
        ]}),
    );
    let first = line.reply(&reply_token(), &hello()).await;
    assert_eq!(first, Err(LineError::InvalidReplyToken));

    let second = line.reply(&reply_token(), &hello()).await;
    let message = "The request body has 1 error(s); messages[0].text: May not be empty";
    let refused = LineError::Refused { status: 400, message: message.to_owned() };
    assert!(!refused.may_retry());
    assert_eq!(second, Err(refused));
}

#[tokio::test]
async fn a_push_carries_its_retry_key_from_the_first_attempt() {
    let (fake, line) = at_line().await;
    fake.on(PUSH, 500, json!({"message": "Internal server error"}));
    fake.on(PUSH, 409, json!({"message": "The retry key is already accepted"}));

    let first = line.push(&someone(), &hello(), key()).await.unwrap_err();
    assert_eq!(first, LineError::Broken { status: 500 });
    assert!(first.may_retry());
    let second = line.push(&someone(), &hello(), key()).await;
    assert_eq!(second, Ok(Pushed::AlreadyAccepted), "the first had come through");

    let pushes: Vec<_> = fake.asked().into_iter().filter(|it| it.call == PUSH).collect();
    assert_eq!(pushes[0].json()["to"], SOMEONE);
    for push in &pushes {
        assert_eq!(push.header("x-line-retry-key"), Some("00000000-0000-0000-0000-00000198c0de"));
        assert_eq!(push.body, pushes[0].body, "the same words each time");
    }
}

#[tokio::test]
async fn a_push_is_accepted_whatever_line_says_with_it() {
    assert_eq!(pushed(200, "").await, Ok(Pushed::Accepted));
    assert_eq!(pushed(202, "").await, Ok(Pushed::Accepted));
}

#[tokio::test]
async fn slow_down_and_quota_spent_are_both_429_but_not_the_same() {
    let rate = "The API rate limit has been exceeded. Try again later.";
    let slow_down = pushed(429, rate).await.unwrap_err();
    assert_eq!(slow_down, LineError::RateLimited);
    assert!(slow_down.may_retry());

    let spent = pushed(429, "You have reached your monthly limit.").await.unwrap_err();
    assert_eq!(spent, LineError::QuotaReached);
    assert!(!spent.may_retry());
}

#[tokio::test]
async fn what_line_refuses_is_not_tried_again() {
    for status in [400, 404, 410, 413, 415] {
        let refused = pushed(status, "no").await.unwrap_err();
        assert!(!refused.may_retry() && !refused.is_about_us(), "{refused}");
    }
}

#[tokio::test]
async fn refusal_of_our_channel_may_be_retried_and_has_certainly_done_nothing() {
    for status in [401, 403] {
        let refused = pushed(status, "no").await.unwrap_err();
        assert!(refused.may_retry() && refused.is_about_us(), "{refused}");
        assert!(!refused.is_uncertain());
    }
}

#[tokio::test]
async fn refused_credentials_are_not_taken_for_a_refused_message() {
    let fake = FakeLine::start().await;
    fake.on("POST /oauth2/v3/token", 400, json!({"error": "invalid_client"}));
    fake.on(PUSH, 200, json!({}));
    let line = fake.line(&clock());
    // The fake's first answer, a token, is given once.
    line.check_access().await.unwrap();
    let refused = fake.line(&clock()).push(&someone(), &hello(), key()).await.unwrap_err();
    let message = "invalid_client".to_owned();
    assert_eq!(refused, LineError::CredentialsRefused { status: 400, message });
    assert!(refused.may_retry() && refused.is_about_us() && !refused.is_uncertain());
}

#[tokio::test]
async fn silence_may_be_tried_again() {
    let fake = FakeLine::start().await;
    fake.on(PUSH, 0, json!(null));
    let settings = LineSettings { timeout: Duration::from_millis(200), ..fake.settings() };
    let unheard = FakeLine::line_with(settings, &clock()).push(&someone(), &hello(), key()).await;
    assert_eq!(unheard, Err(LineError::Unreachable));
    assert!(LineError::Unreachable.may_retry());
}

#[tokio::test]
async fn nobody_there_may_be_tried_again() {
    let fake = FakeLine::start().await;
    // Nothing listens on port 1 of this machine.
    let settings = LineSettings { api: "http://127.0.0.1:1".parse().unwrap(), ..fake.settings() };
    let line = FakeLine::line_with(settings, &clock());
    let unheard = line.push(&someone(), &hello(), key()).await;
    assert_eq!(unheard, Err(LineError::NoToken));
    assert!(LineError::NoToken.may_retry() && !LineError::NoToken.is_uncertain());
}

#[tokio::test]
async fn thinking_is_shown_in_steps_of_five_seconds() {
    let (fake, line) = at_line().await;
    fake.on("POST /v2/bot/chat/loading/start", 202, json!({}));
    for (asked, shown) in [(0, 5), (5, 5), (7, 10), (60, 60), (255, 60)] {
        line.loading(&someone(), asked).await.unwrap();
        let last = fake.asked().pop().unwrap().json();
        assert_eq!(last, json!({"chatId": SOMEONE, "loadingSeconds": shown}));
    }
}

#[tokio::test]
async fn a_spent_quota_is_believed_for_a_while_and_then_asked_about_again() {
    let fake = FakeLine::start().await;
    fake.on(PUSH, 429, json!({"message": "You have reached your monthly limit."}));
    fake.on(PUSH, 200, json!({"sentMessages": [{"id": "1"}]}));
    let clock = clock();
    let line = fake.line(&clock);
    for minutes in [0, 4] {
        clock.turn(TimeDelta::minutes(minutes));
        let refused = line.push(&someone(), &hello(), key()).await;
        assert_eq!(refused, Err(LineError::QuotaReached));
    }
    assert_eq!(fake.calls().iter().filter(|call| *call == PUSH).count(), 1);
    let together = line.multicast(&[someone()], &hello().to_json().unwrap(), key()).await;
    assert_eq!(together, Err(LineError::QuotaReached));
    // A push that may have been accepted before is sent all the same.
    fake.on(PUSH, 409, json!({"message": "The retry key is already accepted"}));
    assert_eq!(line.push_again(&someone(), &hello(), key()).await, Ok(Pushed::Accepted));

    clock.turn(TimeDelta::minutes(1));
    assert_eq!(line.push(&someone(), &hello(), key()).await, Ok(Pushed::AlreadyAccepted));
}

//! Messages sent to people, as a test reads them afterwards.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fixture::{Fixture, send, text};

#[tokio::test]
async fn record_names_recipient_message_and_call() {
    let fixture = Fixture::new().await;
    let taro = fixture.add_friend().await;
    let hanako = fixture.add_friend().await;
    hanako.unfollow().await.unwrap();
    let key = Uuid::new_v4().to_string();
    let to = [taro.user_id(), hanako.user_id()];
    let request = fixture
        .request(Method::POST, "/v2/bot/message/multicast")
        .header("x-line-retry-key", &key)
        .json(&json!({ "to": to, "messages": [text("明日です"), text("お大事に")] }));
    let sent = send(request).await;
    assert_eq!((sent.status, sent.json()), (200, json!({})));

    let received = fixture.control_get("/_sim/received?after=0").await.json();
    let received = received.as_array().unwrap();
    assert_eq!(received.len(), 4);
    assert_eq!(received[0]["userId"], taro.user_id());
    assert_eq!(received[0]["via"], "multicast");
    assert_eq!(received[0]["requestId"], sent.header("x-line-request-id"));
    assert_eq!(received[0]["retryKey"], key);
    assert_eq!(received[0]["message"], text("明日です"));
    assert_eq!(received[0]["at"], "2026-11-22T00:00:00Z");
    let arrived: Vec<_> = received.iter().map(|record| record["arrived"].clone()).collect();
    assert_eq!(arrived, [true, true, false, false]);
    assert_eq!(fixture.running.simulator().received().len(), 4);
}

#[tokio::test]
async fn all_records_are_kept_on_request_and_paginated() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let keep = |what: &str| fixture.control("/_sim/memory", json!({ "keep": what }));
    assert_eq!(keep("all").await.status, 204);
    for _ in 0..101 {
        let body = json!({ "to": person.user_id(), "messages": vec![text("はい"); 5] });
        fixture.post("/v2/bot/message/push", body).await;
    }
    let numbers = |page: Value| {
        let page = page.as_array().unwrap().clone();
        page.iter().map(|record| record["number"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let first = numbers(fixture.control_get("/_sim/received?after=0&limit=300").await.json());
    assert_eq!((first.len(), first[0], first[299]), (300, 1, 300));
    let rest = numbers(fixture.control_get("/_sim/received?after=300").await.json());
    assert_eq!((rest.len(), rest[204]), (205, 505));
    assert_eq!(numbers(fixture.control_get("/_sim/calls?after=100").await.json()), [101]);

    keep("newest").await;
    assert_eq!(numbers(fixture.control_get("/_sim/received?after=0").await.json())[0], 6);
}

#[tokio::test]
async fn retry_key_with_another_body_is_refused_and_recorded() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let key = Uuid::new_v4().to_string();
    let push = |words: &str| {
        let body = json!({ "to": person.user_id(), "messages": [text(words)] });
        let request = fixture.request(Method::POST, "/v2/bot/message/push");
        send(request.header("x-line-retry-key", &key).json(&body))
    };
    assert_eq!(push("一").await.status, 200);
    assert_eq!(push("一").await.status, 409);
    assert_eq!(push("二").await.status, 409);
    let calls = fixture.control_get("/_sim/calls").await.json();
    assert_eq!(calls[0]["misuse"], "retryKeyOfAnotherBody");
    assert!(calls[1].get("misuse").is_none());
}

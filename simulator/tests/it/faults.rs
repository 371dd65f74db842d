//! Injected faults: once, several times, or by chance.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fixture::{Fixture, Response, send, text};

const PUSH: &str = "/v2/bot/message/push";

/// Pushes with a retry key; `None` if the connection was cut.
async fn push_with_key(fixture: &Fixture, key: Uuid, to: &str) -> Option<Response> {
    let request = fixture
        .request(Method::POST, PUSH)
        .header("x-line-retry-key", key.to_string())
        .json(&json!({ "to": to, "messages": [text("明日です")] }));
    let response = request.send().await.ok()?;
    Some(Response {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        bytes: response.bytes().await.unwrap(),
    })
}

async fn count_messages(fixture: &Fixture, person: &line_simulator::Person) -> usize {
    fixture.chat(person).await["messages"].as_array().unwrap().len()
}

#[tokio::test]
async fn fault_strikes_the_given_number_of_calls_without_effect() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let fault = json!({ "path": "/v2/bot/message/push", "status": 500, "times": 2 });
    assert_eq!(fixture.control("/_sim/faults", fault).await.status, 204);
    for expected in [500, 500, 200] {
        assert_eq!(fixture.push(person.user_id(), text("はい")).await.status, expected);
    }
    assert_eq!(fixture.chat(&person).await["messages"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn faults_can_be_cleared_and_invalid_ones_are_refused() {
    let fixture = Fixture::new().await;
    let fault = json!({ "path": "/v2/bot/*", "status": 429, "times": 9 });
    fixture.control("/_sim/faults", fault.clone()).await;
    assert_eq!(fixture.get("/v2/bot/info").await.status, 429);
    assert_eq!(fixture.control_get("/_sim/faults").await.json()[0]["times"], 8);
    send(fixture.anonymous_request(Method::DELETE, "/_sim/faults")).await;
    assert_eq!(fixture.get("/v2/bot/info").await.status, 200);

    for invalid in [
        json!({ "path": "/" }),
        json!({ "path": "/", "status": 200 }),
        json!({ "path": "/", "status": 500, "times": 0 }),
        json!({ "path": "/", "status": 500, "delayMs": 5 }),
        json!({ "path": "/", "status": 500, "chance": 0 }),
        json!({ "path": "/", "explodes": true }),
        json!({ "path": "/", "effects": [{ "garbage": false }] }),
    ] {
        assert_eq!(fixture.control("/_sim/faults", invalid).await.status, 400);
    }
}

#[tokio::test]
async fn delayed_call_is_executed_and_answered_late() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let fault = json!({ "path": "/v2/bot/message/push", "delayMs": 50 });
    fixture.control("/_sim/faults", fault).await;
    let started = Instant::now();
    assert_eq!(fixture.push(person.user_id(), text("はい")).await.status, 200);
    assert!(started.elapsed() >= Duration::from_millis(50));
    assert_eq!(fixture.chat(&person).await["messages"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn lost_answer_was_executed_and_lost_request_was_not() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    for (lost, before, on_retry) in [("request", 0, 200), ("answer", 2, 409)] {
        fixture.control("/_sim/faults", json!({ "path": PUSH, "lost": lost })).await;
        let key = Uuid::new_v4();
        assert!(push_with_key(&fixture, key, person.user_id()).await.is_none());
        assert_eq!(count_messages(&fixture, &person).await, before, "{lost}");
        let call = fixture.control_get("/_sim/calls").await.json()[0].clone();
        assert_eq!((&call["status"], &call["fault"]), (&json!(0), &json!({ "lost": lost })));

        let again = push_with_key(&fixture, key, person.user_id()).await.unwrap();
        assert_eq!(again.status, on_retry, "{lost}");
    }
    assert_eq!(count_messages(&fixture, &person).await, 2);
}

#[tokio::test]
async fn repeated_call_with_a_retry_key_is_accepted_once() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    fixture.control("/_sim/faults", json!({ "path": PUSH, "repeated": true })).await;
    let answer = push_with_key(&fixture, Uuid::new_v4(), person.user_id()).await.unwrap();
    assert_eq!(answer.status, 409);
    let calls = fixture.control_get("/_sim/calls").await.json();
    assert_eq!(calls[1]["status"], 200);
    assert_eq!(answer.header("x-line-accepted-request-id"), calls[1]["requestId"]);
    assert_eq!(count_messages(&fixture, &person).await, 1);
}

#[tokio::test]
async fn call_with_garbage_response_is_executed() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    fixture.control("/_sim/faults", json!({ "path": PUSH, "garbage": true })).await;
    let answer = fixture.push(person.user_id(), text("はい")).await;
    assert_eq!(answer.status, 200);
    assert!(serde_json::from_slice::<Value>(&answer.bytes).is_err());
    assert_eq!(count_messages(&fixture, &person).await, 1);
}

#[tokio::test]
async fn quota_and_rate_limit_differ_in_their_message() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    fixture.control("/_sim/faults", json!({ "path": PUSH, "monthlyLimit": true })).await;
    fixture.control("/_sim/faults", json!({ "path": PUSH, "status": 429 })).await;
    let mut messages = Vec::new();
    for _ in 0..2 {
        let refused = fixture.push(person.user_id(), text("はい")).await;
        assert_eq!(refused.status, 429);
        messages.push(refused.json()["message"].as_str().unwrap().to_owned());
    }
    assert_eq!(
        messages,
        [
            "You have reached your monthly limit.",
            "The API rate limit has been exceeded. Try again later.",
        ]
    );
}

#[tokio::test]
async fn fault_with_a_chance_strikes_until_it_is_cleared() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let fault = json!({
        "path": "/v2/bot/message/*",
        "method": "POST",
        "chance": 0.5,
        "seed": 11,
        "effects": [{ "status": 500 }, { "status": 429 }, { "lost": "answer" }],
    });
    assert_eq!(fixture.control("/_sim/faults", fault).await.status, 204);
    let mut statuses = Vec::new();
    for _ in 0..40 {
        let answer = push_with_key(&fixture, Uuid::new_v4(), person.user_id()).await;
        statuses.push(answer.map_or(0, |answer| answer.status));
    }
    for expected in [0, 200, 429, 500] {
        assert!(statuses.contains(&expected), "{statuses:?}");
    }
    assert_eq!(fixture.get("/v2/bot/message/quota").await.status, 200, "another method");
    assert_eq!(fixture.control_get("/_sim/faults").await.json()[0]["chance"], 0.5);
    send(fixture.anonymous_request(Method::DELETE, "/_sim/faults")).await;
    assert_eq!(
        push_with_key(&fixture, Uuid::new_v4(), person.user_id()).await.unwrap().status,
        200
    );
}

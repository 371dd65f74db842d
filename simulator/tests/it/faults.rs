//! Injected faults: once, several times, or by chance.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::stage::{Answer, Stage, answer, text};

const PUSH: &str = "/v2/bot/message/push";

/// Pushes with a retry key; `None` if the connection was cut.
async fn push_under(stage: &Stage, key: Uuid, to: &str) -> Option<Answer> {
    let request = stage
        .request(Method::POST, PUSH)
        .header("x-line-retry-key", key.to_string())
        .json(&json!({ "to": to, "messages": [text("明日です")] }));
    let response = request.send().await.ok()?;
    Some(Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        bytes: response.bytes().await.unwrap(),
    })
}

async fn seen(stage: &Stage, person: &line_simulator::Person) -> usize {
    stage.chat(person).await["messages"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_fault_meets_as_many_calls_as_asked_and_changes_nothing() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let fault = json!({ "path": "/v2/bot/message/push", "status": 500, "times": 2 });
    assert_eq!(stage.control("/_sim/faults", fault).await.status, 204);
    for expected in [500, 500, 200] {
        assert_eq!(stage.push(person.user_id(), text("はい")).await.status, expected);
    }
    assert_eq!(stage.chat(&person).await["messages"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn faults_can_be_taken_back_and_need_sense() {
    let stage = Stage::new().await;
    let fault = json!({ "path": "/v2/bot/*", "status": 429, "times": 9 });
    stage.control("/_sim/faults", fault.clone()).await;
    assert_eq!(stage.get("/v2/bot/info").await.status, 429);
    assert_eq!(stage.look("/_sim/faults").await.json()[0]["times"], 8);
    answer(stage.bare(Method::DELETE, "/_sim/faults")).await;
    assert_eq!(stage.get("/v2/bot/info").await.status, 200);

    for senseless in [
        json!({ "path": "/" }),
        json!({ "path": "/", "status": 200 }),
        json!({ "path": "/", "status": 500, "times": 0 }),
        json!({ "path": "/", "status": 500, "delayMs": 5 }),
        json!({ "path": "/", "status": 500, "chance": 0 }),
        json!({ "path": "/", "explodes": true }),
        json!({ "path": "/", "effects": [{ "garbage": false }] }),
    ] {
        assert_eq!(stage.control("/_sim/faults", senseless).await.status, 400);
    }
}

#[tokio::test]
async fn a_delayed_call_is_carried_out_and_answered_late() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let fault = json!({ "path": "/v2/bot/message/push", "delayMs": 50 });
    stage.control("/_sim/faults", fault).await;
    let asked = Instant::now();
    assert_eq!(stage.push(person.user_id(), text("はい")).await.status, 200);
    assert!(asked.elapsed() >= Duration::from_millis(50));
    assert_eq!(stage.chat(&person).await["messages"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_lost_was_accepted_and_a_request_that_is_lost_was_not() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    for (lost, before, on_retry) in [("request", 0, 200), ("answer", 2, 409)] {
        stage.control("/_sim/faults", json!({ "path": PUSH, "lost": lost })).await;
        let key = Uuid::new_v4();
        assert!(push_under(&stage, key, person.user_id()).await.is_none());
        assert_eq!(seen(&stage, &person).await, before, "{lost}");
        let call = stage.look("/_sim/calls").await.json()[0].clone();
        assert_eq!((&call["status"], &call["fault"]), (&json!(0), &json!({ "lost": lost })));

        let again = push_under(&stage, key, person.user_id()).await.unwrap();
        assert_eq!(again.status, on_retry, "{lost}");
    }
    assert_eq!(seen(&stage, &person).await, 2);
}

#[tokio::test]
async fn a_call_the_network_repeats_is_accepted_once_under_its_key() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    stage.control("/_sim/faults", json!({ "path": PUSH, "repeated": true })).await;
    let answer = push_under(&stage, Uuid::new_v4(), person.user_id()).await.unwrap();
    assert_eq!(answer.status, 409);
    let calls = stage.look("/_sim/calls").await.json();
    assert_eq!(calls[1]["status"], 200);
    assert_eq!(answer.header("x-line-accepted-request-id"), calls[1]["requestId"]);
    assert_eq!(seen(&stage, &person).await, 1);
}

#[tokio::test]
async fn garbage_comes_back_though_the_call_was_carried_out() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    stage.control("/_sim/faults", json!({ "path": PUSH, "garbage": true })).await;
    let answer = stage.push(person.user_id(), text("はい")).await;
    assert_eq!(answer.status, 200);
    assert!(serde_json::from_slice::<Value>(&answer.bytes).is_err());
    assert_eq!(seen(&stage, &person).await, 1);
}

#[tokio::test]
async fn the_two_kinds_of_429_are_told_apart_by_their_message() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    stage.control("/_sim/faults", json!({ "path": PUSH, "monthlyLimit": true })).await;
    stage.control("/_sim/faults", json!({ "path": PUSH, "status": 429 })).await;
    let mut messages = Vec::new();
    for _ in 0..2 {
        let refused = stage.push(person.user_id(), text("はい")).await;
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
async fn chance_chooses_among_effects_until_it_is_taken_back() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let by_chance = json!({
        "path": "/v2/bot/message/*",
        "method": "POST",
        "chance": 0.5,
        "seed": 11,
        "effects": [{ "status": 500 }, { "status": 429 }, { "lost": "answer" }],
    });
    assert_eq!(stage.control("/_sim/faults", by_chance).await.status, 204);
    let mut statuses = Vec::new();
    for _ in 0..40 {
        let answer = push_under(&stage, Uuid::new_v4(), person.user_id()).await;
        statuses.push(answer.map_or(0, |answer| answer.status));
    }
    for expected in [0, 200, 429, 500] {
        assert!(statuses.contains(&expected), "{statuses:?}");
    }
    assert_eq!(stage.get("/v2/bot/message/quota").await.status, 200, "another method");
    assert_eq!(stage.look("/_sim/faults").await.json()[0]["chance"], 0.5);
    answer(stage.bare(Method::DELETE, "/_sim/faults")).await;
    assert_eq!(push_under(&stage, Uuid::new_v4(), person.user_id()).await.unwrap().status, 200);
}

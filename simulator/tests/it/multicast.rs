//! Messages to many people, and their numbers: multicast, broadcast, narrowcast, rate limits and
//! statistics.

use chrono::TimeDelta;
use line_simulator::{Config, Person};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fixture::{Fixture, Response, send, text};

const MULTICAST: &str = "/v2/bot/message/multicast";

async fn multicast(fixture: &Fixture, to: &[&str]) -> Response {
    fixture.post(MULTICAST, json!({ "to": to, "messages": [text("明日です")] })).await
}

async fn count_messages(fixture: &Fixture, person: &Person) -> usize {
    fixture.chat(person).await["messages"].as_array().unwrap().len()
}

fn user_id(number: usize) -> String {
    format!("U{number:032x}")
}

#[tokio::test]
async fn multicast_reaches_up_to_500_people_once_each() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let mut to: Vec<_> = (0..499).map(user_id).collect();
    to.push(person.user_id().to_owned());
    let to: Vec<_> = to.iter().map(String::as_str).collect();
    assert_eq!(multicast(&fixture, &to).await.status, 200);
    let another = user_id(500);
    let one_more = [to.as_slice(), &[&another]].concat();
    assert_eq!(multicast(&fixture, &one_more).await.status, 400);
    assert_eq!(multicast(&fixture, &[]).await.status, 400);
    let malformed = multicast(&fixture, &[person.user_id(), "taro"]).await;
    assert!(malformed.json()["message"].as_str().unwrap().contains("'to[1]'"));

    assert_eq!(multicast(&fixture, &[person.user_id(), person.user_id()]).await.status, 200);
    assert_eq!(count_messages(&fixture, &person).await, 2);
}

#[tokio::test]
async fn multicast_with_a_retry_key_is_accepted_once() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let key = Uuid::new_v4().to_string();
    let body = json!({ "to": [person.user_id()], "messages": [text("明日です")] });
    let send = || {
        let request = fixture.request(Method::POST, MULTICAST);
        send(request.header("x-line-retry-key", &key).json(&body))
    };
    let first = send().await;
    let second = send().await;
    assert_eq!((first.status, second.status), (200, 409));
    assert_eq!(second.header("x-line-accepted-request-id"), first.header("x-line-request-id"));
    assert!(second.json().get("sentMessages").is_none());
    assert_eq!(count_messages(&fixture, &person).await, 1);
}

#[tokio::test]
async fn multicast_over_the_quota_reaches_no_one() {
    let fixture = Fixture::with(|config| Config { quota: Some(2), ..config }).await;
    let people =
        [fixture.add_friend().await, fixture.add_friend().await, fixture.add_friend().await];
    let to: Vec<_> = people.iter().map(Person::user_id).collect();
    let refused = multicast(&fixture, &to).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json()["message"], "You have reached your monthly limit.");
    assert_eq!(count_messages(&fixture, &people[0]).await, 0);

    people[2].unfollow().await.unwrap();
    assert_eq!(multicast(&fixture, &to).await.status, 200, "who blocked is not counted");
    let used = fixture.get("/v2/bot/message/quota/consumption").await.json();
    assert_eq!(used["totalUsage"], 2);
}

#[tokio::test]
async fn broadcast_reaches_all_friends_and_narrowcast_reports_progress() {
    let fixture = Fixture::new().await;
    let friend = fixture.add_friend().await;
    let blocker = fixture.add_friend().await;
    blocker.unfollow().await.unwrap();
    let stranger = fixture.running.simulator().add_person("潮風 次郎", "ja");
    let body = json!({ "messages": [text("お知らせ")] });
    assert_eq!(fixture.post("/v2/bot/message/broadcast", body.clone()).await.status, 200);
    let sent = fixture.post("/v2/bot/message/narrowcast", body).await;
    assert_eq!(sent.status, 202);
    for (person, messages) in [(&friend, 2), (&blocker, 0), (&stranger, 0)] {
        assert_eq!(count_messages(&fixture, person).await, messages);
    }
    let id = sent.header("x-line-request-id");
    let progress = |id: &str| format!("/v2/bot/message/progress/narrowcast?requestId={id}");
    let progress_report = fixture.get(&progress(id)).await.json();
    assert_eq!(
        (&progress_report["phase"], &progress_report["successCount"]),
        (&json!("succeeded"), &json!(1))
    );
    assert_eq!(fixture.get(&progress("another")).await.status, 404);

    let narrow = json!({
        "messages": [text("お知らせ")],
        "filter": { "demographic": { "type": "gender", "oneOf": ["female"] } },
    });
    let sent = fixture.post("/v2/bot/message/narrowcast", narrow).await;
    let progress_report = fixture.get(&progress(sent.header("x-line-request-id"))).await.json();
    assert_eq!(progress_report["phase"], "failed");
}

#[tokio::test]
async fn sent_messages_are_reported_after_the_day_in_japan() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    fixture.push(person.user_id(), text("はい")).await;
    multicast(&fixture, &[person.user_id()]).await;
    let sent = async |way: &str, date: &str| -> Value {
        fixture.get(&format!("/v2/bot/message/delivery/{way}?date={date}")).await.json()
    };
    assert_eq!(sent("push", "20261122").await, json!({ "status": "unready" }));
    fixture.clock.advance(TimeDelta::days(1));
    assert_eq!(sent("push", "20261122").await, json!({ "status": "ready", "success": 1 }));
    assert_eq!(sent("multicast", "20261122").await["success"], 1);
    assert_eq!(sent("reply", "20261122").await["success"], 0);
    assert_eq!(sent("push", "20180330").await, json!({ "status": "out_of_service" }));
    assert_eq!(fixture.get("/v2/bot/message/delivery/push?date=tomorrow").await.status, 400);
}

#[tokio::test]
async fn calls_over_the_rate_limit_are_refused() {
    let slow = Fixture::with(|config| Config { rate_factor: 1e-6, ..config }).await;
    let person = slow.add_friend().await;
    assert_eq!(slow.push(person.user_id(), text("はい")).await.status, 200);
    let refused = slow.push(person.user_id(), text("はい")).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json()["message"], "The API rate limit has been exceeded. Try again later.");
    assert_eq!(slow.get("/v2/bot/info").await.status, 200, "another address");
    assert_eq!(count_messages(&slow, &person).await, 1);
}

#[tokio::test]
async fn followers_are_paginated() {
    let fixture = Fixture::new().await;
    let people =
        [fixture.add_friend().await, fixture.add_friend().await, fixture.add_friend().await];
    people[1].unfollow().await.unwrap();
    let first = fixture.get("/v2/bot/followers/ids?limit=1").await.json();
    assert_eq!(first["userIds"], json!([people[0].user_id()]));
    let next = first["next"].as_str().unwrap();
    let second = fixture.get(&format!("/v2/bot/followers/ids?limit=1&start={next}")).await.json();
    assert_eq!(second, json!({ "userIds": [people[2].user_id()] }));
    assert_eq!(fixture.get("/v2/bot/followers/ids?limit=1001").await.status, 400);
}

//! Compares what people received with the database. Knows the tables and LINE's rules, and shares
//! no code with the service.

#[path = "notices.rs"]
mod notices;

use std::collections::{BTreeSet, HashMap};

use chrono::TimeDelta;
use line_simulator::Via;
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use self::notices::{
    Notice, every_mail_by_one_id, every_push_once, no_reminder_after_a_cancellation,
};
use crate::{MAX_CLOCK_STEP, connection::connect, record::Record};

/// A person's act that changes whether messages can be sent to them.
struct Turn {
    occurred_at: i64,
    handled_at: i64,
    follows: bool,
}

/// What the checks have read: handled events and notifications.
pub(crate) struct Checked {
    pub(crate) handled: HashMap<String, (Value, i64)>,
    pub(crate) notices: Vec<Notice>,
}

pub(crate) async fn everything(record: &Record, url: &str) -> Checked {
    let database = connect(url).await;
    let mut wrong = Vec::new();
    nothing_over_a_limit(record, &mut wrong);
    let handled = every_event_handled_once(record, &database, &mut wrong).await;
    every_answer_once(record, &handled, &mut wrong);
    let notices = notices::read(&database).await;
    every_push_once(record, &notices, &mut wrong);
    every_mail_by_one_id(record, &notices, &mut wrong);
    no_reminder_after_a_cancellation(record, &notices, &database, &mut wrong).await;
    nobody_who_blocked_is_pushed(record, &notices, &handled, &mut wrong);
    no_seat_too_many(&database, &mut wrong).await;
    database.close().await.unwrap();
    assert!(wrong.is_empty(), "{} wrongs:\n{}", wrong.len(), wrong.join("\n"));
    Checked { handled, notices }
}

/// Checks that LINE refused nothing but reply tokens, except by an injected fault.
fn nothing_over_a_limit(record: &Record, wrong: &mut Vec<String>) {
    for call in &record.calls {
        let status = call["status"].as_u64().unwrap();
        let words = call["responseBody"]["message"].as_str().unwrap_or_default();
        let spent = status == 400 && words == "Invalid reply token";
        let asked_for = call.get("fault").is_some();
        let known = matches!(status, 200 | 202 | 409) || status == 404 && is_a_question(call);
        if !known && !spent && !asked_for {
            wrong.push(format!("LINE refused {} with {status}: {words}", call["path"]));
        }
        if let Some(misuse) = call.get("misuse")
            && !record.leaves_out_members(call)
        {
            wrong.push(format!("{} with {}: {misuse}", call["path"], call["retryKey"]));
        }
    }
}

/// Whether a call requests something that may be absent: a friend's profile, a menu.
fn is_a_question(call: &Value) -> bool {
    let path = call["path"].as_str().unwrap();
    path.starts_with("/v2/bot/profile/") || path == "/v2/bot/user/all/richmenu"
}

/// Returns the delivered events by their ids, with the time at which each was completed.
async fn every_event_handled_once(
    record: &Record,
    database: &DatabaseConnection,
    wrong: &mut Vec<String>,
) -> HashMap<String, (Value, i64)> {
    let events = record.webhooks.iter().flat_map(|it| it["body"]["events"].as_array().unwrap());
    let with_id =
        |event: &Value| Some((event["webhookEventId"].as_str()?.to_owned(), event.clone()));
    let mut delivered: HashMap<String, Value> = events.filter_map(with_id).collect();
    let mut handled = HashMap::new();
    for row in rows(database, "SELECT event_id, state, ended_at, reason FROM event").await {
        let id: String = get(&row, "event_id");
        let (state, ended): (String, Option<i64>) = (get(&row, "state"), get(&row, "ended_at"));
        let Some(event) = delivered.remove(&id) else {
            wrong.push(format!("nobody sent event {id}, or it is kept twice"));
            continue;
        };
        if state != "finished" {
            let reason: Option<String> = get(&row, "reason");
            wrong.push(format!("event {id} ({}) is {state}: {reason:?}", event["type"]));
        }
        handled.insert(id, (event, ended.unwrap_or(i64::MAX)));
    }
    wrong.extend(delivered.keys().map(|id| format!("event {id} is lost")));
    handled
}

/// Checks that each message or tap got one reply; if its delivery could not be known, a notice of
/// that.
fn every_answer_once(
    record: &Record,
    handled: &HashMap<String, (Value, i64)>,
    wrong: &mut Vec<String>,
) {
    let request_of_token: HashMap<&str, &str> = record
        .calls
        .iter()
        .filter(|call| call["path"] == "/v2/bot/message/reply")
        .filter_map(|call| {
            let token = call["requestBody"]["replyToken"].as_str()?;
            Some((call["requestId"].as_str()?, token))
        })
        .collect();
    let mut answers: HashMap<String, BTreeSet<&str>> = HashMap::new();
    for got in &record.received {
        let whose = match (&got.via, &got.retry_key) {
            (Via::Reply, _) => {
                request_of_token.get(got.request_id.as_str()).map(|it| (*it).to_owned())
            }
            (_, key) => key.clone(),
        };
        answers.entry(whose.unwrap_or_default()).or_default().insert(&got.request_id);
    }
    let count = |key: &str| answers.get(key).map_or(0, BTreeSet::len);
    for (id, (event, _)) in handled {
        let Some(token) = event["replyToken"].as_str() else { continue };
        if !matches!(event["type"].as_str(), Some("message" | "postback" | "follow")) {
            continue;
        }
        let told = count(token) + count(&key_of(id));
        let unsure = count(&key_of(&format!("{id} unsure")));
        let late_follow = || event["type"] == "follow" && something_later_was_heard(event, handled);
        if told > 1 || unsure > 1 || told + unsure == 0 && !late_follow() {
            wrong.push(format!(
                "event {id} ({}) was answered {told} times, and {unsure} times not for sure: {}",
                event["type"],
                calls_for(record, id, token)
            ));
        }
    }
}

/// Returns the calls that answered an event, for the failure message.
fn calls_for(record: &Record, id: &str, token: &str) -> String {
    let keys = [key_of(id), key_of(&format!("{id} unsure"))];
    let is_about = |call: &&Value| {
        call["requestBody"]["replyToken"] == token
            || call["retryKey"].as_str().is_some_and(|key| keys.iter().any(|it| it == key))
    };
    let said = |call: &Value| {
        format!(
            "{} {} {} {} {}",
            call["at"], call["path"], call["status"], call["fault"], call["responseBody"]
        )
    };
    record.calls.iter().filter(is_about).map(said).collect::<Vec<_>>().join("; ")
}

/// Whether this event was delivered late: a later act of the same person was processed before it. A
/// `follow` then only changes whether messages can be sent to them.
fn something_later_was_heard(event: &Value, handled: &HashMap<String, (Value, i64)>) -> bool {
    let (person, at) = (&event["source"]["userId"], event["timestamp"].as_i64());
    let ended = handled.get(event["webhookEventId"].as_str().unwrap()).map(|(_, ended)| *ended);
    handled.values().any(|(other, other_ended)| {
        matches!(other["type"].as_str(), Some("message" | "postback" | "follow"))
            && other["source"]["userId"] == *person
            && other["timestamp"].as_i64() > at
            // The clock may have been stepped between the two.
            && ended.is_some_and(|ended| *other_ended <= ended.saturating_add(micros(MAX_CLOCK_STEP)))
    })
}

/// Checks that people known to have blocked the account when a notification was first tried get no
/// push.
fn nobody_who_blocked_is_pushed(
    record: &Record,
    notices: &[Notice],
    handled: &HashMap<String, (Value, i64)>,
    wrong: &mut Vec<String>,
) {
    let mut turns: HashMap<&str, Vec<Turn>> = HashMap::new();
    for (event, handled_at) in handled.values() {
        let follows = match event["type"].as_str() {
            Some("follow") => true,
            Some("unfollow") => false,
            _ => continue,
        };
        let occurred_at = event["timestamp"].as_i64().unwrap();
        let turn = Turn { occurred_at, handled_at: *handled_at, follows };
        turns.entry(event["source"]["userId"].as_str().unwrap()).or_default().push(turn);
    }
    let tried: HashMap<&str, i64> = notices
        .iter()
        .filter_map(|notice| Some((notice.key.as_str(), notice.first_tried_at?)))
        .collect();
    for got in record.received.iter().filter(|got| !got.arrived) {
        let Some(tried) = got.retry_key.as_deref().and_then(|key| tried.get(key)) else { continue };
        let known = turns.get(got.user_id.as_str()).into_iter().flatten();
        // The clock may have been stepped between the two times.
        let before = |turn: &&Turn| turn.handled_at + micros(MAX_CLOCK_STEP) < *tried;
        let newest = known.filter(before).max_by_key(|it| it.occurred_at);
        if newest.is_some_and(|turn| !turn.follows) {
            wrong.push(format!("somebody who had blocked us was pushed {:?}", got.retry_key));
        }
    }
}

async fn no_seat_too_many(database: &DatabaseConnection, wrong: &mut Vec<String>) {
    let sql = "SELECT s.id, s.capacity, s.booked, (SELECT COUNT(*) FROM booking b \
               WHERE b.slot_id = s.id AND b.state = 'confirmed') AS taken FROM slot s";
    for row in rows(database, sql).await {
        let (id, taken): (i64, i64) = (get(&row, "id"), get(&row, "taken"));
        let (capacity, booked): (i32, i32) = (get(&row, "capacity"), get(&row, "booked"));
        if taken > i64::from(capacity) || taken != i64::from(booked) {
            wrong.push(format!("slot {id}: {taken} of {capacity} seats taken, {booked} counted"));
        }
    }
    let sql = "SELECT coupon_id FROM booking WHERE state = 'confirmed' GROUP BY coupon_id \
               HAVING COUNT(*) > 1";
    let twice = rows(database, sql).await;
    wrong.extend(
        twice.iter().map(|row| format!("coupon {} is booked twice", get::<i64>(row, "coupon_id"))),
    );
}

fn micros(time: TimeDelta) -> i64 {
    time.num_microseconds().unwrap()
}

/// Returns the retry key of the reply to an event: the first half of the SHA-256 of its id, as a
/// UUID of version 4.
fn key_of(once: &str) -> String {
    let mut bytes: [u8; 16] = Sha256::digest(once.as_bytes())[..16].try_into().unwrap();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    Uuid::from_bytes(bytes).to_string()
}

async fn rows(database: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    database.query_all_raw(statement).await.unwrap()
}

fn get<T: sea_orm::TryGetable>(row: &QueryResult, column: &str) -> T {
    row.try_get("", column).unwrap()
}

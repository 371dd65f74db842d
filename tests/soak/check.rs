//! Holds what people received against what the database says. Knows the tables and LINE's rules,
//! and no line of the service.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use line_simulator::{Received, Via};
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::record::Record;

/// A row of the table of notices.
struct Notice {
    id: i64,
    booking: Option<i64>,
    kind: String,
    state: String,
    via: Option<String>,
    /// The way by which it may have arrived.
    begun_via: Option<String>,
    /// Its own, or that of the multicast it went out with.
    key: String,
    first_tried_at: Option<i64>,
}

impl Notice {
    /// Whether it was given up while nobody could know that it had not arrived by this way.
    fn may_have_gone_by(&self, way: &str) -> bool {
        matches!(self.state.as_str(), "failed" | "suppressed")
            && self.begun_via.as_deref() == Some(way)
    }
}

/// What somebody did that changes whether they can be written to.
struct Turn {
    occurred_at: i64,
    handled_at: i64,
    follows: bool,
}

/// What was looked at.
pub(crate) struct Checked {
    handled: HashMap<String, (Value, i64)>,
    notices: Vec<Notice>,
}

pub(crate) async fn everything(record: &Record, url: &str) -> Checked {
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let database = sea_orm::Database::connect(options).await.unwrap();
    let mut wrong = Vec::new();
    nothing_over_a_limit(record, &mut wrong);
    let handled = every_event_handled_once(record, &database, &mut wrong).await;
    every_answer_once(record, &handled, &mut wrong);
    let notices = notices(&database).await;
    every_push_once(record, &notices, &mut wrong);
    every_mail_by_one_id(record, &notices, &mut wrong);
    no_reminder_after_a_cancellation(record, &notices, &database, &mut wrong).await;
    nobody_who_blocked_is_pushed(record, &notices, &handled, &mut wrong);
    no_seat_too_many(&database, &mut wrong).await;
    database.close().await.unwrap();
    assert!(wrong.is_empty(), "{} wrongs:\n{}", wrong.len(), wrong.join("\n"));
    Checked { handled, notices }
}

/// LINE has refused nothing but reply tokens, unless it was told to.
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

/// Whether it asks for something that may as well not be there: a friend, a menu.
fn is_a_question(call: &Value) -> bool {
    let path = call["path"].as_str().unwrap();
    path.starts_with("/v2/bot/profile/") || path == "/v2/bot/user/all/richmenu"
}

/// Events that were delivered, by their ids, with the moment at which they were finished.
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

/// Whoever wrote or tapped got one answer; where its fate could not be known, a word of it.
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
                "event {id} ({}) was answered {told} times, and {unsure} times not for sure",
                event["type"]
            ));
        }
    }
}

/// Whether this event was delivered late: something that the same person did after it has been
/// taken up before it. A `follow` then only counts for whether they can be written to.
fn something_later_was_heard(event: &Value, handled: &HashMap<String, (Value, i64)>) -> bool {
    let (person, at) = (&event["source"]["userId"], event["timestamp"].as_i64());
    let ended = handled.get(event["webhookEventId"].as_str().unwrap()).map(|(_, ended)| *ended);
    handled.values().any(|(other, other_ended)| {
        matches!(other["type"].as_str(), Some("message" | "postback" | "follow"))
            && other["source"]["userId"] == *person
            && other["timestamp"].as_i64() > at
            && Some(*other_ended) <= ended
    })
}

async fn notices(database: &DatabaseConnection) -> Vec<Notice> {
    let sql = "SELECT n.id, n.booking_id, n.kind, n.state, n.via, n.begun_via, n.first_tried_at, \
               n.retry_key, m.retry_key AS many_key \
               FROM notice n LEFT JOIN multicast m ON m.id = n.multicast_id";
    let all = rows(database, sql).await;
    all.iter()
        .map(|row| {
            let own: Uuid = get(row, "retry_key");
            let many: Option<Uuid> = get(row, "many_key");
            Notice {
                id: get(row, "id"),
                booking: get(row, "booking_id"),
                kind: get(row, "kind"),
                state: get(row, "state"),
                via: get(row, "via"),
                begun_via: get(row, "begun_via"),
                key: many.unwrap_or(own).to_string(),
                first_tried_at: get(row, "first_tried_at"),
            }
        })
        .collect()
}

/// A notice that says it went by LINE was accepted in one call; every other one in none.
fn every_push_once(record: &Record, notices: &[Notice], wrong: &mut Vec<String>) {
    let by_key = received_by_key(record);
    for notice in notices {
        let got = by_key.get(notice.key.as_str()).map_or(&[][..], Vec::as_slice);
        let calls: BTreeSet<_> = got.iter().map(|it| &it.request_id).collect();
        let people: Vec<_> = got.iter().map(|it| &it.user_id).collect();
        let different: BTreeSet<_> = people.iter().collect();
        if people.len() != different.len() {
            wrong.push(format!("notice {} came to somebody more than once", notice.id));
        }
        let by_line = notice.state == "sent" && notice.via.as_deref() == Some("line");
        let may_have = notice.may_have_gone_by("line") && calls.len() == 1;
        if calls.len() != usize::from(by_line) && !may_have {
            let (state, via) = (&notice.state, &notice.via);
            wrong.push(format!(
                "notice {} ({}) is {state} by {via:?}, and LINE took it {} times",
                notice.id,
                notice.kind,
                calls.len()
            ));
        }
        if matches!(notice.state.as_str(), "waiting" | "sending") {
            wrong.push(format!("notice {} ({}) is {} still", notice.id, notice.kind, notice.state));
        }
    }
}

/// Each mail belongs to one notice, and all its copies have that notice's Message-ID.
fn every_mail_by_one_id(record: &Record, notices: &[Notice], wrong: &mut Vec<String>) {
    let id = |message_id: &str| {
        message_id.trim_matches(['<', '>']).split('@').next().unwrap_or_default().to_owned()
    };
    let mut mails: BTreeMap<String, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for mail in &record.mails {
        mails
            .entry(id(&mail.message_id))
            .or_default()
            .insert((mail.to.as_str(), mail.text.as_str()));
    }
    let mailed = |it: &&Notice| it.via.as_deref() == Some("mail") || it.may_have_gone_by("mail");
    for notice in notices.iter().filter(mailed) {
        match mails.remove(&notice.key) {
            None if notice.may_have_gone_by("mail") => {}
            None => wrong.push(format!("notice {} was never mailed", notice.id)),
            Some(copies) if copies.len() > 1 => {
                wrong.push(format!("the mails of notice {} differ", notice.id));
            }
            Some(_) => {}
        }
    }
    wrong
        .extend(mails.keys().map(|id| format!("a mail {id} belongs to no notice that was mailed")));
}

async fn no_reminder_after_a_cancellation(
    record: &Record,
    notices: &[Notice],
    database: &DatabaseConnection,
    wrong: &mut Vec<String>,
) {
    let sql = "SELECT id, cancelled_at FROM booking WHERE cancelled_at IS NOT NULL";
    let cancelled: HashMap<i64, i64> = rows(database, sql)
        .await
        .iter()
        .map(|row| (get(row, "id"), get(row, "cancelled_at")))
        .collect();
    let by_key = received_by_key(record);
    let arrival = |key: &str| {
        let got = by_key.get(key).and_then(|it| it.iter().map(|it| it.at).min());
        let mailed = record.mails.iter().find(|it| it.message_id.contains(key)).map(|it| it.at);
        got.or(mailed)
    };
    for reminder in notices.iter().filter(|it| it.kind == "reminder" && it.state == "sent") {
        let Some(booking) = reminder.booking else { continue };
        let Some(at) = cancelled.get(&booking) else { continue };
        // A cancellation bears the moment at which it was asked for; what was taken for sending
        // before it was committed had come first.
        if reminder.first_tried_at.is_none_or(|tried| tried > at + 2_000_000) {
            wrong.push(format!("booking {booking} was cancelled, then reminded of"));
        }
        let told =
            notices.iter().find(|it| it.booking == Some(booking) && it.kind == "cancellation");
        let told = told.and_then(|it| arrival(&it.key));
        if let (Some(told), Some(reminded)) = (told, arrival(&reminder.key))
            && told < reminded
        {
            wrong.push(format!("booking {booking}: the reminder came after the cancellation"));
        }
    }
}

/// Whoever was known to have blocked the account when a notice was first tried gets no push.
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
        let newest = known.filter(|turn| turn.handled_at < *tried).max_by_key(|it| it.occurred_at);
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

/// So that a run that did nothing does not pass for one that went well.
pub(crate) fn figures(record: &Record, checked: &Checked, crowd: usize) {
    let Checked { handled, notices } = checked;
    let mut took: Vec<u64> = record
        .webhooks
        .iter()
        .filter(|it| it["status"] == 200)
        .map(|it| it["tookMs"].as_u64().unwrap())
        .collect();
    took.sort_unstable();
    let p99 = took[took.len() * 99 / 100];
    let sent = |via: &str| notices.iter().filter(|it| it.via.as_deref() == Some(via)).count();
    let faults = record.calls.iter().filter(|it| it.get("fault").is_some()).count();
    let not_taken = record.webhooks.iter().filter(|it| it["status"] != 200).count();
    let people: HashSet<_> = record.received.iter().map(|it| it.user_id.as_str()).collect();
    eprintln!(
        "{} people, {} of them answered; {} events in {} webhooks ({not_taken} not taken), p99 {p99} ms; \
         {} calls ({faults} with faults); notices: {} by LINE, {} by mail, {} by reply of {}",
        crowd,
        people.len(),
        handled.len(),
        record.webhooks.len(),
        record.calls.len(),
        sent("line"),
        sent("mail"),
        sent("reply"),
        notices.len(),
    );
    assert!(p99 < 2_000, "webhooks take {p99} ms at p99");
    assert!(sent("line") > 0 && sent("mail") > 0 && faults > 0 && not_taken > 0);
    let reminded = notices.iter().any(|it| it.kind == "reminder" && it.state == "sent");
    assert!(reminded, "nobody was reminded");
}

fn received_by_key(record: &Record) -> HashMap<&str, Vec<&Received>> {
    let mut by_key: HashMap<&str, Vec<&Received>> = HashMap::new();
    for got in &record.received {
        if let Some(key) = &got.retry_key {
            by_key.entry(key).or_default().push(got);
        }
    }
    by_key
}

/// The retry key of an answer to an event: the first half of the SHA-256 of its id, as a UUID of
/// version 4.
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

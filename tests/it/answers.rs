//! Replies when workers die and LINE fails: sent once, and late rather than never. A reply that may
//! have arrived is not repeated.

use chrono::TimeDelta;
use sea_orm::{
    ConnectionTrait, DbBackend, ExprTrait,
    sea_query::{Alias, Expr, Query, UpdateStatement},
};
use serde_json::json;

use crate::{
    answer_states::calls_meet,
    harness::{
        database::TestDatabase,
        knock::{knock, text, webhook},
        town::{Resident, Town},
    },
    webhook::{follower, recorded},
};

/// The worker dies between leasing an event and replying to it.
async fn an_answer_that_was_never_begun_is_given_late(database: TestDatabase) {
    let (town, hanako) = whose_worker_died(database).await;
    town.at("2026-11-24T09:30:40").await;
    assert_eq!(hanako.hears().await, [], "it may still be at work");
    town.at("2026-11-24T09:30:46").await;
    let answer = hanako.hears_one().await;
    assert!(answer.says("メニュー") && answer.via == "reply");
    town.owes_nothing().await;
}

async fn an_answer_that_comes_too_late_for_the_reply_token_is_pushed(database: TestDatabase) {
    let (town, hanako) = whose_worker_died(database).await;
    town.at("2026-11-24T09:40:00").await;
    let answer = hanako.hears_one().await;
    assert!(answer.says("メニュー") && answer.via == "push");
    town.owes_nothing().await;
}

/// The network repeated the call, and the response belongs to the second one.
async fn an_answer_that_was_given_is_not_repeated_when_line_calls_its_token_used(
    database: TestDatabase,
) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    let fault = json!({ "path": "/v2/bot/message/reply", "repeated": true, "times": 1 });
    town.line_fails(fault).await;
    hanako.says("ヘルプ").await;
    let [answer, word] = hanako.hears().await.try_into().unwrap();
    assert!(answer.says("メニュー") && answer.via == "reply");
    assert!(word.says("お返事が届いていないかもしれません") && word.via == "push");
    town.owes_nothing().await;
}

/// The clock has jumped ahead since the event was received. The reply token is still valid, and the
/// response belongs to the second of two calls.
async fn answer_repeated_by_the_network_while_the_clock_jumps_is_not_given_twice(
    database: TestDatabase,
) {
    let (town, hanako, id) = who_is_in_the_inbox(database).await;
    let before = town.now() - TimeDelta::minutes(3);
    town.execute(set_of_event(&id, "received_at", before.timestamp_micros())).await;
    calls_meet(&town, "reply", json!({ "repeated": true })).await;
    town.works().await;
    let heard = hanako.hears().await;
    let answers = heard.iter().filter(|heard| heard.says("メニュー")).count();
    assert_eq!(answers, 1, "{heard:?}");
    town.owes_nothing().await;
}

async fn an_answer_whose_fate_cannot_be_known_is_not_repeated_but_mentioned(
    database: TestDatabase,
) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    town.line_fails(json!({ "path": "/v2/bot/message/reply", "lost": "request" })).await;
    town.line_fails(json!({ "path": "/v2/bot/message/push", "status": 500 })).await;
    hanako.says("ヘルプ").await;
    town.at("2026-11-24T09:40:00").await;
    assert_eq!(hanako.hears().await, []);
    town.at("2026-11-24T09:41:00").await;
    let word = hanako.hears_one().await;
    assert!(word.says("お返事が届いていないかもしれません") && word.via == "push");
    town.owes_nothing().await;
}

async fn line_in_trouble_for_ten_minutes_loses_nobodys_words(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    let fault = json!({ "path": "/v2/bot/message/*", "status": 429, "times": 6 });
    town.line_fails(fault).await;
    hanako.says("ヘルプ").await;
    for minute in [31, 33, 35, 37, 39] {
        town.at(&format!("2026-11-24T09:{minute}:00")).await;
    }
    assert_eq!(hanako.hears().await, []);
    town.at("2026-11-24T09:41:00").await;
    let answer = hanako.hears_one().await;
    assert!(answer.says("メニュー") && answer.via == "push");
    town.owes_nothing().await;
}

async fn an_event_that_takes_its_worker_with_it_every_time_is_set_aside(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    assert_eq!(knock(&town, &webhook(&[text(&hanako, "poison", "予約")])).await, 200);
    town.execute(set_of_event("poison", "attempts", 50)).await;
    town.works().await;
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM event WHERE state = 'aside'").await, 1);
    assert!(hanako.hears_one().await.says("ただいま手続きができません"));
    hanako.says("ヘルプ").await;
    assert!(hanako.hears_one().await.says("メニュー"));
}

/// The reply arrived, its event cannot be finished, and the worker gives up. LINE has accepted the
/// event's retry key, so an apology under it would be lost.
async fn answer_that_was_sent_is_not_replaced_by_an_apology(database: TestDatabase) {
    let (town, hanako, id) = who_is_in_the_inbox(database.clone()).await;
    // The reply token is too old: the answer is pushed.
    let received_at = town.now() - TimeDelta::minutes(3);
    town.execute(set_of_event(&id, "received_at", received_at.timestamp_micros())).await;
    town.execute(set_of_event(&id, "attempts", 4)).await;
    let behind = database.behind_the_scenes().await;
    let refusing = match behind.get_database_backend() {
        DbBackend::Sqlite => {
            "CREATE TRIGGER refusing BEFORE UPDATE ON event WHEN NEW.state = 'finished' BEGIN \
             SELECT RAISE(ABORT, 'refused'); END"
        }
        _ => "ALTER TABLE event ADD CONSTRAINT refusing CHECK (state <> 'finished') NOT VALID",
    };
    behind.execute_unprepared(refusing).await.unwrap();
    town.works().await;
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM event WHERE state = 'aside'").await, 1);
    let answer = hanako.hears_one().await;
    assert!(answer.says("メニュー") && answer.via == "push", "{answer:?}");
    assert_eq!(town.calls_of("/v2/bot/message/push").await, [200]);
    behind.close().await.unwrap();
}

/// Returns a town in which Hanako has asked for help, and the worker that leased her event died
/// before it began to reply.
async fn whose_worker_died(database: TestDatabase) -> (Town, Resident) {
    let (town, hanako, _) = who_is_in_the_inbox(database).await;
    let lease = TimeDelta::seconds(45);
    let taken = town.store().take_events(town.now(), lease, 1).await.unwrap();
    assert_eq!(taken.len(), 1);
    (town, hanako)
}

/// Returns a town in which Hanako has asked for help. Her event is in the inbox and not leased yet.
async fn who_is_in_the_inbox(database: TestDatabase) -> (Town, Resident, String) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    town.goes_down().await;
    let id = hanako.says_in_vain("ヘルプ").await;
    town.comes_back().await;
    assert_eq!(knock(&town, &webhook(&[recorded(&town, &id).await])).await, 200);
    (town, hanako, id)
}

fn set_of_event(event_id: &str, column: &str, value: impl Into<Expr>) -> UpdateStatement {
    Query::update()
        .table(Alias::new("event"))
        .value(Alias::new(column), value.into())
        .and_where(Expr::col(Alias::new("event_id")).eq(event_id))
        .to_owned()
}

both!(
    an_answer_that_was_never_begun_is_given_late,
    an_answer_that_comes_too_late_for_the_reply_token_is_pushed,
    an_answer_that_was_given_is_not_repeated_when_line_calls_its_token_used,
    answer_repeated_by_the_network_while_the_clock_jumps_is_not_given_twice,
    an_answer_whose_fate_cannot_be_known_is_not_repeated_but_mentioned,
    line_in_trouble_for_ten_minutes_loses_nobodys_words,
    an_event_that_takes_its_worker_with_it_every_time_is_set_aside,
    answer_that_was_sent_is_not_replaced_by_an_apology,
);

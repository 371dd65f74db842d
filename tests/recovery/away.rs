//! An unreachable database and a full disk: what people see, and how the service recovers.

use std::{process::Command, time::Duration};

use reqwest::StatusCode;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::Value;

use crate::{check, connection::connect, fresh::Fresh, people::Somebody, town::Town, wire::Wire};

pub(crate) const UNAVAILABLE: (StatusCode, &str) = (StatusCode::SERVICE_UNAVAILABLE, "unavailable");
pub(crate) const KEY: &str = "recovery-of-a-booking";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_goes_away_and_comes_back_is_waited_for() {
    let fresh = Fresh::postgres().await;
    let mut wire = Wire::new().await;
    let there = host_of(&fresh.url);
    wire.leads_to(there.parse().unwrap());
    let way = fresh.url.replace(&there, &wire.here().to_string());
    let town = Town::by_way_of(&way, &fresh, 24).await;
    let hanako = arrives(&town).await;

    wire.cut().await;
    // All requests at once, so that their timeouts run concurrently.
    let (refused, ready, ()) =
        tokio::join!(hanako.tries_to_book(KEY), readiness(&town), hanako.says("ヘルプ"));
    assert_eq!(told(&refused), UNAVAILABLE);
    assert!(refused.1["detail"].as_str().unwrap().contains("もう一度"), "{}", refused.1);
    let not_ready = (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n".to_owned());
    assert_eq!(ready, not_ready);
    assert_eq!(asks(&town, "/healthz").await.0, StatusCode::OK, "starting it again would not help");
    assert_eq!(hanako.looks_for_seats().await, StatusCode::OK, "seats are shown as they were");

    wire.mend().await;
    goes_on(&town, &hanako).await;
    ends(town, fresh).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_who_does_not_let_go_of_sqlite_is_waited_for() {
    let fresh = Fresh::sqlite();
    let town = Town::open(&fresh, 24).await;
    let hanako = arrives(&town).await;

    let other = connect(&fresh.url).await;
    other.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    let (refused, ()) = tokio::join!(hanako.tries_to_book(KEY), hanako.says("ヘルプ"));
    assert_eq!(told(&refused), UNAVAILABLE);
    assert_eq!(hanako.looks_for_seats().await, StatusCode::OK);
    assert_eq!(readiness(&town).await.0, StatusCode::OK, "it can be read");
    assert_eq!(hanako.finds().await, None, "whoever reads waits for nobody");

    other.execute_unprepared("ROLLBACK").await.unwrap();
    other.close().await.unwrap();
    goes_on(&town, &hanako).await;
    ends(town, fresh).await;
}

/// No file of the process may grow beyond 4 kB, so for it the disk is full.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_full_disk_nothing_is_half_done_on_sqlite() {
    let fresh = Fresh::sqlite();
    let town = Town::open(&fresh, 24).await;
    let hanako = arrives(&town).await;
    files_may_have(&town, "4096");
    full(&town, &hanako).await;
    files_may_have(&town, "unlimited");
    goes_on(&town, &hanako).await;
    ends(town, fresh).await;
}

/// A trigger on every table reports the error of a server whose disk is full.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_full_disk_nothing_is_half_done_on_postgres() {
    let fresh = Fresh::postgres().await;
    let town = Town::open(&fresh, 24).await;
    let hanako = arrives(&town).await;
    let server = connect(&fresh.url).await;
    server
        .execute_unprepared(
            "CREATE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION \
             'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$",
        )
        .await
        .unwrap();
    on_every_table(
        &server,
        "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON",
        "EXECUTE FUNCTION is_full()",
    )
    .await;
    full(&town, &hanako).await;
    on_every_table(&server, "DROP TRIGGER full_disk ON", "").await;
    server.close().await.unwrap();
    goes_on(&town, &hanako).await;
    ends(town, fresh).await;
}

/// Returns a person who could book now.
pub(crate) async fn arrives(town: &Town) -> Somebody {
    town.redelivers().await;
    let hanako = Somebody::new(town, 0);
    hanako.follows().await;
    hanako.links().await;
    assert_eq!(hanako.looks_for_seats().await, StatusCode::OK);
    hanako
}

async fn full(town: &Town, hanako: &Somebody) {
    let (refused, ()) = tokio::join!(hanako.tries_to_book(KEY), hanako.says("ヘルプ"));
    assert_eq!(told(&refused), UNAVAILABLE);
    assert_eq!(hanako.finds().await, None);
    assert_eq!(hanako.looks_for_seats().await, StatusCode::OK);
    assert_eq!(readiness(town).await.0, StatusCode::OK, "what can be read is shown");
}

/// Checks the recovery: the request is executed under its idempotency key and the chat message is
/// answered, without any restart.
pub(crate) async fn goes_on(town: &Town, hanako: &Somebody) {
    let mut booked = hanako.tries_to_book(KEY).await;
    // Broken connections are detected one by one.
    while booked.0.is_server_error() {
        booked = hanako.tries_to_book(KEY).await;
    }
    assert_eq!(booked.0, StatusCode::CREATED, "{}", booked.1);
    assert_eq!(hanako.finds().await.as_deref(), booked.1["id"].as_str());
    assert_eq!(readiness(town).await.0, StatusCode::OK);
    assert!(!town.service.has_died());
}

pub(crate) async fn ends(town: Town, fresh: Fresh) {
    town.calms_down().await;
    town.service.kill().await;
    check::everything(&town.record().await, &fresh.url).await;
    town.close().await;
    fresh.close().await;
}

pub(crate) fn told((status, body): &(StatusCode, Value)) -> (StatusCode, &str) {
    (*status, body["code"].as_str().unwrap_or_default())
}

/// Returns the current answer of `/readyz`, which reuses a result for a second.
pub(crate) async fn readiness(town: &Town) -> (StatusCode, String) {
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    asks(town, "/readyz").await
}

pub(crate) async fn asks(town: &Town, path: &str) -> (StatusCode, String) {
    let answer = town.http.get(format!("{}{path}", town.service.url())).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

fn files_may_have(town: &Town, bytes: &str) {
    let done = Command::new("prlimit")
        .args(["--pid", &town.service.id().to_string(), &format!("--fsize={bytes}:unlimited")])
        .status()
        .unwrap();
    assert!(done.success());
}

async fn on_every_table(server: &DatabaseConnection, before: &str, after: &str) {
    let sql = "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()";
    let tables = server.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
    for table in tables.unwrap() {
        let name: String = table.try_get("", "name").unwrap();
        server.execute_unprepared(&format!("{before} {name} {after}")).await.unwrap();
    }
}

/// Returns host and port of a URL.
fn host_of(url: &str) -> String {
    let rest = url.split_once("://").unwrap().1;
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    rest.split('/').next().unwrap().to_owned()
}

//! The database becomes read-only, as a primary that was demoted is, or its connections fall silent,
//! as those to a host that vanished do. The service says so and goes on by itself.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use reqwest::StatusCode;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::{
    away::{KEY, UNAVAILABLE, arrives, asks, behind, ends, goes_on, told},
    fresh::Fresh,
    town::Town,
};

/// Shorter than the service waits for a connection: one attempt has to do.
const REPLACED_WITHIN: Duration = Duration::from_secs(7);

/// Sessions of a role that is read-only when they begin stay so, like those of a demoted primary that
/// nobody has hung up on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_became_read_only_is_reported_and_left() {
    let fresh = Fresh::postgres().await;
    let role = Role::create(&fresh).await;
    let town = Town::by_way_of(&role.url, &fresh, 24).await;
    let hanako = arrives(&town).await;

    role.alter("SET default_transaction_read_only = on").await;
    role.hang_up().await;
    for _ in 0..3 {
        assert_eq!(told(&hanako.tries_to_book(KEY).await), UNAVAILABLE);
    }
    let read_only = (StatusCode::SERVICE_UNAVAILABLE, "the database is read-only\n".to_owned());
    assert_eq!(asks(&town, "/readyz").await, read_only);
    assert_eq!(hanako.finds().await, None, "it can be read");
    assert_eq!(hanako.looks_for_seats().await, StatusCode::OK);

    role.alter("RESET default_transaction_read_only").await;
    goes_on(&town, &hanako).await;
    ends_as(role, town, fresh).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_fell_silent_are_replaced() {
    let fresh = Fresh::postgres().await;
    let role = Role::create(&fresh).await;
    let town = Town::by_way_of(&role.url, &fresh, 24).await;
    let hanako = arrives(&town).await;

    let silent = role.processes().await;
    signal("-STOP", &silent);
    // Idle for longer than a connection is trusted without being asked.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let asked = Instant::now();
    let (status, booked) = hanako.tries_to_book(KEY).await;
    let waited = asked.elapsed();
    signal("-CONT", &silent);
    assert_eq!(status, StatusCode::CREATED, "{booked}");
    assert!(waited < REPLACED_WITHIN, "{waited:?}");

    goes_on(&town, &hanako).await;
    ends_as(role, town, fresh).await;
}

/// A user of the database whom the service alone is.
struct Role {
    name: String,
    url: String,
    server: DatabaseConnection,
}

impl Role {
    async fn create(fresh: &Fresh) -> Self {
        let server = behind(&fresh.url).await;
        let name = format!("service_{:08x}", rand::random::<u32>());
        let role = format!("CREATE ROLE {name} LOGIN SUPERUSER PASSWORD 'secret'");
        server.execute_unprepared(&role).await.unwrap();
        let (_, place) = fresh.url.split_once('@').unwrap();
        let url = format!("postgres://{name}:secret@{place}");
        Self { name, url, server }
    }

    async fn alter(&self, change: &str) {
        let role = &self.name;
        self.server.execute_unprepared(&format!("ALTER ROLE {role} {change}")).await.unwrap();
    }

    async fn hang_up(&self) {
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1";
        self.server.query_all_raw(self.statement(sql)).await.unwrap();
    }

    /// The server's processes that serve it.
    async fn processes(&self) -> Vec<i32> {
        let sql = "SELECT pid FROM pg_stat_activity WHERE usename = $1";
        let rows = self.server.query_all_raw(self.statement(sql)).await.unwrap();
        rows.iter().map(|row| row.try_get("", "pid").unwrap()).collect()
    }

    fn statement(&self, sql: &str) -> Statement {
        Statement::from_sql_and_values(DbBackend::Postgres, sql, [self.name.as_str().into()])
    }

    async fn drop(self) {
        let role = &self.name;
        let drop = format!("REASSIGN OWNED BY {role} TO current_user; DROP ROLE {role}");
        self.server.execute_unprepared(&drop).await.unwrap();
        self.server.close().await.unwrap();
    }
}

async fn ends_as(role: Role, town: Town, fresh: Fresh) {
    ends(town, fresh).await;
    role.drop().await;
}

fn signal(signal: &str, processes: &[i32]) {
    let numbers = processes.iter().map(ToString::to_string);
    // One that has ended meanwhile is no failure.
    let _status = Command::new("kill").arg(signal).args(numbers).status().unwrap();
}

//! A PostgreSQL role that only the service uses, so that its connections can be distinguished from
//! the tests' own and be disturbed.

use std::{process::Command, time::Duration};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::{connection::connect, fresh::Fresh};

pub(crate) struct Role {
    name: String,
    pub(crate) url: String,
    server: DatabaseConnection,
}

impl Role {
    pub(crate) async fn create(fresh: &Fresh) -> Self {
        let server = connect(&fresh.url).await;
        let name = format!("service_{:08x}", rand::random::<u32>());
        let role = format!("CREATE ROLE {name} LOGIN SUPERUSER PASSWORD 'secret'");
        server.execute_unprepared(&role).await.unwrap();
        let (_, place) = fresh.url.split_once('@').unwrap();
        let url = format!("postgres://{name}:secret@{place}");
        Self { name, url, server }
    }

    /// Makes new sessions read-only, as on a demoted primary.
    pub(crate) async fn make_read_only(&self) {
        self.alter("SET default_transaction_read_only = on").await;
        let altered_at = self.server_time().await;
        self.end_sessions_begun_before(&altered_at).await;
        // A session that is just logging in has read the role's old settings and is not listed yet.
        tokio::time::sleep(Duration::from_millis(200)).await;
        self.end_sessions_begun_before(&altered_at).await;
    }

    /// Makes new sessions writable. Sessions that began read-only remain so until they are closed.
    pub(crate) async fn make_writable(&self) {
        self.alter("RESET default_transaction_read_only").await;
    }

    async fn alter(&self, change: &str) {
        let role = &self.name;
        self.server.execute_unprepared(&format!("ALTER ROLE {role} {change}")).await.unwrap();
    }

    async fn server_time(&self) -> String {
        let sql = "SELECT clock_timestamp()::text AS now";
        let row = self.server.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
        row.unwrap().unwrap().try_get("", "now").unwrap()
    }

    async fn end_sessions_begun_before(&self, moment: &str) {
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE usename = $1 AND backend_start <= $2::timestamptz";
        let values = [self.name.as_str().into(), moment.into()];
        let end = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
        self.server.query_all_raw(end).await.unwrap();
    }

    /// Returns the ids of the server processes that serve this role.
    pub(crate) async fn processes(&self) -> Vec<i32> {
        let sql = "SELECT pid FROM pg_stat_activity WHERE usename = $1";
        let rows = self.server.query_all_raw(self.statement(sql)).await.unwrap();
        rows.iter().map(|row| row.try_get("", "pid").unwrap()).collect()
    }

    fn statement(&self, sql: &str) -> Statement {
        Statement::from_sql_and_values(DbBackend::Postgres, sql, [self.name.as_str().into()])
    }

    pub(crate) async fn drop(self) {
        let role = &self.name;
        let drop = format!("REASSIGN OWNED BY {role} TO current_user; DROP ROLE {role}");
        self.server.execute_unprepared(&drop).await.unwrap();
        self.server.close().await.unwrap();
    }
}

pub(crate) fn signal(signal: &str, processes: &[i32]) {
    let numbers = processes.iter().map(ToString::to_string);
    // A process that has already ended is not a failure.
    let _status = Command::new("kill").arg(signal).args(numbers).status().unwrap();
}

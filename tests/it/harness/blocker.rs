//! A transaction that is held open concurrently with the service, so that a race happens in the
//! order a test needs.

use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};

use super::database::TestDatabase;

const POLL_INTERVAL: Duration = Duration::from_millis(5);
const MAX_POLLS: usize = 1_000;

/// An open transaction with its own connection.
pub(crate) struct Blocker {
    transaction: DatabaseTransaction,
    connection: DatabaseConnection,
    observer: DatabaseConnection,
    /// The process id of the PostgreSQL backend; `None` on SQLite.
    backend: Option<i32>,
}

impl Blocker {
    /// Begins a transaction. On SQLite it is the only writer until it ends.
    pub(crate) async fn begin(database: &TestDatabase) -> Self {
        let connection = database.behind_the_scenes().await;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = connection.begin_with_options(options).await.unwrap();
        let backend = match transaction.get_database_backend() {
            DbBackend::Postgres => {
                let sql = "SELECT pg_backend_pid() AS pid";
                let asked = Statement::from_string(DbBackend::Postgres, sql);
                let row = transaction.query_one_raw(asked).await.unwrap().unwrap();
                Some(row.try_get("", "pid").unwrap())
            }
            _ => None,
        };
        let observer = database.behind_the_scenes().await;
        Self { transaction, connection, observer, backend }
    }

    /// Runs a statement and returns the number of rows it has changed.
    pub(crate) async fn execute(&self, sql: &str) -> u64 {
        self.transaction.execute_unprepared(sql).await.unwrap().rows_affected()
    }

    /// Locks a table against writers.
    pub(crate) async fn lock_table(&self, table: &str) {
        if self.backend.is_some() {
            self.execute(&format!("LOCK TABLE {table} IN EXCLUSIVE MODE")).await;
        }
    }

    /// Waits until another transaction waits for a lock of this one. On SQLite all writers do.
    pub(crate) async fn blocks(&self) {
        self.blocks_transactions(1).await;
    }

    /// Waits until `count` transactions wait for locks of this one, or for one that does.
    pub(crate) async fn blocks_transactions(&self, count: i64) {
        let Some(backend) = self.backend else { return };
        let sql = format!(
            "WITH RECURSIVE waiting (pid) AS (SELECT {backend} UNION SELECT a.pid \
             FROM pg_stat_activity a JOIN waiting w ON w.pid = ANY(pg_blocking_pids(a.pid))) \
             SELECT COUNT(*) - 1 AS n FROM waiting"
        );
        for _ in 0..MAX_POLLS {
            let asked = Statement::from_string(DbBackend::Postgres, sql.as_str());
            let row = self.observer.query_one_raw(asked).await.unwrap().unwrap();
            if row.try_get::<i64>("", "n").unwrap() >= count {
                return;
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
        panic!("no transaction waits for this one");
    }

    pub(crate) async fn commit(self) {
        self.transaction.commit().await.unwrap();
        self.connection.close().await.unwrap();
        self.observer.close().await.unwrap();
    }
}

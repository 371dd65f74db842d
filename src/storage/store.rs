//! The open database: connecting, migrating, beginning transactions.

use std::{
    fmt,
    ops::Deref,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use sea_orm::{
    DatabaseConnection, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use secrecy::SecretString;
use sesshu_migrations::{Migrator, MigratorTrait};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    connect::{self, StatementLimit},
    inbox::{self, Deliveries},
    modes::DatabaseMode,
    seal::Sealer,
    tx::Tx,
    view::{Result, View},
};
use crate::stopwatch::Stopwatch;

/// Address and limits of the database.
#[derive(Debug, Clone)]
pub struct Database {
    /// `sqlite://path`, `sqlite::memory:` or `postgres://…`; may hold a password.
    pub url: SecretString,
    pub max_connections: u32,
    /// Statements that take longer are logged.
    pub slow_query: Duration,
    /// What the database has to be marked as.
    pub mode: DatabaseMode,
}

/// The open database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    view: Arc<View<DatabaseConnection>>,
    /// Write permits, given in order. Writers that wait for one hold no connection, so that readers
    /// always find one. SQLite has one permit, PostgreSQL three quarters of the number of
    /// connections.
    turns: Arc<Semaphore>,
    /// Set while another process uses a key that our ring lacks.
    pub(super) lacks_key: Arc<AtomicBool>,
    pub(super) deliveries: Deliveries,
    /// What the database has to be marked as.
    pub(super) mode: DatabaseMode,
}

/// A write permit, returned when dropped.
pub(super) type MyTurn = OwnedSemaphorePermit;

impl Store {
    /// Connects. Creates a missing SQLite file, but no tables. Fails if the database is marked for
    /// the other mode.
    pub async fn open(database: &Database, sealer: Sealer) -> Result<Self> {
        Self::open_with_limit(database, sealer, StatementLimit::Short).await
    }

    /// Connects as [`open`](Self::open) does, with another limit for statements.
    pub async fn open_with_limit(
        database: &Database,
        sealer: Sealer,
        limit: StatementLimit,
    ) -> Result<Self> {
        let options = connect::options(database, limit)?;
        if options.get_url().starts_with("sqlite:") && !connect::is_in_memory(options.get_url()) {
            if let Some(file) = database.missing_file() {
                connect::create_file(&file)?;
            }
            // One connection alone switches the file to write-ahead logging. A second one that
            // opens meanwhile would be refused.
            let mut alone = options.clone();
            alone.max_connections(1);
            sea_orm::Database::connect(alone).await?.close().await?;
        }
        let mut connection = sea_orm::Database::connect(options).await?;
        watch(&mut connection, database.slow_query);
        let writers = match connection.get_database_backend() {
            DbBackend::Sqlite => 1,
            _ => (database.max_connections * 3 / 4).max(1),
        };
        let turns = Arc::new(Semaphore::new(writers as usize));
        let deliveries = Deliveries::new(inbox::LIMITS);
        let view = Arc::new(View::new(connection, sealer));
        let mode = database.mode;
        let store = Self { view, turns, lacks_key: Arc::default(), deliveries, mode };
        store.check_mode().await?;
        Ok(store)
    }

    /// Brings the tables up to date, checks that the key ring fits the data, and hashes the names
    /// that were stored before names could be searched.
    pub async fn migrate(&self) -> Result<()> {
        let _turn = self.turn().await;
        Migrator::up(&self.connection, None).await?;
        self.mark_mode().await?;
        self.check_key().await?;
        self.hash_names().await
    }

    /// Returns the migrations that [`migrate`](Self::migrate) would apply. Changes nothing.
    pub async fn pending_migrations(&self) -> Result<Vec<String>> {
        let applied = sesshu_migrations::applied(&self.connection).await?;
        let names = Migrator::migrations().into_iter().map(|one| one.name().to_owned());
        Ok(names.filter(|name| !applied.contains(name)).collect())
    }

    /// Returns the name of the newest migration that was applied, or `None` without tables.
    pub(super) async fn newest_migration(&self) -> Result<Option<String>> {
        Ok(sesshu_migrations::applied(&self.connection).await?.into_iter().max())
    }

    /// Checks that the database answers.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.connection.ping().await?)
    }

    /// Begins a transaction that may write. On SQLite it is the only one that writes. Dropping it
    /// undoes everything.
    pub async fn begin(&self) -> Result<Tx> {
        let turn = self.turn().await;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.connection.begin_with_options(options).await?;
        Ok(Tx::new(View::new(transaction, self.sealer.clone()), turn))
    }

    /// Closes every connection, once those in use have been returned.
    pub async fn close(&self) -> Result<()> {
        Ok(self.connection.close_by_ref().await?)
    }

    /// Acquires the write permit for one statement outside of a transaction.
    pub(super) async fn turn(&self) -> MyTurn {
        let turns = Arc::clone(&self.turns);
        let stopwatch = Stopwatch::start();
        let turn = turns.acquire_owned().await;
        metrics::histogram!("sesshu_database_write_wait_seconds").record(stopwatch.seconds());
        turn.expect("the semaphore is never closed while the store exists")
    }
}

impl Deref for Store {
    type Target = View<DatabaseConnection>;

    fn deref(&self) -> &Self::Target {
        &self.view
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store(…)")
    }
}

/// Measures every statement, and logs slow ones with their text but without their values.
fn watch(connection: &mut DatabaseConnection, slow: Duration) {
    connection.set_metric_callback(move |query| {
        metrics::histogram!("sesshu_database_query_duration_seconds")
            .record(query.elapsed.as_secs_f64());
        if query.failed {
            metrics::counter!("sesshu_database_query_errors_total").increment(1);
        }
        if query.elapsed >= slow {
            let (seconds, sql) = (query.elapsed.as_secs_f64(), &query.statement.sql);
            tracing::warn!(seconds, sql, "a statement was slow");
        }
    });
}

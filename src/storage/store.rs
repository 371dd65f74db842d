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
    seal::Sealer,
    tx::Tx,
    view::{Result, View},
};
use crate::stopwatch::Stopwatch;

/// Where the facts are kept.
#[derive(Debug, Clone)]
pub struct Database {
    /// `sqlite://path`, `sqlite::memory:` or `postgres://…`; may hold a password.
    pub url: SecretString,
    pub max_connections: u32,
    /// Statements that take longer are written to the log.
    pub slow_query: Duration,
}

/// The open database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    view: Arc<View<DatabaseConnection>>,
    /// Turns to write, given in order. Those who wait hold no connection, so that readers always
    /// find one: SQLite has one writer at a time, PostgreSQL as many as three quarters of the
    /// connections.
    turns: Arc<Semaphore>,
    /// Set while another process uses a key that our ring lacks.
    pub(super) lacks_key: Arc<AtomicBool>,
    pub(super) deliveries: Deliveries,
}

/// A turn to write, given back when dropped.
pub(super) type MyTurn = OwnedSemaphorePermit;

impl Store {
    /// Connects. Creates an SQLite file that is not there yet; creates no tables.
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
            // The file is switched to write-ahead logging by one connection alone: a second one
            // that opens meanwhile would be refused.
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
        Ok(Self { view, turns, lacks_key: Arc::default(), deliveries })
    }

    /// Brings the tables up to date, checks that the key ring fits what is in them, and hashes the
    /// names that were left before names could be looked up.
    pub async fn migrate(&self) -> Result<()> {
        let _turn = self.turn().await;
        Migrator::up(&self.connection, None).await?;
        self.check_key().await?;
        self.hash_names().await
    }

    /// The names of the migrations that [`migrate`](Self::migrate) would apply. Changes nothing.
    pub async fn pending_migrations(&self) -> Result<Vec<String>> {
        let applied = sesshu_migrations::applied(&self.connection).await?;
        let names = Migrator::migrations().into_iter().map(|one| one.name().to_owned());
        Ok(names.filter(|name| !applied.contains(name)).collect())
    }

    /// The name of the newest migration that was applied; `None` in a database without tables.
    pub(super) async fn newest_migration(&self) -> Result<Option<String>> {
        Ok(sesshu_migrations::applied(&self.connection).await?.into_iter().max())
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.connection.ping().await?)
    }

    /// Begins a transaction that may write: on SQLite it is the only one from here on.
    /// Dropping it undoes everything.
    pub async fn begin(&self) -> Result<Tx> {
        let turn = self.turn().await;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.connection.begin_with_options(options).await?;
        Ok(Tx::new(View::new(transaction, self.sealer.clone()), turn))
    }

    /// Closes every connection. What is still running is finished first.
    pub async fn close(&self) -> Result<()> {
        Ok(self.connection.close_by_ref().await?)
    }

    /// For one statement that writes outside of a transaction.
    pub(super) async fn turn(&self) -> MyTurn {
        let turns = Arc::clone(&self.turns);
        let stopwatch = Stopwatch::start();
        let turn = turns.acquire_owned().await;
        metrics::histogram!("sesshu_database_turn_seconds").record(stopwatch.seconds());
        turn.expect("turns end with the store, which is borrowed here")
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

/// Measures every statement, and names those that are slow: by their text, never by their values.
fn watch(connection: &mut DatabaseConnection, slow: Duration) {
    connection.set_metric_callback(move |query| {
        metrics::histogram!("sesshu_database_seconds").record(query.elapsed.as_secs_f64());
        if query.failed {
            metrics::counter!("sesshu_database_failures_total").increment(1);
        }
        if query.elapsed >= slow {
            let (seconds, sql) = (query.elapsed.as_secs_f64(), &query.statement.sql);
            tracing::warn!(seconds, sql, "a statement was slow");
        }
    });
}

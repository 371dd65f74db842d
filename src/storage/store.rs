//! The open database: connecting, migrating, beginning transactions.

use std::{fmt, ops::Deref, sync::Arc, time::Duration};

use sea_orm::{
    ConnectOptions, DatabaseConnection, DbBackend, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
    sqlx::{
        self, Connection, PgConnection, Postgres,
        pool::PoolOptions,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use secrecy::{ExposeSecret, SecretString};
use sesshu_migrations::{Migrator, MigratorTrait};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    error::StorageError,
    inbox::{self, Deliveries},
    seal::Sealer,
    tx::Tx,
    view::{Result, View},
};
use crate::stopwatch::Stopwatch;

/// How long a writer waits for another process that writes to the same SQLite file.
const BUSY: Duration = Duration::from_secs(10);
/// How long anybody waits for a connection: shorter than people wait for an answer, so that they
/// are given one while the database is away.
const CONNECTED_WITHIN: Duration = Duration::from_secs(8);

/// A connection that was used more recently is taken as good without asking the server.
const IDLE_BEFORE_PING: Duration = Duration::from_secs(1);
/// How long a connection may take to answer before it is closed.
const PING_TIMEOUT: Duration = Duration::from_secs(2);

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
    pub(super) deliveries: Deliveries,
}

/// A turn to write, given back when dropped.
pub(super) type MyTurn = OwnedSemaphorePermit;

impl Store {
    /// Connects. Creates an SQLite file that is not there yet; creates no tables.
    pub async fn open(database: &Database, sealer: Sealer) -> Result<Self> {
        let options = options(database)?;
        if options.get_url().starts_with("sqlite:") && !in_memory(options.get_url()) {
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
        Ok(Self { view: Arc::new(View::new(connection, sealer)), turns, deliveries })
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

fn in_memory(url: &str) -> bool {
    url.contains(":memory:")
}

fn options(database: &Database) -> Result<ConnectOptions> {
    let url = database.url.expose_secret();
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(database.max_connections)
        .acquire_timeout(CONNECTED_WITHIN)
        .sqlx_logging(false);
    if url.starts_with("sqlite:") {
        if in_memory(url) {
            // Each connection would have a database of its own.
            options.max_connections(1);
        }
        // A connection that is never given up: with it a database in memory would go.
        options
            .min_connections(1)
            .idle_timeout(None::<Duration>)
            .max_lifetime(None::<Duration>)
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // A booking that was confirmed survives a power cut.
                    .synchronous(SqliteSynchronous::Full)
                    // 32 MB: in a rush the log is carried over into the file less often.
                    .pragma("wal_autocheckpoint", "8000")
                    // 16 MB: what many want at once is written when all of it is known.
                    .pragma("cache_size", "-16000")
                    .busy_timeout(BUSY)
                    .foreign_keys(true)
            });
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        // In place of a ping before each statement, which is a round trip.
        options.test_before_acquire(false).map_sqlx_postgres_pool_opts(check_connections);
    } else {
        return Err(StorageError::UnknownScheme);
    }
    Ok(options)
}

/// Closes connections that fell silent. sqlx sets no TCP keepalive, and waits without a limit when
/// a connection comes back to the pool: a connection to a server that vanished would keep its place
/// in the pool until the kernel gives up, or for ever.
fn check_connections(pool: PoolOptions<Postgres>) -> PoolOptions<Postgres> {
    pool.before_acquire(|connection, metadata| {
        Box::pin(async move {
            if metadata.idle_for >= IDLE_BEFORE_PING {
                ping_within_limit(connection).await?;
            }
            Ok(true)
        })
    })
    // What was in flight when a caller stopped waiting is settled here, or the connection is closed.
    .after_release(|connection, _| {
        Box::pin(async move { ping_within_limit(connection).await.map(|()| true) })
    })
}

async fn ping_within_limit(connection: &mut PgConnection) -> sqlx::Result<()> {
    if let Ok(answer) = tokio::time::timeout(PING_TIMEOUT, connection.ping()).await {
        return answer;
    }
    tracing::warn!("closing a database connection that does not answer");
    Err(sqlx::Error::PoolTimedOut)
}

//! Making connections to the database, and discarding connections to the wrong server.
//!
//! After a failover the server behind a connection may be a standby, or may never answer again. A
//! connection to such a server is closed instead of returned to the pool, so that the next one is
//! made to the present primary.
//!
//! sqlx offers no TCP keepalive on our side, so that waiting is bounded by timeouts here and around
//! every request, batch and round. [`SERVER_SETTINGS`] make the server notice that we are gone, so
//! that a transaction of a process or host that vanished frees its locks.

use std::{
    fs::OpenOptions,
    io,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use sea_orm::{
    ConnectOptions, DbErr, RuntimeErr,
    sqlx::{
        self, Executor, PgConnection, Row,
        pool::{PoolConnectionMetadata, PoolOptions},
        postgres::Postgres,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use secrecy::ExposeSecret;

use super::{error::StorageError, store::Database, view::Result};

/// How long a writer waits for another process that writes to the same SQLite file.
const SQLITE_BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a caller waits for a connection. This is shorter than people wait for an answer, so
/// that they get one while the database is unreachable.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(8);
/// How long the server may take to answer whether it can be written to.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);
/// A connection returned to the pool more recently than this was checked then and is not checked
/// again, which saves a round trip in a rush.
const CHECK_IDLE_AFTER: Duration = Duration::from_secs(1);

const STATEMENT_TIMEOUT: &str = "statement_timeout";

/// How long the server lets a statement run before it cancels it. SQLite has no such limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementLimit {
    /// Thirty seconds.
    Short,
    /// None, for migrations, imports, rotations and other work on whole tables.
    Unlimited,
}

/// Settings of the server for our sessions. Settings that the server does not know are skipped.
/// They are not startup parameters, because PgBouncer refuses those. `SET` works through PgBouncer
/// as well. In transaction mode it may reach a connection that another client uses, but that one
/// belongs to the same user and database.
const SERVER_SETTINGS: [(&str, &str); 8] = [
    // Commands that read or write whole tables lift it.
    (STATEMENT_TIMEOUT, "30s"),
    // Ends a statement whose client has closed the connection, e.g. one that waits for a lock.
    ("client_connection_check_interval", "5s"),
    // Transactions of ours hold row locks for milliseconds.
    ("lock_timeout", "20s"),
    ("idle_in_transaction_session_timeout", "60s"),
    // A host that vanished silently is noticed within a minute, not after two hours.
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "3"),
    ("tcp_user_timeout", "30s"),
];

/// Returns the options of the pool for a database.
pub(super) fn options(database: &Database, limit: StatementLimit) -> Result<ConnectOptions> {
    let url = database.url.expose_secret();
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(database.max_connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .sqlx_logging(false);
    if url.starts_with("sqlite:") {
        sqlite(&mut options);
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        postgres(&mut options, limit);
    } else {
        return Err(StorageError::UnknownScheme);
    }
    Ok(options)
}

pub(super) fn is_in_memory(url: &str) -> bool {
    url.contains(":memory:")
}

/// Creates the file of an SQLite database, readable by its owner only; SQLite itself would apply
/// the umask. SQLite treats an empty file as a new database, and gives the `-wal` and `-shm` files
/// next to it the same permissions.
pub(super) fn create_file(path: &Path) -> Result<()> {
    let created = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match created {
        Ok(_) => Ok(()),
        // Another process was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error.into()))).into()),
    }
}

fn sqlite(options: &mut ConnectOptions) {
    if is_in_memory(options.get_url()) {
        // Each connection would have a database of its own.
        options.max_connections(1);
    }
    // One connection is never closed, because a database in memory would vanish with it.
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
                // 32 MB, so that the log is written back into the file less often in a rush.
                .pragma("wal_autocheckpoint", "8000")
                // 16 MB, so that a large batch is not written before it is complete.
                .pragma("cache_size", "-16000")
                .busy_timeout(SQLITE_BUSY_TIMEOUT)
                .foreign_keys(true)
        });
}

fn postgres(options: &mut ConnectOptions, limit: StatementLimit) {
    let trust = Arc::new(Trust::default());
    options
        // The checks below replace it.
        .test_before_acquire(false)
        // PgBouncer refuses this startup parameter, and we store no floating-point numbers.
        .map_sqlx_postgres_opts(|postgres| postgres.extra_float_digits(None))
        .map_sqlx_postgres_pool_opts(move |pool| checked(pool, &trust, limit));
}

fn checked(
    pool: PoolOptions<Postgres>,
    trust: &Arc<Trust>,
    limit: StatementLimit,
) -> PoolOptions<Postgres> {
    let (idle, released) = (Arc::clone(trust), Arc::clone(trust));
    pool.after_connect(move |connection, _| Box::pin(set_up(connection, limit)))
        .before_acquire(move |connection, meta| {
            let trust = Arc::clone(&idle);
            Box::pin(async move {
                if meta.idle_for < CHECK_IDLE_AFTER && trust.holds(&meta) {
                    return Ok(true);
                }
                trust.check(connection, &meta).await
            })
        })
        .after_release(move |connection, meta| {
            let trust = Arc::clone(&released);
            Box::pin(async move { trust.check(connection, &meta).await })
        })
}

/// Applies those of [`SERVER_SETTINGS`] that the server knows.
async fn set_up(connection: &mut PgConnection, limit: StatementLimit) -> sqlx::Result<()> {
    let settings = SERVER_SETTINGS.map(|(name, value)| match (name, limit) {
        (STATEMENT_TIMEOUT, StatementLimit::Unlimited) => (name, "0"),
        _ => (name, value),
    });
    let names = settings.map(|(name, _)| format!("'{name}'")).join(", ");
    let cases = settings.map(|(name, value)| format!("WHEN '{name}' THEN '{value}'")).join(" ");
    let sql = format!(
        "SELECT set_config(name, CASE name {cases} END, false) FROM pg_settings \
         WHERE name IN ({names})"
    );
    connection.execute(sqlx::AssertSqlSafe(sql)).await?;
    Ok(())
}

/// The moment since which connections are trusted. Once a server is found to be read-only, silent
/// or gone, all connections made before are closed without being checked one by one.
#[derive(Debug, Default)]
struct Trust {
    since: Mutex<Option<Instant>>,
}

impl Trust {
    fn holds(&self, meta: &PoolConnectionMetadata) -> bool {
        let since = *self.since.lock().unwrap_or_else(PoisonError::into_inner);
        since.is_none_or(|since| since.elapsed() >= meta.age)
    }

    fn ends(&self) {
        *self.since.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Returns whether the connection may be used. An error drops it without a closing message.
    async fn check(
        &self,
        connection: &mut PgConnection,
        meta: &PoolConnectionMetadata,
    ) -> sqlx::Result<bool> {
        if !self.holds(meta) {
            return Err(io::Error::from(io::ErrorKind::ConnectionAborted).into());
        }
        match tokio::time::timeout(CHECK_TIMEOUT, is_read_only(connection)).await {
            Ok(Ok(false)) => Ok(true),
            Ok(Ok(true)) => {
                self.ends();
                tracing::warn!("a connection to a read-only server was closed");
                Ok(false)
            }
            Ok(Err(error)) => {
                // The server has also closed the other connections of that age.
                self.ends();
                Err(error)
            }
            Err(_) => {
                self.ends();
                tracing::warn!("connections to a server that does not answer were closed");
                Err(io::Error::from(io::ErrorKind::TimedOut).into())
            }
        }
    }
}

async fn is_read_only(connection: &mut PgConnection) -> sqlx::Result<bool> {
    let row = connection.fetch_one("SHOW transaction_read_only").await?;
    let answer: String = row.try_get(0)?;
    Ok(answer == "on")
}

//! Backups: a consistent snapshot of the database in one sealed file, taken while others write, and
//! an empty database filled from one.
//!
//! SQLite copies itself (`VACUUM INTO`). PostgreSQL is copied by its own tools, `pg_dump` and
//! `pg_restore`, which have to be installed and as new as the server. A file begins with a line
//! that says what it contains.

mod file;
mod postgres;
mod sqlite;

use std::{
    io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait, DbBackend,
    sea_query::{Condition, Expr, ExprTrait, Func, Order, Query, SelectStatement},
};
use serde::{Deserialize, Serialize};

use self::file::{Unfinished, read_through};
use super::{
    Database, DatabaseMode, StorageError, Store,
    entity::{booking, slot},
    rows::CANCELLED,
    seal::Sealer,
};
use crate::vaccination::{history::Way, ids::SlotId, share::Share};

/// What a backup contains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub kind: Kind,
    pub made_at: DateTime<Utc>,
    /// The version of the program that made it.
    pub version: String,
    /// The newest migration of its tables.
    pub tables: String,
    /// The schema of the tables, to which they are restored. PostgreSQL only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// What the database was marked as; it is restored in this mode only.
    pub mode: DatabaseMode,
}

/// The kind of database that a backup was taken of and can be restored to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Sqlite,
    Postgres,
}

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("the file could not be written or read")]
    File(#[source] io::Error),
    #[error("a file of this name already exists")]
    FileExists,
    #[error("the backup is truncated or changed, or was sealed with another key")]
    Broken,
    #[error("the key ring lacks the key that sealed this backup")]
    OtherKey,
    #[error("the backup is of {0:?}, and the database is of another kind")]
    OtherKind(Kind),
    #[error(
        "the backup is of the schema `{held}`, but the address selects `{here}`: create an empty \
         schema `{held}` and end the address with ?options[search_path]={held}"
    )]
    OtherSchema { held: String, here: String },
    /// The backup was taken of a database that is marked for the other mode.
    #[error("the database of the backup is {}", .0.refusal())]
    OtherMode(DatabaseMode),
    #[error("the database is not empty")]
    NotEmpty,
    /// The database file itself was moved away without it. The latest changes may be in it only.
    #[error("{} belongs to another database: move it to the file it came with", .0.display())]
    ForeignJournal(PathBuf),
    #[error("the restored database is damaged")]
    Damaged,
    #[error("a database in memory cannot be restored")]
    InMemory,
    /// `pg_dump` or `pg_restore` is not installed.
    #[error("{0} is not installed")]
    ToolMissing(&'static str),
    #[error("{tool} failed: {said}")]
    ToolFailed { tool: &'static str, said: String },
    #[error("the tables have no migrations")]
    NoTables,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<sea_orm::DbErr> for BackupError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Storage(error.into())
    }
}

impl From<io::Error> for BackupError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Self::Broken,
            io::ErrorKind::AlreadyExists => Self::FileExists,
            _ => Self::File(error),
        }
    }
}

impl Store {
    /// Writes a consistent snapshot of the database into a new file. Only its owner may read it,
    /// and it cannot be opened without the key.
    pub async fn back_up(
        &self,
        database: &Database,
        into: &Path,
        now: DateTime<Utc>,
    ) -> Result<Manifest, BackupError> {
        let applied = self.newest_migration().await?.ok_or(BackupError::NoTables)?;
        let kind = self.kind();
        let manifest = Manifest {
            kind,
            made_at: now,
            mode: database.mode,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            tables: applied,
            schema: match kind {
                Kind::Sqlite => None,
                Kind::Postgres => Some(self.schema().await?),
            },
        };
        let file = Unfinished::create(into)?;
        let file = match manifest.kind {
            Kind::Sqlite => self.copy_sqlite(file, &manifest).await?,
            Kind::Postgres => self.dump_postgres(database, file, &manifest).await?,
        };
        file.finish()?;
        Ok(manifest)
    }

    /// Finds slots whose counters are not the numbers of their bookings. There are none unless
    /// something is wrong.
    pub async fn miscounted_slots(&self) -> Result<Vec<SlotId>, StorageError> {
        let column = |column| Expr::col((slot::Entity, column));
        let any = booked_by(Way::ALL.to_vec());
        let web = booked_by(ways_of(Share::Web));
        let phone = booked_by(ways_of(Share::Phone));
        let wrong = Query::select()
            .column(slot::Column::Id)
            .from(slot::Entity)
            .cond_where(
                Condition::any()
                    .add(column(slot::Column::Booked).ne(any))
                    .add(column(slot::Column::BookedByWeb).ne(web))
                    .add(column(slot::Column::BookedByPhone).ne(phone)),
            )
            .order_by(slot::Column::Id, Order::Asc)
            .to_owned();
        let rows = self.connection.query_all(&wrong).await?;
        rows.iter().map(|row| Ok(SlotId(row.try_get("", "id")?))).collect()
    }

    fn kind(&self) -> Kind {
        match self.connection.get_database_backend() {
            DbBackend::Sqlite => Kind::Sqlite,
            _ => Kind::Postgres,
        }
    }
}

/// Counts the bookings of a slot that occupy a seat and came through one of these channels.
fn booked_by(ways: Vec<Way>) -> SelectStatement {
    let column = |column| Expr::col((booking::Entity, column));
    Query::select()
        .expr(Func::count(Expr::val(1)))
        .from(booking::Entity)
        .and_where(column(booking::Column::SlotId).eq(Expr::col((slot::Entity, slot::Column::Id))))
        .and_where(column(booking::Column::State).ne(CANCELLED))
        .and_where(column(booking::Column::Way).is_in(ways.into_iter().map(Way::as_str)))
        .to_owned()
}

fn ways_of(share: Share) -> Vec<Way> {
    Way::ALL.into_iter().filter(|way| Share::from(*way) == share).collect()
}

/// Reads a backup to its end and returns what it contains. Fails if it is not complete.
pub async fn look_into(from: &Path, sealer: &Sealer) -> Result<Manifest, BackupError> {
    let (from, sealer) = (from.to_owned(), sealer.clone());
    blocking(move || read_through(&from, &sealer)).await
}

/// Fills an empty database from a backup, wholly or not at all, and returns it opened. Checks the
/// key ring against the data. Tables of an older version need `sesshu migrate up` afterwards.
pub async fn restore(
    database: &Database,
    from: &Path,
    sealer: &Sealer,
) -> Result<(Store, Manifest), BackupError> {
    let manifest = look_into(from, sealer).await?;
    if manifest.mode != database.mode {
        return Err(BackupError::OtherMode(manifest.mode));
    }
    let store = match (manifest.kind, sqlite::file_of(database)) {
        (Kind::Sqlite, Some(file)) => sqlite::restore(database, file?, from, sealer).await?,
        (Kind::Postgres, None) => postgres::restore(database, from, sealer, &manifest).await?,
        (kind, _) => return Err(BackupError::OtherKind(kind)),
    };
    store.check_key().await?;
    Ok((store, manifest))
}

/// Runs work that waits for files or other programs outside of the async runtime's threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    let outcome = tokio::task::spawn_blocking(work).await;
    outcome.unwrap_or_else(|error| Err(BackupError::File(io::Error::other(error))))
}

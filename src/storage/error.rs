//! Errors of the database and of stored data. None is a person's fault or shown to residents.

use std::fmt;

use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{error::DatabaseError, sqlite::SqliteError},
};

use super::{cause::Cause, modes::DatabaseMode};

#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// An error of the driver. Only [`Cause`] displays it, and it is not a `source`, because its
    /// own text may quote the content of a row.
    #[error("the database failed: {}", Cause(.0))]
    Database(DbErr),
    /// A stored value is not one that we write. The error names the place, never the content.
    #[error("{0} is corrupt")]
    Corrupt(Place),
    /// The ring lacks a key that the database was filled with: people would not be found.
    #[error("the key ring lacks the key that sealed this database")]
    OtherKey,
    /// The database is marked for the other mode than that of the settings.
    #[error("the database is {}", .0.refusal())]
    OtherMode(DatabaseMode),
    #[error("the address of the database begins with neither sqlite: nor postgres:")]
    UnknownScheme,
    #[error("the database did not answer in time")]
    OutOfReach,
    #[error("the value is too large to be sealed")]
    TooLarge,
}

/// Turns the error about a value that no key opens or that is not one we write into `None`, and
/// logs it. This is for a value that is only one of several, or is about to be replaced or erased,
/// so that it blocks nothing else.
pub fn if_readable<T>(read: Result<T, StorageError>) -> Result<Option<T>, StorageError> {
    match read {
        Err(StorageError::Corrupt(place)) => {
            tracing::error!(%place, "an unreadable value was skipped");
            Ok(None)
        }
        read => read.map(Some),
    }
}

/// Collects the readable ones of several values, see [`if_readable`]. This is for lists that are
/// shown, not for what a decision needs to be complete.
pub(super) fn readable<T>(
    reads: impl IntoIterator<Item = Result<T, StorageError>>,
) -> Result<Vec<T>, StorageError> {
    reads.into_iter().filter_map(|read| if_readable(read).transpose()).collect()
}

impl StorageError {
    /// Returns whether this request's data caused the error, rather than the database's state.
    /// Other requests may still succeed.
    pub fn lies_in_what_was_asked(&self) -> bool {
        match self {
            Self::Corrupt(_) | Self::TooLarge => true,
            _ => self.reported().is_some_and(|error| !is_transient(error)),
        }
    }

    /// Returns whether the settings do not fit the database. Without a change of them nothing will
    /// succeed.
    pub fn is_misconfiguration(&self) -> bool {
        matches!(self, Self::OtherKey | Self::OtherMode(_) | Self::UnknownScheme)
    }

    /// Returns whether the same request may succeed later, because the database is unreachable, out
    /// of space or locked.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Database(_) | Self::OutOfReach) && !self.lies_in_what_was_asked()
    }

    /// Returns whether the transaction lost against a concurrent one and was rolled back
    /// (serialization failure, deadlock). Repeated immediately, it is likely to succeed.
    pub fn is_contention(&self) -> bool {
        self.reported().is_some_and(|error| {
            !is_sqlite(error) && error.code().is_some_and(|code| CONTENTION.contains(&&*code))
        })
    }

    /// Returns why the database failed, without the content of any row.
    pub fn cause_text(&self) -> Option<String> {
        match self {
            Self::Database(error) => Some(Cause(error).to_string()),
            _ => None,
        }
    }

    /// Returns the error that the server reported for a statement.
    fn reported(&self) -> Option<&dyn DatabaseError> {
        match self {
            Self::Database(
                DbErr::Exec(RuntimeErr::SqlxError(error))
                | DbErr::Query(RuntimeErr::SqlxError(error)),
            ) => error.as_database_error(),
            _ => None,
        }
    }

    pub(super) fn corrupt(table: &'static str, column: &'static str, row: Option<i64>) -> Self {
        Self::Corrupt(Place { table, column, row })
    }
}

impl From<DbErr> for StorageError {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

/// Primary result codes of SQLite ("Result and Error Codes") that report the state of the database
/// and say nothing about the request.
const TRANSIENT_SQLITE_CODES: [u32; 8] = [
    5,  // SQLITE_BUSY
    6,  // SQLITE_LOCKED
    7,  // SQLITE_NOMEM
    8,  // SQLITE_READONLY
    10, // SQLITE_IOERR
    11, // SQLITE_CORRUPT
    13, // SQLITE_FULL
    14, // SQLITE_CANTOPEN
];

/// SQLSTATE classes (appendix "PostgreSQL Error Codes") with the same meaning.
const TRANSIENT_SQLSTATE_CLASSES: [&str; 5] = [
    "08", // connection exception
    "40", // transaction rollback: serialization failure, deadlock
    "53", // insufficient resources
    "57", // operator intervention: shutdown, crash, starting up, canceled
    "58", // system error
];

/// Single SQLSTATEs with this meaning, from classes that otherwise report errors in the statement.
const TRANSIENT_SQLSTATES: [&str; 4] = [
    "25006", // read_only_sql_transaction: a standby, or a primary that was demoted
    "25P03", // idle_in_transaction_session_timeout
    "25P04", // transaction_timeout
    "55P03", // lock_not_available
];

/// SQLSTATEs of a transaction that lost against a concurrent one.
const CONTENTION: [&str; 2] = [
    "40001", // serialization_failure
    "40P01", // deadlock_detected
];

/// Returns whether the database reports a state of its own that may pass.
fn is_transient(error: &dyn DatabaseError) -> bool {
    let Some(code) = error.code() else { return false };
    if is_sqlite(error) {
        // The last byte of an extended code is the primary one.
        let primary = code.parse().map(|code: u32| code & 0xff);
        return primary.is_ok_and(|code| TRANSIENT_SQLITE_CODES.contains(&code));
    }
    TRANSIENT_SQLSTATES.contains(&&*code)
        || TRANSIENT_SQLSTATE_CLASSES.iter().any(|class| code.starts_with(class))
}

fn is_sqlite(error: &dyn DatabaseError) -> bool {
    error.try_downcast_ref::<SqliteError>().is_some()
}

/// The place of a corrupt value. Rows that are found by a hash have no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub table: &'static str,
    pub column: &'static str,
    pub row: Option<i64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table, self.column)?;
        match self.row {
            Some(row) => write!(f, " of row {row}"),
            None => Ok(()),
        }
    }
}

//! What can go wrong below. None of it is a person's doing, and none of it is told to people.

use std::fmt;

use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{error::DatabaseError, sqlite::SqliteError},
};

#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// What a row holds is not what we write. Names the place, never the content.
    #[error("{0} is corrupt")]
    Corrupt(Place),
    /// The database was filled with another key: nobody in it would be found.
    #[error("the key ring lacks the key that this database was filled with")]
    OtherKey,
    #[error("the address of the database begins with neither sqlite: nor postgres:")]
    UnknownScheme,
    #[error("the database has not answered in time")]
    OutOfReach,
    #[error("the value is too large to be sealed")]
    TooLarge,
}

impl StorageError {
    /// Whether it came of what was asked, and not of the database being out of reach: what is
    /// asked otherwise may go well.
    pub fn lies_in_what_was_asked(&self) -> bool {
        match self {
            Self::Corrupt(_) | Self::TooLarge => true,
            Self::Database(DbErr::Exec(error) | DbErr::Query(error)) => {
                matches!(error, RuntimeErr::SqlxError(error)
                    if error.as_database_error().is_some_and(|error| !is_out_of_order(error)))
            }
            _ => false,
        }
    }

    /// Whether the same may go well in a while: the database is away, has no room, or is in
    /// somebody else's hands.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Database(_) | Self::OutOfReach) && !self.lies_in_what_was_asked()
    }

    pub(super) fn corrupt(table: &'static str, column: &'static str, row: Option<i64>) -> Self {
        Self::Corrupt(Place { table, column, row })
    }
}

/// Whether the database says of itself that it cannot: no room, no memory, being stopped, a disk
/// that fails. SQLite by the last byte of its extended codes ("Result and Error Codes"), PostgreSQL
/// by the class of its own (appendix "PostgreSQL Error Codes").
fn is_out_of_order(error: &dyn DatabaseError) -> bool {
    const OF_SQLITE: [u32; 8] = [
        5,  // SQLITE_BUSY
        6,  // SQLITE_LOCKED
        7,  // SQLITE_NOMEM
        8,  // SQLITE_READONLY
        10, // SQLITE_IOERR
        11, // SQLITE_CORRUPT
        13, // SQLITE_FULL
        14, // SQLITE_CANTOPEN
    ];
    let Some(code) = error.code() else { return false };
    if error.try_downcast_ref::<SqliteError>().is_some() {
        return code.parse().is_ok_and(|code: u32| OF_SQLITE.contains(&(code & 0xff)));
    }
    // Insufficient resources, operator intervention, system error.
    ["53", "57", "58"].iter().any(|class| code.starts_with(class))
}

/// Where something is corrupt. Rows found by a hash have no number.
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

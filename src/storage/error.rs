//! What can go wrong below. None of it is a person's doing, and none of it is told to people.

use std::fmt;

use sea_orm::{DbErr, RuntimeErr};

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
                matches!(error, RuntimeErr::SqlxError(error) if error.as_database_error().is_some())
            }
            _ => false,
        }
    }

    pub(super) fn corrupt(table: &'static str, column: &'static str, row: Option<i64>) -> Self {
        Self::Corrupt(Place { table, column, row })
    }
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

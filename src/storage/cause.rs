//! Why the database failed, in words that quote no row.
//!
//! PostgreSQL's detail, hint and context are never shown, because they quote the row ("Key
//! (number_hash)=(…) already exists"). The primary message may quote a value as well if that value
//! is wrong, in class 22 ("invalid input syntax for type date: …") and in messages of triggers and
//! extensions. It is therefore shown for the classes in [`SPEAKS_OF_THE_SERVER`] only. Otherwise
//! only the SQLSTATE, the constraint and the table are shown. SQLite's messages name tables and
//! columns and quote no value.

use std::fmt;

use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{self, error::DatabaseError, postgres::PgDatabaseError},
};

/// SQLSTATE classes whose primary messages are about the server, the connection, the transaction or
/// names in the schema. Our statements contain no values, which are bound instead.
const SPEAKS_OF_THE_SERVER: [&str; 11] =
    ["08", "25", "28", "3D", "40", "42", "53", "55", "57", "58", "XX"];

const ADDRESS_NOT_UNDERSTOOD: &str =
    "its address is not understood (in a password, # @ / : are written as %23 %40 %2F %3A)";

/// The reason for a database failure, displayed without the content of any row.
pub(super) struct Cause<'a>(pub(super) &'a DbErr);

impl fmt::Display for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            // The driver's own text quotes the address with the password.
            DbErr::Conn(RuntimeErr::Internal(_)) => f.write_str(ADDRESS_NOT_UNDERSTOOD),
            DbErr::Conn(error) | DbErr::Exec(error) | DbErr::Query(error) => runtime(error, f),
            DbErr::ConnectionAcquire(error) => write!(f, "{error}"),
            DbErr::RecordNotFound(_) => f.write_str("no such record"),
            DbErr::RecordNotInserted => f.write_str("no record was inserted"),
            DbErr::RecordNotUpdated => f.write_str("no record was updated"),
            DbErr::Migration(what) => write!(f, "migration: {what}"),
            // Their texts may quote the value that could not be converted.
            _ => f.write_str("a value could not be converted"),
        }
    }
}

fn runtime(error: &RuntimeErr, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let RuntimeErr::SqlxError(error) = error else {
        return f.write_str("the driver refused the statement");
    };
    match &**error {
        sqlx::Error::Database(error) => reported(&**error, f),
        sqlx::Error::Io(error) => write!(f, "{error}"),
        sqlx::Error::Tls(_) => f.write_str("TLS could not be established"),
        sqlx::Error::Configuration(_) => f.write_str(ADDRESS_NOT_UNDERSTOOD),
        // A proxy that has no server behind it ends connections in this way.
        sqlx::Error::Protocol(_) => {
            f.write_str("the connection ended in the middle of an exchange")
        }
        sqlx::Error::PoolTimedOut => f.write_str("no connection within the time limit"),
        sqlx::Error::PoolClosed => f.write_str("its connections are closed"),
        sqlx::Error::WorkerCrashed => f.write_str("a thread of the driver has ended"),
        sqlx::Error::RowNotFound => f.write_str("no such record"),
        sqlx::Error::BeginFailed => f.write_str("a transaction could not be begun"),
        sqlx::Error::ColumnNotFound(column) => write!(f, "column {column} is missing"),
        sqlx::Error::ColumnDecode { index, .. } => {
            write!(f, "column {index} could not be decoded")
        }
        sqlx::Error::Encode(_) | sqlx::Error::Decode(_) => {
            f.write_str("a value could not be converted")
        }
        _ => f.write_str("the driver and the server do not understand each other"),
    }
}

fn reported(error: &dyn DatabaseError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let code = error.code().unwrap_or_default();
    f.write_str(&code)?;
    if error.try_downcast_ref::<PgDatabaseError>().is_none() {
        return write!(f, " {}", error.message());
    }
    if SPEAKS_OF_THE_SERVER.iter().any(|class| code.starts_with(class)) {
        return write!(f, " {}", error.message());
    }
    if let Some(constraint) = error.constraint() {
        write!(f, " constraint {constraint}")?;
    }
    if let Some(table) = error.table() {
        write!(f, " of table {table}")?;
    }
    Ok(())
}

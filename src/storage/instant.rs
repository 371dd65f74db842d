//! Timestamps as stored in the tables: whole microseconds since 1970, UTC. Finer parts are cut off,
//! so that a timestamp is the same before and after it was stored on either database.

use chrono::{DateTime, Utc};

use super::error::StorageError;

pub(super) fn micros(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

/// Converts a stored timestamp. The error for an invalid one names its place.
pub(super) fn moment(
    micros: i64,
    table: &'static str,
    column: &'static str,
    row: Option<i64>,
) -> Result<DateTime<Utc>, StorageError> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| StorageError::corrupt(table, column, row))
}

//! The state of the database, for the administrator. Nothing here writes.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use chrono::{DateTime, NaiveDate, Utc};
use percent_encoding::percent_decode_str;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait,
    sea_query::{Func, Query, SelectStatement},
};
use secrecy::ExposeSecret;

use super::{
    Database, Store,
    accounts::Account,
    entity::{account, booking, link, slot},
    error::readable,
    rows::CONFIRMED,
    view::Result,
};

/// What the database reports about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseFacts {
    /// `SQLite 3.50.2`, `PostgreSQL 17.5 …`.
    pub version: String,
    /// The server's clock. `None` for SQLite, which uses the clock of this machine.
    pub clock: Option<DateTime<Utc>>,
}

impl Database {
    /// Returns the file of an SQLite database, which need not exist yet. `None` for a database in
    /// memory and for PostgreSQL.
    pub fn file(&self) -> Option<PathBuf> {
        let url = self.url.expose_secret();
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"))?;
        let path = path.split('?').next().unwrap_or(path);
        let in_memory = path.is_empty() || path.contains(":memory:");
        // As the driver reads it.
        let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
        Some(PathBuf::from(path)).filter(|_| !in_memory)
    }

    /// Returns the file of an SQLite database that does not exist yet, so that opening creates it.
    pub fn missing_file(&self) -> Option<PathBuf> {
        self.file().filter(|path| !path.exists())
    }

    /// Returns the files of an SQLite database that others than their owner may read or write. We
    /// create no such file, but copying one may.
    pub fn exposed_files(&self) -> Vec<PathBuf> {
        let Some(file) = self.file() else { return Vec::new() };
        let journals = journals_of(&file);
        [file].into_iter().chain(journals).filter(|file| is_exposed(file)).collect()
    }
}

/// Returns the files that SQLite may keep beside a database file. They need not exist.
pub(super) fn journals_of(file: &Path) -> [PathBuf; 3] {
    ["-wal", "-shm", "-journal"].map(|end| beside(file, end))
}

/// Returns the path of a file with something appended to its name.
pub(super) fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn is_exposed(file: &Path) -> bool {
    file.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

impl Store {
    pub async fn facts(&self) -> Result<DatabaseFacts> {
        if self.connection.get_database_backend() == DbBackend::Sqlite {
            let version: String = self.asked("sqlite_version").await?;
            return Ok(DatabaseFacts { version: format!("SQLite {version}"), clock: None });
        }
        let version = self.asked("version").await?;
        let clock = self.asked("clock_timestamp").await?;
        Ok(DatabaseFacts { version, clock: Some(clock) })
    }

    /// Counts the confirmed bookings of linked people from a day until just before another. Each of
    /// them will get a reminder on LINE.
    pub async fn linked_bookings(&self, from: NaiveDate, until: NaiveDate) -> Result<u64> {
        let linked = Query::select().column(link::Column::CouponId).from(link::Entity).to_owned();
        let count = booking::Entity::find()
            .join(JoinType::InnerJoin, booking::Relation::Slot.def())
            .filter(booking::Column::State.eq(CONFIRMED))
            .filter(slot::Column::Date.gte(from))
            .filter(slot::Column::Date.lt(until))
            .filter(booking::Column::CouponId.in_subquery(linked))
            .count(&self.connection)
            .await?;
        Ok(count)
    }

    /// Reads up to `limit` accounts that were linked last, except those that cannot be read.
    pub async fn some_linked_accounts(&self, limit: u64) -> Result<Vec<Account>> {
        let ids: Vec<i64> = link::Entity::find()
            .select_only()
            .column(link::Column::AccountId)
            .group_by(link::Column::AccountId)
            .order_by_desc(link::Column::LinkedAt.max())
            .limit(limit)
            .into_tuple()
            .all(&self.connection)
            .await?;
        let rows = account::Entity::find()
            .filter(account::Column::Id.is_in(ids))
            .all(&self.connection)
            .await?;
        readable(rows.into_iter().map(|row| Account::try_from((row, &self.sealer))))
    }

    /// Returns whether the server refuses writes, because it is a standby, a primary that was
    /// demoted, or set to read only. For SQLite this is known only when writing to its file.
    pub async fn is_read_only(&self) -> Result<bool> {
        if self.connection.get_database_backend() == DbBackend::Sqlite {
            return Ok(false);
        }
        let setting = Func::cust("current_setting").arg("transaction_read_only");
        let ask = Query::select().expr_as(setting, "setting").to_owned();
        let row = self.connection.query_one(&ask).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound("current_setting".to_owned()))?;
        Ok(row.try_get::<String>("", "setting")? == "on")
    }

    /// Calls a database function without arguments and returns its result.
    async fn asked<T: sea_orm::TryGetable>(&self, function: &'static str) -> Result<T> {
        let ask: SelectStatement = Query::select().expr_as(Func::cust(function), "said").to_owned();
        let row = self.connection.query_one(&ask).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound(function.to_owned()))?;
        Ok(row.try_get("", "said")?)
    }
}

//! Backups of SQLite, which copies itself into a file, as it is at one moment, while others write.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use secrecy::ExposeSecret;

use super::{
    BackupError, Manifest, blocking,
    file::{self, Unfinished},
};
use crate::storage::{
    Database, Store,
    health::{beside, journals_of},
    seal::Sealer,
};

impl Store {
    pub(super) async fn copy_sqlite(
        &self,
        target: Unfinished,
        manifest: &Manifest,
    ) -> Result<Unfinished, BackupError> {
        let copy = Unfinished::create(&beside(target.path(), ".copy"))?;
        // Created by us, unreadable to others. SQLite takes an empty file for a new database.
        drop(copy.open()?);
        let path = copy.path().to_string_lossy().replace('\'', "''");
        self.connection.execute_unprepared(&format!("VACUUM INTO '{path}'")).await?;
        let (sealer, manifest) = (self.sealer.clone(), manifest.clone());
        blocking(move || {
            let mut sealing = file::begin(target.open()?, &sealer, &manifest)?;
            io::copy(&mut fs::File::open(copy.path())?, &mut sealing)?;
            sealing.finish()?.flush()?;
            Ok(target)
        })
        .await
    }
}

/// Returns the file of an SQLite database, or `None` for PostgreSQL.
pub(super) fn file_of(database: &Database) -> Option<Result<PathBuf, BackupError>> {
    let is_sqlite = database.url.expose_secret().starts_with("sqlite:");
    is_sqlite.then(|| database.file().ok_or(BackupError::InMemory))
}

/// Restores the file. One that exists already must have no tables. The journals of a database that
/// was moved away would be applied to the new file, so they are refused.
pub(super) async fn restore(
    database: &Database,
    path: PathBuf,
    from: &Path,
    sealer: &Sealer,
) -> Result<Store, BackupError> {
    if path.exists() {
        let there = Store::open(database, sealer.clone()).await?;
        let tables = there.newest_migration().await?;
        there.close().await?;
        if tables.is_some() {
            return Err(BackupError::NotEmpty);
        }
        remove(&path)?;
        for journal in journals_of(&path) {
            remove(&journal)?;
        }
    } else if let Some(journal) = journals_of(&path).into_iter().find(|file| file.exists()) {
        return Err(BackupError::ForeignJournal(journal));
    }
    let (from, opener) = (from.to_owned(), sealer.clone());
    blocking(move || {
        let (_, mut data) = file::open(&from, &opener)?;
        let new = Unfinished::create(&path)?;
        let mut file = new.open()?;
        io::copy(&mut data, &mut file)?;
        file.sync_all()?;
        Ok(new.finish()?)
    })
    .await?;
    let store = Store::open(database, sealer.clone()).await?;
    check_integrity(&store).await?;
    Ok(store)
}

async fn check_integrity(store: &Store) -> Result<(), BackupError> {
    let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check(1)");
    let answer = store.connection.query_one_raw(check).await?;
    let is_whole = answer.is_some_and(|row| {
        let text: Result<String, _> = row.try_get_by_index(0);
        text.is_ok_and(|text| text == "ok")
    });
    if is_whole { Ok(()) } else { Err(BackupError::Damaged) }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

//! The file of an SQLite database: its folder, and the lock of the one service that may use it.

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use super::{Failure, print::Tongue};
use crate::storage::Database;

/// The lock of a running service. Dropping it lets another service use the file.
#[derive(Debug)]
pub(super) struct ServiceLock(#[expect(dead_code, reason = "unlocked when it is dropped")] File);

/// Creates the database's folder, accessible to its owner only, unless it exists.
pub(super) fn create_folder(database: &Database) -> Result<(), Failure> {
    let Some(folder) = missing_folder(database) else { return Ok(()) };
    DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(|error| {
        let folder = folder.display();
        Tongue::of_environment().pick(
            format!("データベースのフォルダー {folder} を作れません（{error}）"),
            format!("cannot create the folder {folder} of the database: {error}"),
        )
    })?;
    Ok(())
}

/// Refuses a database whose folder is missing: SQLite's own error names neither path nor remedy.
pub(super) fn check_folder(database: &Database) -> Result<(), Failure> {
    let Some(folder) = missing_folder(database) else { return Ok(()) };
    let folder = folder.display();
    Err(Tongue::of_environment()
        .pick(
            format!(
                "データベースのフォルダー {folder} がありません。sesshu migrate up を実行すると作られます"
            ),
            format!("the folder {folder} of the database is missing; `sesshu migrate up` creates it"),
        )
        .into())
}

/// Locks an SQLite file for one service. A second one on the same file is refused, because each
/// keeps availability, write permits and throttles in its own memory.
pub(super) fn lock_for_service(database: &Database) -> Result<Option<ServiceLock>, Failure> {
    let Some(file) = database.file() else { return Ok(None) };
    // A separate file: closing a handle of the database's file would drop SQLite's own locks on it.
    let mut path = file.clone().into_os_string();
    path.push(".serve-lock");
    // A file that is there is locked and stays as it is.
    let lock =
        OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(ServiceLock(lock))),
        Err(TryLockError::Error(error)) => Err(error.into()),
        Err(TryLockError::WouldBlock) => {
            let file = file.display();
            Err(Tongue::of_environment()
                .pick(
                    format!(
                        "別の sesshu serve がこのデータベース {file} を使っています。SQLite で動かせるのは一つだけです。二つ以上動かすときは PostgreSQL を使ってください"
                    ),
                    format!(
                        "another `sesshu serve` is using the database {file}; SQLite supports one instance, use PostgreSQL to run several"
                    ),
                )
                .into())
        }
    }
}

fn missing_folder(database: &Database) -> Option<PathBuf> {
    let file = database.file()?;
    let folder = file.parent().filter(|folder| *folder != Path::new(""))?;
    (!folder.exists()).then(|| folder.to_owned())
}

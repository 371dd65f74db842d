//! Opening and migrating a database.

use std::{
    fs::{self, DirBuilder},
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::Path,
    process::Command,
    time::Duration,
};

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use sesshu::{
    storage::{Database, DatabaseMode, StorageError, Store},
    vaccination::share::{Kept, Share},
};

use super::given::{coupons, proof, slot};
use crate::harness::{
    database::{TestDatabase, on_sqlite, sealer},
    key::written_key,
};

const SLOW: Duration = Duration::from_secs(10);

async fn a_migrated_database_has_nothing_pending_and_answers(database: TestDatabase) {
    let store = database.store;
    assert!(store.pending_migrations().await.unwrap().is_empty());
    store.ping().await.unwrap();
    store.migrate().await.unwrap();
}

async fn readers_find_a_connection_while_writers_queue(database: TestDatabase) {
    let store = database.store;
    let [coupon] = coupons(&store).await;
    let slot = slot(&store, 100).await;
    let first = store.begin().await.unwrap();
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let tx = store.begin().await.unwrap();
                assert!(
                    tx.take_seat(slot, Share::Line, Kept::default()).await.unwrap().is_applied()
                );
                tx.commit().await.unwrap();
            })
        })
        .collect();
    assert!(first.take_seat(slot, Share::Line, Kept::default()).await.unwrap().is_applied());
    assert!(store.coupon(coupon).await.unwrap().is_some());
    first.commit().await.unwrap();
    for writer in waiting {
        writer.await.unwrap();
    }
    assert_eq!(store.slot(slot).await.unwrap().unwrap().booked, 21);
}

/// On a full disk SQLite rolls a transaction back by itself. A trigger stands in for the disk.
async fn a_transaction_that_sqlite_rolled_back_leaves_no_lock(database: TestDatabase) {
    let server = database.behind_the_scenes().await;
    let store = database.store;
    let slot = slot(&store, 100).await;
    let full = "CREATE TRIGGER disk_full BEFORE UPDATE ON slot \
                BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END";
    server.execute_unprepared(full).await.unwrap();
    // More than there are connections.
    for _ in 0..20 {
        let tx = store.begin().await.unwrap();
        assert!(tx.take_seat(slot, Share::Line, Kept::default()).await.is_err());
    }
    server.execute_unprepared("DROP TRIGGER disk_full").await.unwrap();

    for commits in [false, true] {
        for _ in 0..20 {
            let tx = store.begin().await.unwrap();
            assert!(tx.take_seat(slot, Share::Line, Kept::default()).await.unwrap().is_applied());
            if commits {
                tx.commit().await.unwrap();
            }
        }
    }
    let counted = "SELECT 1 FROM slot WHERE booked = 20";
    let counted = server.query_one_raw(Statement::from_string(DbBackend::Sqlite, counted)).await;
    assert!(counted.unwrap().is_some(), "other connections do not see what was committed");
    server.execute_unprepared("BEGIN IMMEDIATE; ROLLBACK").await.unwrap();
    server.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_sqlite_rolled_back_leaves_no_lock_on_sqlite() {
    on_sqlite(a_transaction_that_sqlite_rolled_back_leaves_no_lock).await;
}

both!(
    a_migrated_database_has_nothing_pending_and_answers,
    readers_find_a_connection_while_writers_queue,
);

async fn open(url: &str) -> Result<Store, StorageError> {
    let mode = DatabaseMode::Rehearsal;
    let database = Database { url: url.into(), max_connections: 4, slow_query: SLOW, mode };
    Store::open(&database, sealer()).await
}

#[tokio::test]
async fn a_new_database_names_the_migrations_it_waits_for() {
    let store = open("sqlite::memory:").await.unwrap();
    let pending = store.pending_migrations().await.unwrap();
    assert_eq!(pending[0], "m20261122_000001_coupons");
}

#[tokio::test]
async fn a_database_in_memory_keeps_what_it_is_given() {
    let store = open("sqlite::memory:").await.unwrap();
    store.migrate().await.unwrap();
    let [id] = coupons(&store).await;
    let tx = store.begin().await.unwrap();
    let found = tx.coupons_by_proof(&proof(1_234_567_000, "1950-05-05")).await;
    assert_eq!(found.unwrap()[0].id, id);
}

#[tokio::test]
async fn an_address_of_another_kind_is_refused_without_being_repeated() {
    let refused = open("mysql://root:secret@localhost/db").await.unwrap_err();
    assert!(matches!(refused, StorageError::UnknownScheme));
    assert!(!format!("{refused:?} {refused}").contains("secret"));
}

#[test]
fn the_address_of_a_database_is_not_shown() {
    let database = Database {
        url: "postgres://sesshu:secret@db/sesshu".into(),
        max_connections: 4,
        slow_query: SLOW,
        mode: DatabaseMode::Real,
    };
    assert!(!format!("{database:?}").contains("secret"));
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The folder may be entered by other users.
#[tokio::test]
async fn files_of_a_new_sqlite_database_are_readable_for_their_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let open_to_all = folder.path().join("open");
    DirBuilder::new().mode(0o755).create(&open_to_all).unwrap();
    let file = open_to_all.join("sesshu.db");
    let store = open(&format!("sqlite://{}", file.display())).await.unwrap();
    store.migrate().await.unwrap();
    for name in ["sesshu.db", "sesshu.db-wal", "sesshu.db-shm"] {
        assert_eq!(mode(&open_to_all.join(name)), 0o600, "{name}");
    }
    store.close().await.unwrap();
}

/// The command runs with the umask that most machines have.
#[test]
fn migrate_up_makes_folder_and_file_for_their_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data/sesshu.db");
    let migrated = Command::new("/bin/sh")
        .args(["-c", "umask 022; exec \"$0\" migrate up", env!("CARGO_BIN_EXE_sesshu")])
        .env("SESSHU_SETTINGS", concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sesshu.toml"))
        .env("SESSHU_DATABASE_URL", format!("sqlite://{}", file.display()))
        .env("SESSHU_SEALING_KEYS", written_key(1))
        .output()
        .unwrap();
    assert!(migrated.status.success(), "{migrated:?}");
    assert_eq!((mode(file.parent().unwrap()), mode(&file)), (0o700, 0o600));
}

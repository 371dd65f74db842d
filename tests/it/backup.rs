//! Backups taken while people book, and restoring them.

use std::{path::Path, time::Duration};

use futures_util::future::join_all;
use sesshu::{
    storage::{
        BackupError, Database, DatabaseMode, Key, KeyRing, Kind, Manifest, Sealer, Store,
        look_into, restore,
    },
    vaccination::ids::SlotId,
};
use tempfile::TempDir;

use crate::harness::{
    database::{TestDatabase, on_postgres, on_sqlite, sealer},
    elsewhere::Elsewhere,
    key::key_bytes,
    town::{Coupon, Town},
};

const SATURDAY: &str = "2026-12-05";

async fn a_backup_taken_while_people_book_is_the_database_of_one_moment(database: TestDatabase) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("town.backup");
    let town = Town::open(database.clone()).await;
    let coupons = town.coupons(24).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 24).await;
    for coupon in &coupons[..4] {
        books(&town, coupon, slot).await;
    }

    let town_again = town.clone();
    let everybody = join_all(coupons[4..].iter().map(|coupon| books(&town, coupon, slot)));
    let (made, ()) = tokio::join!(back_up(&town_again, &database, &file), async {
        everybody.await;
    });
    let made = made.unwrap();
    assert_eq!(town.booked(slot).await, 24);
    assert_eq!(look_into(&file, &sealer()).await.unwrap(), made);

    let elsewhere = Elsewhere::beside(database.url()).await;
    let (restored, manifest) = restore(&at(&elsewhere.url), &file, &sealer()).await.unwrap();
    assert_eq!(manifest, made);
    let booked = restored.slot(slot).await.unwrap().unwrap().booked;
    assert!((4..=24).contains(&booked), "{booked}");
    assert_eq!(restored.miscounted_slots().await.unwrap(), []);
    assert_eq!(restored.pending_migrations().await.unwrap(), Vec::<String>::new());
    let first = town.id_of(&coupons[0]).await;
    assert!(restored.active_booking(first).await.unwrap().is_some());
    assert!(restored.contact(first).await.unwrap().is_some());
    // A new row gets an unused id, so the sequences were restored as well.
    let tx = restored.begin().await.unwrap();
    tx.account("U00000000000000000000000000000001", town.now()).await.unwrap();
    tx.commit().await.unwrap();

    let again = restore(&at(&elsewhere.url), &file, &sealer()).await;
    assert!(matches!(again, Err(BackupError::NotEmpty)), "{again:?}");
    restored.close().await.unwrap();
    elsewhere.goes().await;
}

/// A service was killed and its database file moved away, but not the journal beside it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restore_beside_the_journal_of_another_database_is_refused() {
    on_sqlite(async |database| {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("town.backup");
        let town = Town::open(database.clone()).await;
        town.coupons(3).await;
        back_up(&town, &database, &file).await.unwrap();
        let target = folder.path().join("sesshu.db");
        let url = format!("sqlite:{}", target.display());
        let journal = folder.path().join("sesshu.db-wal");
        std::fs::copy(format!("{}-wal", database.file().unwrap()), &journal).unwrap();
        let refused = restore(&at(&url), &file, &sealer()).await.unwrap_err();
        assert!(
            matches!(&refused, BackupError::ForeignJournal(one) if *one == journal),
            "{refused}"
        );
        assert!(!target.exists(), "nothing is restored");
        std::fs::remove_file(&journal).unwrap();
        let (restored, _) = restore(&at(&url), &file, &sealer()).await.unwrap();
        restored.close().await.unwrap();
    })
    .await;
}

async fn what_is_no_whole_backup_of_ours_is_not_restored(database: TestDatabase) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("town.backup");
    let town = Town::open(database.clone()).await;
    town.coupons(3).await;
    let made = back_up(&town, &database, &file).await.unwrap();
    let over_it = back_up(&town, &database, &file).await;
    assert!(matches!(over_it, Err(BackupError::FileExists)), "{over_it:?}");
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "nothing is left beside it: {names:?}");

    let elsewhere = Elsewhere::beside(database.url()).await;
    let whole = std::fs::read(&file).unwrap();
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    for broken in [&whole[..whole.len() - 1], &changed[..], b"SQLite format 3", b""] {
        let path = folder.path().join("broken.backup");
        std::fs::write(&path, broken).unwrap();
        let refused = restore(&at(&elsewhere.url), &path, &sealer()).await;
        assert!(matches!(refused, Err(BackupError::Broken)), "{refused:?}");
    }
    let stranger = Sealer::new(KeyRing::new(Key::new(9, key_bytes(9)), Vec::new()).unwrap());
    let refused = restore(&at(&elsewhere.url), &file, &stranger).await;
    assert!(matches!(refused, Err(BackupError::OtherKey)), "{refused:?}");
    let other = match made.kind {
        Kind::Sqlite => "postgres://nobody@127.0.0.1:1/none",
        Kind::Postgres => "sqlite:///nowhere/at/all.db",
    };
    let refused = restore(&at(other), &file, &sealer()).await;
    assert!(matches!(refused, Err(BackupError::OtherKind(_))), "{refused:?}");

    // After all refused attempts the target is still empty.
    let (restored, _) = restore(&at(&elsewhere.url), &file, &sealer()).await.unwrap();
    restored.close().await.unwrap();
    elsewhere.goes().await;
}

async fn books(town: &Town, coupon: &Coupon, slot: SlotId) {
    let browser = town.browser();
    browser.signs_in(coupon).await;
    browser.books(slot).await.ok();
}

async fn back_up(
    town: &Town,
    database: &TestDatabase,
    file: &Path,
) -> Result<Manifest, BackupError> {
    town.store().back_up(&at(database.url()), file, town.now()).await
}

fn at(url: &str) -> Database {
    Database {
        url: url.into(),
        max_connections: 4,
        slow_query: Duration::from_secs(10),
        mode: DatabaseMode::Rehearsal,
    }
}

#[tokio::test]
async fn a_database_without_tables_is_not_backed_up() {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}/empty.db", folder.path().display());
    let store = Store::open(&at(&url), sealer()).await.unwrap();
    let refused =
        store.back_up(&at(&url), &folder.path().join("a"), chrono::DateTime::UNIX_EPOCH).await;
    assert!(matches!(refused, Err(BackupError::NoTables)), "{refused:?}");
}

/// The name of the schema is part of the target.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_a_schema_of_another_name_nothing_is_restored_and_the_right_one_is_named() {
    on_postgres(|database| async move {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("town.backup");
        let town = Town::open(database.clone()).await;
        town.coupons(1).await;
        let made = back_up(&town, &database, &file).await.unwrap();
        let held = made.schema.unwrap();
        let elsewhere = Elsewhere::in_another_schema(database.url()).await;
        let refused = restore(&at(&elsewhere.url), &file, &sealer()).await.unwrap_err();
        assert!(refused.to_string().contains(&format!("search_path]={held}")), "{refused}");
        let there = Store::open(&at(&elsewhere.url), sealer()).await.unwrap();
        assert_ne!(there.pending_migrations().await.unwrap(), Vec::<String>::new(), "untouched");
        there.close().await.unwrap();
        elsewhere.goes().await;
    })
    .await;
}

both!(
    a_backup_taken_while_people_book_is_the_database_of_one_moment,
    what_is_no_whole_backup_of_ours_is_not_restored,
);

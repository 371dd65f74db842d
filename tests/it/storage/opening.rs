//! Opening and migrating a database.

use std::time::Duration;

use sesshu::{
    storage::{Database, DatabaseMode, StorageError, Store},
    vaccination::share::{Kept, Share},
};

use super::given::{coupons, proof, slot};
use crate::harness::database::{TestDatabase, sealer};

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

//! Ticks that are cancelled.

use futures_util::FutureExt;
use sesshu::storage::{Store, Tx};

use super::*;

async fn cancelled_tick_loses_no_entries(database: TestDatabase) {
    let town = town(database, 100).await;
    let people = people(&town, 3).await;
    for person in &people {
        assert!(is_in(person).await);
    }
    // While every write permit is taken, the tick cannot proceed.
    let mut writers = Vec::new();
    while let Some(writer) = begins_soon(&town.service().store).await {
        writers.push(writer);
    }
    assert!(!writers.is_empty());
    let room = room(&town);
    let cancelled = room.step(town.now()).now_or_never();
    assert!(cancelled.is_none(), "the tick went on without a write permit: {cancelled:?}");
    drop(writers);
    at(&town, "2026-11-24T09:30:01").await;
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM waiting_guest").await, 3);
}

/// Begins a transaction; `None` if no write permit is free.
async fn begins_soon(store: &Store) -> Option<Tx> {
    let limit = std::time::Duration::from_millis(500);
    let begun = tokio::time::timeout(limit, store.begin()).await;
    begun.ok().map(|tx| tx.expect("a transaction begins"))
}

both!(cancelled_tick_loses_no_entries);

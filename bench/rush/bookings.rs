//! Bookings on one slot and on a hundred, in batches, compared with pgbench, which runs the
//! statements of one booking in a transaction each. Then the same over HTTP. SQLite writes with
//! full sync, PostgreSQL with fsync.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use sesshu::{
    reception::{Desk, SessionToken, Wish},
    vaccination::{history::Way, request_key::RequestKey},
};
use tokio::task::JoinSet;

use crate::{
    figures::{a_second, keep, median, number},
    fresh::Fresh,
    http, pgbench,
    town::{SPREAD, Town, now, token},
};

pub(crate) async fn measure() {
    let (rounds, bookings) = (number("BENCH_ROUNDS", 5), number("BENCH_BOOKINGS", 20_000));
    let sqlite = Town::found(Fresh::sqlite(), bookings).await;
    let postgres = Town::found(Fresh::postgres().await, bookings).await;
    postgres.is_durable().await;
    let [mut hot, mut hot_sqlite, mut hot_pgbench] = [const { Vec::new() }; 3];
    let [mut spread, mut spread_sqlite, mut spread_pgbench] = [const { Vec::new() }; 3];
    for round in 1..=rounds {
        hot_pgbench.push(pgbench::run(&postgres, 1).await);
        hot.push(together(&postgres, 1).await);
        hot_sqlite.push(together(&sqlite, 1).await);
        spread_pgbench.push(pgbench::run(&postgres, SPREAD).await);
        spread.push(together(&postgres, SPREAD).await);
        spread_sqlite.push(together(&sqlite, SPREAD).await);
        let last = |figures: &[f64]| figures.last().copied().unwrap_or_default();
        println!(
            "round {round}, bookings a second: one slot {:.0} (SQLite {:.0}, pgbench {:.0}); \
             {SPREAD} slots {:.0} (SQLite {:.0}, pgbench {:.0})",
            last(&hot),
            last(&hot_sqlite),
            last(&hot_pgbench),
            last(&spread),
            last(&spread_sqlite),
            last(&spread_pgbench),
        );
    }
    keep("hot_slot_per_second", median(&hot));
    keep("hot_slot_sqlite_per_second", median(&hot_sqlite));
    keep("hot_slot_pgbench_per_second", median(&hot_pgbench));
    keep("spread_per_second", median(&spread));
    keep("spread_sqlite_per_second", median(&spread_sqlite));
    keep("spread_pgbench_per_second", median(&spread_pgbench));
    keep("hot_slot_vs_pgbench", median(&hot) / median(&hot_pgbench));
    keep("hot_slot_sqlite_vs_pgbench", median(&hot_sqlite) / median(&hot_pgbench));
    keep("spread_vs_pgbench", median(&spread) / median(&spread_pgbench));
    keep("spread_sqlite_vs_pgbench", median(&spread_sqlite) / median(&spread_pgbench));
    http::measure(&sqlite, "http_bookings_per_second", rounds).await;
    http::measure(&postgres, "http_bookings_per_second_postgres", rounds).await;
    sqlite.close().await;
    postgres.close().await;
}

/// Books for all people with many concurrent callers. Returns bookings per second.
pub(crate) async fn together(town: &Town, slots: usize) -> f64 {
    town.empty().await;
    let (desk, next) = (town.desk(), Arc::new(AtomicUsize::new(0)));
    let begun = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..number("BENCH_CALLERS", 512) {
        callers.spawn(calls(desk.clone(), town.clone(), next.clone(), slots));
    }
    callers.join_all().await;
    let took = begun.elapsed();
    town.everybody_is_booked().await;
    a_second(town.coupons.len(), took)
}

async fn calls(desk: Desk, town: Town, next: Arc<AtomicUsize>, slots: usize) {
    loop {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let Some(coupon) = town.coupons.get(place).copied() else { return };
        let key = RequestKey::parse(&format!("the-form-of-number-{place}"));
        let session = SessionToken::from_cookie(&token(place)).unwrap();
        let slot = town.slots[place % slots];
        let wish = Wish { coupon, session, slot, way: Way::Liff, key };
        desk.book(&wish, now()).await.unwrap();
    }
}

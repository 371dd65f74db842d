//! The whole morning: all people come at nine, half of them get a seat, and the call centre works
//! concurrently.

mod browser;
mod desk;
mod person;
mod seen;

use std::{sync::Arc, time::Duration};

use tokio::task::JoinSet;

use self::{
    browser::Proxy,
    person::{Files, Person},
    seen::Seen,
};
use crate::{
    child::Served,
    figures::{keep, number, p99_ms, real},
    fresh::Fresh,
    town::Town,
};

/// The time within which all people come, most of them in the first moments.
const RUSH: Duration = Duration::from_mins(1);
/// Active people at once and admissions per minute on PostgreSQL. After a booking a person counts
/// as active for a minute more.
const ROOM: (u32, u32) = (13_000, 7_200);
/// The same on SQLite, where each write of a person waits for the disk by itself.
const ROOM_OF_SQLITE: (u32, u32) = (3_000, 1_800);

pub(crate) async fn measure() {
    let people = number("BENCH_PEOPLE", 50_000);
    on(Fresh::postgres().await, people, ROOM, "").await;
    on(Fresh::sqlite(), people / 10, ROOM_OF_SQLITE, "_sqlite").await;
}

async fn on(fresh: Fresh, people: usize, room: (u32, u32), database: &str) {
    let seats = people / 2;
    let town = Town::invites(fresh, people + desk::CALLERS, seats).await;
    let slot = town.furnishes_a_desk().await;
    let served = Served::start(town.url(), Some(room)).await;
    let (idle, _) = served.memory_mb();
    keep(&format!("ready_ms{database}"), served.ready.as_secs_f64() * 1_000.0);
    keep(&format!("idle_mb{database}"), idle);

    let (seen, proxy) = (Arc::new(Seen::new(seats)), Proxy::to(&served.address));
    let files = Arc::new(Files::of(&proxy).await);
    let desk = tokio::spawn(desk::works(town.clone(), people, slot, seen.sold_out.clone()));
    let mut all = JoinSet::new();
    for place in 0..people {
        let seen = seen.clone();
        let proxy = proxy.clone();
        let files = files.clone();
        all.spawn(async move { Person::new(place, proxy, &files, &seen).comes(RUSH).await });
    }
    all.join_all().await;
    seen.sold_out.cancel();
    let acts = desk.await.unwrap();

    let (_, most) = served.memory_mb();
    assert_eq!(seen.seats(), seats, "all seats are sold");
    assert_eq!(seen.seats() + seen.without_a_seat(), people, "everybody was told");
    town.is_sold_out(seats).await;
    keep(&format!("morning_seconds{database}"), seen.last_seat_seconds());
    keep(&format!("morning_confirm_p99_ms{database}"), seen.confirm_p99_ms());
    keep(&format!("morning_loads{database}"), real(seen.loads()));
    keep(&format!("morning_load_p99_ms{database}"), seen.load_p99_ms());
    keep(&format!("morning_looks{database}"), real(seen.looks()));
    keep(&format!("morning_look_p99_ms{database}"), seen.look_p99_ms());
    if let Some(percent) = seen.true_estimates() {
        keep(&format!("morning_true_estimates_percent{database}"), percent);
    }
    keep(&format!("morning_mb{database}"), most);
    keep(&format!("desk_acts{database}"), real(acts.len()));
    keep(&format!("desk_p99_ms{database}"), p99_ms(acts));
    drop(served);
    town.close().await;
}

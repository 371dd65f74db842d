//! Everything at once, for a while: people act at random while webhooks come twice, late and in the
//! wrong order, LINE is in trouble, and the service is killed and started again and again. At the
//! end a checker that shares no code with the service compares what people received with what the
//! database says.
//!
//! The service is a process of its own, killed as hard as can be. What the tests run is short;
//! `make soak` is the long run. `SESSHU_SEED` repeats a run as far as chance is ours, and is
//! printed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod check;
#[expect(dead_code, reason = "here it is killed from outside")]
mod child;
#[path = "../it/harness/client.rs"]
mod client;
#[path = "../it/harness/coupon.rs"]
mod coupon;
#[path = "../it/harness/fresh.rs"]
mod fresh;
#[path = "../it/harness/hall.rs"]
mod hall;
#[path = "../it/harness/menus.rs"]
mod menus;
mod people;
mod record;
mod town;

use std::{num::ParseIntError, str::FromStr};

use fresh::Fresh;
use rand::{Rng, SeedableRng, rngs::StdRng};

use self::{people::Crowd, town::Town};

/// Whether people come by way of the waiting room.
const WAITING_ROOM: bool = false;

/// How often the service is killed.
const KILLS: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_on_sqlite() {
    soak(Fresh::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_on_postgres() {
    soak(Fresh::postgres().await).await;
}

async fn soak(fresh: Fresh) {
    let seed = number("SESSHU_SEED", 20_261_125);
    let people = number("SESSHU_SOAK_PEOPLE", 150);
    let acts = number("SESSHU_SOAK_ACTS", 6);
    eprintln!("SESSHU_SEED={seed}: {people} people, {acts} acts each, {KILLS} kills");
    let mut dice = StdRng::seed_from_u64(seed);

    let town = Town::open(&fresh, people).await;
    let crowd = Crowd::new(&town, people, seed);
    // Days before the slots: linking, booking, cancelling.
    town.days_of_trouble(seed).await;
    stormy(&town, &crowd, acts - acts / 3, KILLS * 2 / 3, &mut dice).await;
    town.calms_down().await;
    // The day before: reminders fall due under the same storm.
    town.turn_to("2026-12-04T09:59:58").await;
    town.days_of_trouble(seed + 1).await;
    stormy(&town, &crowd, acts / 3, KILLS - KILLS * 2 / 3, &mut dice).await;
    town.calms_down().await;

    assert!(town.is_at_rest().await);
    town.service.kill().await;
    let record = town.record().await;
    let checked = check::everything(&record, &fresh.url).await;
    check::figures(&record, &checked, people);
    town.close().await;
    fresh.close().await;
}

/// Everybody acts, and after each part of the acts the service is killed.
async fn stormy(town: &Town, crowd: &Crowd, acts: usize, kills: usize, dice: &mut StdRng) {
    let all = crowd.shuffled(acts, dice);
    let part = all.len().div_ceil(kills);
    for some in all.chunks(part) {
        // Killed in the middle of it, and started while the others go on.
        let middle = dice.random_range(0..=some.len());
        let (before, after) = some.split_at(middle);
        crowd.act(before).await;
        town.service.kill().await;
        let ((), ()) = tokio::join!(town.service.start(), crowd.act(after));
    }
}

fn number<N: FromStr<Err = ParseIntError>>(variable: &str, otherwise: N) -> N {
    std::env::var(variable).map_or(otherwise, |text| text.parse().unwrap())
}

//! Soak test. People act at random while webhooks arrive twice, late and in the wrong order, LINE
//! fails, and the service is paused, its clock stepped, its database silent or read-only, and is
//! killed and restarted again and again. At the end a checker that shares no code with the service
//! compares what people received with the database.
//!
//! The service is a process of its own and is killed by SIGKILL. `make test` does a short run,
//! `make soak` the long one. `SESSHU_SEED` repeats a run as far as its randomness is ours, and is
//! printed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod check;
#[expect(dead_code, reason = "here it is killed from outside")]
mod child;
#[path = "../it/harness/client.rs"]
mod client;
mod connection;
#[path = "../it/harness/coupon.rs"]
mod coupon;
mod figures;
#[path = "../it/harness/fresh.rs"]
mod fresh;
#[path = "../it/harness/hall.rs"]
mod hall;
#[path = "../it/harness/menus.rs"]
mod menus;
mod people;
mod record;
mod role;
#[expect(dead_code, reason = "here the service reaches its database by a way of its own")]
mod town;
mod trouble;

use std::{num::ParseIntError, str::FromStr};

use chrono::TimeDelta;

use fresh::Fresh;
use rand::{Rng, SeedableRng, rngs::StdRng};

use self::{people::Crowd, town::Town, trouble::Troubles};

/// Whether residents have to go through the waiting room.
const WAITING_ROOM: bool = false;

/// How often the service is killed.
const KILLS: usize = 20;
/// The largest step of the clock.
const MAX_CLOCK_STEP: TimeDelta = TimeDelta::seconds(90);

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
    // How often another fault is injected: at most once before each kill.
    let troubles = number("SESSHU_SOAK_TROUBLES", 4);
    eprintln!(
        "SESSHU_SEED={seed}: {people} people, {acts} acts each, {KILLS} kills, {troubles} troubles"
    );
    let storm = Storm { troubles: Troubles::new(&fresh).await, every: KILLS.div_ceil(troubles) };
    let mut dice = StdRng::seed_from_u64(seed);

    let town = Town::by_way_of(storm.troubles.url(), &fresh, people).await;
    let crowd = Crowd::new(&town, people, seed);
    // Days before the slots: linking, booking, cancelling.
    town.days_of_trouble(seed).await;
    storm.rages(&town, &crowd, acts - acts / 3, 0..KILLS * 2 / 3, &mut dice).await;
    town.calms_down().await;
    // The day before: reminders are due while the same faults happen.
    town.turn_to("2026-12-04T09:59:58").await;
    town.days_of_trouble(seed + 1).await;
    storm.rages(&town, &crowd, acts / 3, KILLS * 2 / 3..KILLS, &mut dice).await;
    town.calms_down().await;

    assert!(town.is_at_rest().await);
    town.service.kill().await;
    let record = town.record().await;
    let checked = check::everything(&record, &fresh.url).await;
    town.close().await;
    figures::print(&record, &checked, people, &storm.troubles.end().await);
    fresh.close().await;
}

struct Storm {
    troubles: Troubles,
    /// One fault for every `every` kills.
    every: usize,
}

impl Storm {
    /// Lets everyone act, and kills the service after each part of the acts.
    async fn rages(
        &self,
        town: &Town,
        crowd: &Crowd,
        acts: usize,
        kills: std::ops::Range<usize>,
        dice: &mut StdRng,
    ) {
        let all = crowd.shuffled(acts, dice);
        let part = all.len().div_ceil(kills.len());
        for (some, kill) in all.chunks(part).zip(kills) {
            // Killed in the middle of the acts, and restarted while the others continue.
            let middle = dice.random_range(0..=some.len());
            let (before, after) = some.split_at(middle);
            if kill % self.every == 0 {
                let trouble = self.troubles.befall(town, kill / self.every, dice);
                tokio::join!(crowd.act(before), trouble);
            } else {
                crowd.act(before).await;
            }
            town.service.kill().await;
            let ((), ()) = tokio::join!(town.service.start(), crowd.act(after));
        }
    }
}

fn number<N: FromStr<Err = ParseIntError>>(variable: &str, otherwise: N) -> N {
    std::env::var(variable).map_or(otherwise, |text| text.parse().unwrap())
}

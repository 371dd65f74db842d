//! Many people compete for few seats on several replicas at once. They book, cancel, book again,
//! tap twice and on two phones, while staff close slots, change capacities and revoke coupons,
//! replicas are killed, the database closes all connections and crashes, and a backup is taken.
//!
//! At the end a checker compares the responses with the tables and knows nothing else. `make test`
//! does a short run, `make racing` the long one. `SESSHU_SEED` repeats a run as far as its
//! randomness is ours, and is printed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod answers;
mod check;
#[path = "../soak/child.rs"]
#[expect(dead_code, reason = "here it is killed from outside")]
mod child;
#[path = "../it/harness/staff.rs"]
mod clerks;
#[path = "../it/harness/client.rs"]
mod client;
#[path = "../soak/connection.rs"]
mod connection;
mod copy;
#[path = "../it/harness/coupon.rs"]
mod coupon;
mod coupons;
#[path = "../it/harness/elsewhere.rs"]
#[expect(dead_code, reason = "a copy keeps its schema")]
mod elsewhere;
#[path = "../it/harness/fresh.rs"]
mod fresh;
#[path = "../it/harness/hall.rs"]
mod hall;
mod people;
#[path = "../it/harness/rehearsal.rs"]
mod rehearsal;
mod staff;
#[expect(dead_code, reason = "how long there is no service is measured in the failover")]
mod town;

use std::{num::ParseIntError, str::FromStr};

use fresh::Fresh;
use rand::{Rng, SeedableRng, rngs::StdRng};

use self::{copy::Copy, people::Crowd, town::Town};

/// Whether residents have to go through the waiting room.
const WAITING_ROOM: bool = false;
/// Whether staff revoke coupons during the run.
const COUPONS_ARE_REVOKED: bool = true;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_was_answered_is_true_on_sqlite() {
    race(Fresh::sqlite(), 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_was_answered_is_true_with_three_replicas_on_postgres() {
    race(Fresh::postgres().await, 3).await;
}

async fn race(fresh: Fresh, replicas: usize) {
    let seed = number("SESSHU_SEED", 20_261_125);
    let people = number("SESSHU_RACE_PEOPLE", 60);
    let acts = number("SESSHU_RACE_ACTS", 2_000);
    // How often a replica is killed, each time another one.
    let kills = number("SESSHU_RACE_KILLS", 6);
    eprintln!("SESSHU_SEED={seed}: {people} people, {acts} acts, {replicas} replicas");
    let mut dice = StdRng::seed_from_u64(seed);

    let town = Town::open(&fresh, people, replicas).await;
    let crowd = Crowd::arrives(&town, people, seed).await;
    let (token, mut copy) = (clerks::suzuki(&town.store).await, None);
    for round in 0..kills {
        let acting = crowd.act(acts / kills);
        let (trouble, replica) = (dice.random_range(50..400), &town.replicas[round % replicas]);
        let troubling = async {
            tokio::time::sleep(std::time::Duration::from_millis(trouble)).await;
            town.hangs_up(&fresh.url).await;
            replica.kill().await;
            replica.start().await;
        };
        let staff = async {
            staff::at_work(&town, seed, round).await;
            if round == kills / 3 {
                town.database_crashes(&fresh.url).await;
            }
        };
        let copying = async {
            if round == kills / 2 {
                copy = Some(Copy::is_taken(&fresh.url, &token, crowd.answers()).await);
            }
        };
        tokio::join!(acting, staff, troubling, copying);
    }
    for replica in &town.replicas {
        replica.kill().await;
    }
    check::everything(&fresh.url, crowd.answers()).await;
    copy.unwrap().opens_elsewhere(&fresh.url, &crowd.answers()).await;
    town.close().await;
    fresh.close().await;
}

fn number<N: FromStr<Err = ParseIntError>>(variable: &str, otherwise: N) -> N {
    std::env::var(variable).map_or(otherwise, |text| text.parse().unwrap())
}

//! The process dies at one point after another: while a person uses the service, and while it sends
//! reminders.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use chrono::TimeDelta;

use crate::{check, fresh::Fresh, number, people::Somebody, town::Town};

/// The distance between tested points in the short run.
const STRIDE: usize = 29;
/// Longer than any lease.
const LEASES_END: TimeDelta = TimeDelta::minutes(2);
/// An upper limit for the number of steps in one scenario.
const MOST: usize = 2_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wherever_it_is_killed_nothing_is_lost_or_done_twice_on_sqlite() {
    killed_everywhere(Fresh::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wherever_it_is_killed_nothing_is_lost_or_done_twice_on_postgres() {
    killed_everywhere(Fresh::postgres().await).await;
}

async fn killed_everywhere(fresh: Fresh) {
    let stride = number("SESSHU_RECOVERY_STRIDE", STRIDE);
    let seed = number("SESSHU_SEED", 20_261_126);
    eprintln!("SESSHU_SEED={seed}: every {stride}th point");
    // Enough people for one at each point.
    let town = Town::open(&fresh, MOST / stride).await;
    town.redelivers().await;
    let lives = dies_in_every_life(&town, seed % stride + 1, stride).await;
    let deaths = dies_while_it_reminds(&town, stride.div_ceil(4)).await;
    town.calms_down().await;
    town.service.kill().await;
    eprintln!("{lives} lives, each with a death of its own; {deaths} more among the reminders");
    assert!(lives >= 2 && deaths >= 1, "it did not die");
    check::everything(&town.record().await, &fresh.url).await;
    town.close().await;
    fresh.close().await;
}

/// Runs the scenario of one person after another. The process dies one stride later each time,
/// until a person finishes first. Returns how many did not.
async fn dies_in_every_life(town: &Town, first: usize, stride: usize) -> usize {
    for (person, steps) in (first..MOST).step_by(stride).enumerate() {
        let somebody = Somebody::new(town, person);
        town.service.dies_after(steps);
        if !with_a_watchman(town, somebody.lives()).await {
            return person;
        }
    }
    panic!("a life has no end");
}

/// Returns whether the process died during the scenario. A concurrent watcher restarts it, after
/// the leases of the dead process have expired.
async fn with_a_watchman(town: &Town, life: impl Future<Output = ()>) -> bool {
    let died = AtomicBool::new(false);
    let watching = async {
        loop {
            if town.service.has_died() {
                died.store(true, Ordering::SeqCst);
                town.starts_later(LEASES_END).await;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::select! {
        () = life => {}
        () = watching => unreachable!("the watchman never leaves"),
    }
    died.load(Ordering::SeqCst)
}

/// Sends the reminders of the day before. The process dies later each time, until all are sent.
/// Returns how often it died.
async fn dies_while_it_reminds(town: &Town, stride: usize) -> usize {
    town.turn_to("2026-12-04T10:00:00").await;
    for (deaths, steps) in (1..MOST).step_by(stride).enumerate() {
        town.service.dies_after(steps);
        while !town.service.has_died() {
            if has_reminded(town).await {
                return deaths;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        town.starts_later(LEASES_END).await;
    }
    panic!("reminding has no end");
}

async fn has_reminded(town: &Town) -> bool {
    let not_yet = "SELECT COUNT(*) AS n FROM booking WHERE state = 'confirmed' AND NOT EXISTS \
                   (SELECT 1 FROM notice WHERE booking_id = booking.id AND kind = 'reminder')";
    town.count(not_yet).await == 0 && town.is_at_rest().await
}

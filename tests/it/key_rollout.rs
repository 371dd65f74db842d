//! A new sealing key and the running service: the rotation waits until every instance has it.

use std::process::{Command, Output};

use sesshu::{
    gate::Limits,
    storage::{RingState, StorageError, Subject},
    vaccination::time::tokyo_date,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    harness::{
        client::client, database::TestDatabase, key::written_key, rehearsal, staff::suzuki,
        town::Town,
    },
    rotation::ring,
};

/// The time of every town's clock, for commands.
const MORNING: &str = "2026-11-24T09:30:00+09:00";

async fn rotation_while_an_instance_lacks_the_newest_key_is_refused(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let token = suzuki(&database.store).await;
    let stop = CancellationToken::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let running = tokio::spawn(town.service().run(listener, stop.clone()));
    while town.count("SELECT COUNT(*) AS n FROM instance").await == 0 {
        tokio::task::yield_now().await;
    }

    let keys = format!("{},{}", written_key(2), written_key(1));
    for refused in ["keys rotate", "coupons show 1234567890"] {
        let output = sesshu(&database, &token, &keys, refused).await;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{refused}");
        assert!(said.contains("lacks the first key") && said.contains("number 2"), "{said}");
    }
    // `keys status` does not count as a use of the new key.
    assert!(sesshu(&database, &token, &keys, "keys status").await.status.success());
    assert_eq!(ready(&town).await, 200);
    town.browser().shows(&coupon).await.ok();

    stop.cancel();
    running.await.unwrap().unwrap();
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM instance").await, 0, "it says when it ends");
    let output = sesshu(&database, &token, &keys, "keys rotate").await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

async fn instance_without_a_key_in_use_is_unready_and_counts_no_failure(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    town.resident("はなこ").says("こんにちは").await;
    assert_eq!(ready(&town).await, 200);

    let newer = database.open_with(ring(&[2, 1])).await.unwrap();
    assert!(newer.reseal(50, &|_| ()).await.unwrap().is_through());
    // The last failure before the number would be locked: not even that is counted.
    for _ in 0..Limits::default().number_locks_at {
        let answer = town.browser().shows(&coupon).await;
        assert_eq!((answer.status, &answer.body["code"]), (503, &"unavailable".into()));
    }
    let today = Subject::Town(tokyo_date(town.now()));
    assert_eq!(newer.failures_of(&today).await.unwrap(), 0);
    assert_eq!(newer.locked_subjects(town.now()).await.unwrap(), 0);
    becomes_unready(&town).await;
    // What it cannot open is left for instances that can.
    let service = town.service();
    let taken = service.store.take_events(town.now(), chrono::TimeDelta::minutes(1), 9).await;
    assert!(matches!(taken, Err(StorageError::OtherKey)), "{taken:?}");
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM event WHERE state = 'aside'").await, 0);
    newer.close().await.unwrap();
    town.goes_down().await;

    let restarted = crate::rotation::with_keys(&database, &[2, 1]).await;
    assert_eq!(ready(&restarted).await, 200);
    restarted.browser().shows(&coupon).await.ok();
}

async fn attempt_in_the_moment_of_a_rotation_is_no_failure(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let newer = database.open_with(ring(&[2, 1])).await.unwrap();
    assert!(newer.reseal(50, &|_| ()).await.unwrap().is_through());
    let service = town.service();
    assert!(!service.store.lacks_key(), "nothing has told it yet");
    let answer = town.browser().shows(&coupon).await;
    assert_eq!((answer.status, &answer.body["code"]), (503, &"unavailable".into()));
    let today = Subject::Town(tokyo_date(town.now()));
    assert_eq!(newer.failures_of(&today).await.unwrap(), 0);
    assert_eq!(service.store.check_ring().await.unwrap(), RingState::LacksKey);
    newer.close().await.unwrap();
}

async fn second_key_of_a_number_in_use_is_warned_of(database: TestDatabase) {
    let output = sesshu(&database, "", &written_key(1), "keys new 1").await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.contains("a key with the number 1"), "{said}");
    assert!(said.contains("sesshu keys new 2"), "{said}");
    let output = sesshu(&database, "", &written_key(1), "keys new 2").await;
    assert!(output.stderr.is_empty());
}

/// Waits until `/readyz`, which reuses a result for a second, reports that the service is not
/// ready.
async fn becomes_unready(town: &Town) {
    let begun = std::time::Instant::now();
    while ready(town).await != 503 {
        assert!(begun.elapsed().as_secs() < 5, "it stays ready");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

async fn ready(town: &Town) -> u16 {
    let answer = client().get(format!("{}/readyz", town.url())).send().await.unwrap();
    answer.status().as_u16()
}

async fn sesshu(database: &TestDatabase, token: &str, keys: &str, words: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sesshu"));
    command
        .args(words.split(' '))
        .env("SESSHU_SETTINGS", rehearsal::settings())
        .env("LC_ALL", "C.UTF-8")
        .env("SESSHU_LOG", "error")
        .env("SESSHU_REHEARSAL", MORNING)
        .env("SESSHU_DATABASE_URL", database.url())
        .env("SESSHU_STAFF_TOKEN", token)
        .env("SESSHU_SEALING_KEYS", keys);
    tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap()
}

both!(
    rotation_while_an_instance_lacks_the_newest_key_is_refused,
    instance_without_a_key_in_use_is_unready_and_counts_no_failure,
    attempt_in_the_moment_of_a_rotation_is_no_failure,
    second_key_of_a_number_in_use_is_warned_of,
);

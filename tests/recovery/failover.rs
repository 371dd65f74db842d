//! The database becomes read-only, like a demoted primary, or its connections become silent, like
//! those to a vanished host. The service reports it and recovers by itself.

use std::time::{Duration, Instant};

use reqwest::StatusCode;

use crate::{
    away::{KEY, UNAVAILABLE, arrives, ends, goes_on, readiness, told},
    fresh::Fresh,
    role::{Role, signal},
    town::Town,
};

/// Shorter than the service's wait for a connection, so one attempt has to be enough.
const REPLACED_WITHIN: Duration = Duration::from_secs(7);

/// Sessions that begin while the role is read-only remain so, like open connections to a demoted
/// primary.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_became_read_only_is_reported_and_left() {
    let fresh = Fresh::postgres().await;
    let role = Role::create(&fresh).await;
    let town = Town::by_way_of(&role.url, &fresh, 24).await;
    let hanako = arrives(&town).await;

    role.make_read_only().await;
    for _ in 0..3 {
        assert_eq!(told(&hanako.tries_to_book(KEY).await), UNAVAILABLE);
    }
    let read_only = (StatusCode::SERVICE_UNAVAILABLE, "the database is read-only\n".to_owned());
    assert_eq!(readiness(&town).await, read_only);
    assert_eq!(hanako.finds().await, None, "it can be read");
    assert_eq!(hanako.looks_for_seats().await, StatusCode::OK);

    role.make_writable().await;
    goes_on(&town, &hanako).await;
    ends_as(role, town, fresh).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_fell_silent_are_replaced() {
    let fresh = Fresh::postgres().await;
    let role = Role::create(&fresh).await;
    let town = Town::by_way_of(&role.url, &fresh, 24).await;
    let hanako = arrives(&town).await;

    let silent = role.processes().await;
    signal("-STOP", &silent);
    // Idle for longer than a connection is used without a check.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let asked = Instant::now();
    let (status, booked) = hanako.tries_to_book(KEY).await;
    let waited = asked.elapsed();
    signal("-CONT", &silent);
    assert_eq!(status, StatusCode::CREATED, "{booked}");
    assert!(waited < REPLACED_WITHIN, "{waited:?}");

    goes_on(&town, &hanako).await;
    ends_as(role, town, fresh).await;
}

pub(crate) async fn ends_as(role: Role, town: Town, fresh: Fresh) {
    ends(town, fresh).await;
    role.drop().await;
}

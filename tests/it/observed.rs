//! What operators can observe: metrics, request ids, slow statements.

use std::time::{Duration, Instant};

use crate::harness::{
    client::client,
    database::TestDatabase,
    log, metrics,
    town::{Resident, Town},
};
use reqwest::StatusCode;
use serde_json::json;
use sesshu::{heartbeat::Heartbeats, http::Rooms};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Longer than the service takes to look at its tasks again, on a busy machine.
const SOON: Duration = Duration::from_mins(1);
const POLL_INTERVAL: Duration = Duration::from_millis(250);

async fn what_happens_is_counted(database: TestDatabase) {
    let metrics = metrics::counted();
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 1).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    let booking = hanako.browser().books(slot).await.ok();
    town.works().await;
    let coupon = town.coupon("1234567891", "1950-05-05").await;
    let late = town.browser();
    late.signs_in(&coupon).await;
    assert_eq!(late.books(slot).await.status, 409);
    hanako.browser().cancels(&booking).await.ok();

    let text = metrics.text();
    for line in [
        r#"sesshu_bookings_total{outcome="booked"}"#,
        r#"sesshu_bookings_total{outcome="full"}"#,
        r"sesshu_cancellations_total{way=",
        r#"sesshu_identifications_total{verdict="succeeded"}"#,
        r#"sesshu_webhooks_total{outcome="stored"}"#,
        r#"sesshu_notices_total{kind="confirmation",way="line",outcome="sent"}"#,
        r#"sesshu_line_requests_total{endpoint="/v2/bot/message/push",status="200"}"#,
        r#"sesshu_http_requests_total{route="/api/bookings",method="POST",status="201"}"#,
        "sesshu_database_write_wait_seconds_bucket",
        "sesshu_database_query_duration_seconds_count",
    ] {
        assert!(text.contains(line), "{line} is not in:\n{text}");
    }
    assert!(!text.contains("1234567890"));
    // The residents' listener does not serve them.
    let (_, page) = late.reads("/metrics").await;
    assert!(!page.contains("sesshu_"));
}

async fn every_line_of_a_request_has_its_id(database: TestDatabase) {
    let log = log::kept();
    let proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let town = Town::with(database, |settings| settings.service.trusted_proxies = proxies).await;
    let url = format!("{}/line/webhook", town.url());
    let id = format!("proxy-{}", town.url().replace([':', '/'], ""));
    let request = client().post(&url).header("x-request-id", &id).body("{}");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["x-request-id"], id.as_str());
    let lines: Vec<String> =
        log.text().lines().filter(|line| line.contains(&id)).map(str::to_owned).collect();
    assert!(lines.iter().any(|line| line.contains("without a valid signature")), "{lines:?}");

    let forged = client().get(&url).header("x-request-id", "a b\"c").send().await.unwrap();
    assert_eq!(forged.headers()["x-request-id"].len(), 32);
}

async fn stranger_does_not_choose_the_id_of_a_request(database: TestDatabase) {
    let town = Town::open(database).await;
    let url = format!("{}/healthz", town.url());
    let answer = client().get(&url).header("x-request-id", "of-another").send().await.unwrap();
    assert_eq!(answer.headers()["x-request-id"].len(), 32);
}

async fn a_slow_statement_is_named_without_what_it_was_about(database: TestDatabase) {
    let log = log::kept();
    let town = Town::with(database, |settings| settings.database.slow_query = Duration::ZERO).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    town.browser().shows(&coupon).await.ok();
    let text = log.text();
    let slow: Vec<&str> =
        text.lines().filter(|line| line.contains("a statement was slow")).collect();
    assert!(slow.iter().any(|line| line.contains("proof_hash")), "{}", slow.len());
    assert!(!slow.iter().any(|line| line.contains("1234567890") || line.contains("1950-05-05")));
}

async fn readiness_asked_by_many_at_once_costs_the_database_one_look(database: TestDatabase) {
    let log = log::kept();
    let town = Town::with(database, |settings| settings.database.slow_query = Duration::ZERO).await;
    let looks = || {
        let text = log.text();
        text.lines()
            .filter(|line| line.contains("slow") && line.contains("seaql_migrations"))
            .count()
    };
    let before = looks();
    let url = format!("{}/readyz", town.url());
    let http = client();
    let asked = (0..100).map(|_| http.get(&url).send());
    for answer in futures_util::future::join_all(asked).await {
        assert_eq!(answer.unwrap().status(), 200);
    }
    let looked = looks() - before;
    // Concurrent tests in this process also run a few of these queries.
    assert!((1..40).contains(&looked), "{looked}");
}

/// One more task is registered with the running service. It makes no progress, and then does.
async fn stalled_task_turns_the_service_unready_and_is_logged_until_it_recovers(
    database: TestDatabase,
) {
    let log = log::kept();
    let town = Town::open(database).await;
    // No other test logs this name.
    let name: &'static str = String::leak(format!("task_{}", Uuid::new_v4().simple()));
    let heartbeats = Heartbeats::with_min_stall(Duration::ZERO);
    let task = heartbeats.register(name, Duration::from_secs(1));
    let mut service = town.service();
    let rooms = Rooms::clone(&service.app);
    service.app = Rooms { heartbeats, ..rooms }.into();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/readyz", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let running = tokio::spawn(service.run(listener, stop.clone()));
    let is_logged =
        |event: &str| log.text().lines().any(|line| line.contains(event) && line.contains(name));

    let begun = Instant::now();
    while !is_logged("background task stalled") {
        assert!(begun.elapsed() < SOON, "it is never logged");
        tokio::time::sleep(POLL_INTERVAL).await;
    }
    let stalled = client().get(&url).send().await.unwrap();
    assert_eq!(stalled.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(stalled.text().await.unwrap(), "a background task has stalled\n");
    assert!(is_logged("not ready: background tasks have stalled"));
    let alive = client().get(url.replace("readyz", "healthz")).send().await.unwrap();
    assert_eq!(alive.status(), StatusCode::OK);

    let begun = Instant::now();
    while !(is_ready(&url).await && is_logged("background task recovered")) {
        assert!(begun.elapsed() < SOON, "it stays unready, or that is never logged");
        tokio::time::sleep(POLL_INTERVAL).await;
        task.beat();
    }
    stop.cancel();
    running.await.unwrap().unwrap();
}

async fn is_ready(url: &str) -> bool {
    client().get(url).send().await.unwrap().status() == StatusCode::OK
}

async fn what_waits_can_be_counted(database: TestDatabase) {
    let town = Town::open(database).await;
    town.slot("hall", "2026-12-05", "10:00", 12).await;
    let store = town.store();
    let seats = store.all_seats("2026-11-24".parse().unwrap()).await.unwrap();
    assert_eq!((seats.free, seats.booked), (12, 0));
    assert_eq!(store.events_waiting(town.now()).await.unwrap().count, 0);
    assert_eq!(store.notices_due(town.now()).await.unwrap().count, 0);
    assert!(store.connections().idle + store.connections().busy > 0);

    let hanako = Resident::linked(&town, "1234567890").await;
    let slot = town.slot("hall", "2026-12-05", "11:00", 1).await;
    hanako.browser().post("/api/bookings", json!({ "slotId": slot.to_string() })).await.ok();
    town.turn_to("2026-11-24T09:31:00");
    let due = store.notices_due(town.now()).await.unwrap();
    assert_eq!((due.count, due.oldest.num_seconds()), (1, 60));
    town.works().await;
}

both!(
    what_happens_is_counted,
    every_line_of_a_request_has_its_id,
    stranger_does_not_choose_the_id_of_a_request,
    a_slow_statement_is_named_without_what_it_was_about,
    readiness_asked_by_many_at_once_costs_the_database_one_look,
    stalled_task_turns_the_service_unready_and_is_logged_until_it_recovers,
    what_waits_can_be_counted,
);

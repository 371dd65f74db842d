//! A panic while one notification is processed gives up that one and affects no other.
//!
//! The panic comes from outside: a metrics recorder that panics when a call to one of LINE's
//! endpoints is counted, which is after LINE has executed it (decision 21).

use metrics::{
    Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit,
    with_local_recorder,
};
use sesshu::{cli::Service, notices::reasons::INTERRUPTED};
use tokio::{runtime::Handle, task::block_in_place};

use super::{MULTICAST, PUSH, SATURDAY, failed};
use tokio_util::sync::CancellationToken;

use crate::harness::{
    database::TestDatabase,
    town::{Resident, Town},
};

/// A recorder that panics when a call to this endpoint is counted.
struct PanicsAt(&'static str);

async fn panic_in_a_push_sets_that_notice_aside(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    let coupon = town.coupon("1234567891", "1950-05-05").await;
    let browser = town.browser();
    browser.shows(&coupon).await.ok();
    browser.leaves_contact("ワクチン タロウ", Some("taro@example.jp")).await.ok();
    hanako.browser().books(slot).await.ok();
    browser.books(slot).await.ok();
    let service = town.service();
    panicking(PUSH, works(&service));
    assert_eq!(town.mails().len(), 1, "others are told");
    let [aside] = failed(&town).await.try_into().unwrap();
    assert_eq!(aside.reason.as_deref(), Some(INTERRUPTED));
    assert_eq!(hanako.hears().await.len(), 1, "LINE had carried it out");

    // It is not sent after a restart either.
    town.goes_down().await;
    town.comes_back().await;
    town.at("2026-11-24T09:45:00").await;
    assert_eq!((hanako.hears().await.len(), town.mails().len()), (0, 0));
    town.owes_nothing().await;
}

async fn panic_in_a_multicast_sets_its_reminders_aside(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::booked(&town, "1234567890", SATURDAY).await;
    town.turn_to("2026-12-04T10:00:00");
    let service = town.service();
    panicking(MULTICAST, works(&service));
    let [aside] = failed(&town).await.try_into().unwrap();
    assert_eq!(aside.reason.as_deref(), Some(INTERRUPTED));
    town.at("2026-12-04T10:15:00").await;
    assert_eq!(hanako.hears().await.len(), 1, "LINE had carried it out");
    town.owes_nothing().await;
}

async fn panic_while_a_menu_is_shown_does_not_stop_the_round(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    hanako.browser().books(slot).await.ok();
    let service = town.service();
    panicking("/v2/bot/user/{userId}/richmenu", works(&service));
    assert_eq!(hanako.hears().await.len(), 1);
    town.works().await;
    town.owes_nothing().await;
}

async fn works(service: &Service) {
    let report =
        Box::pin(service.notices.run_round(service.app.clock.as_ref(), &CancellationToken::new()))
            .await;
    assert_eq!(report.failures().count(), 0, "{report:?}");
}

/// Runs `work` on one thread whose metrics go to a recorder that panics.
fn panicking(endpoint: &'static str, work: impl Future<Output = ()>) {
    let recorder = PanicsAt(endpoint);
    block_in_place(|| with_local_recorder(&recorder, || Handle::current().block_on(work)));
}

impl Recorder for PanicsAt {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        let is_meant =
            |label: &metrics::Label| label.key() == "endpoint" && label.value() == self.0;
        let panics = key.name() == "sesshu_line_requests_total" && key.labels().any(is_meant);
        assert!(!panics, "a panic from outside");
        Counter::noop()
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

both!(
    panic_in_a_push_sets_that_notice_aside,
    panic_in_a_multicast_sets_its_reminders_aside,
    panic_while_a_menu_is_shown_does_not_stop_the_round,
);

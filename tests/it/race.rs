//! A race for the last seats of a slot: no seat is overbooked, and every caller gets a result.

use std::sync::Arc;

use futures_util::future::join_all;
use sesshu::{
    reception::{BookError, Desk},
    storage::{NoticeState, Store},
    vaccination::{
        history::{Act, Way},
        ids::{BookingId, CouponId, SlotId},
        notice::NoticeKind,
    },
};
use tokio::{sync::Barrier, task::JoinSet};

use crate::harness::{
    database::TestDatabase,
    town::{Browser, SignedIn, Town},
};

const CALLERS: u32 = 64;
const SEATS: u32 = 10;

/// Returns the number of rounds; `SESSHU_RACE_ROUNDS` changes it.
fn rounds() -> u32 {
    std::env::var("SESSHU_RACE_ROUNDS").map_or(50, |text| text.parse().unwrap())
}

async fn of_sixty_four_callers_ten_are_booked_and_the_others_told(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", SEATS).await;
    let desk = town.service().app.desk.clone();
    let callers = callers(&town).await;
    for round in 0..rounds() {
        let (booked, refused) = race(&town, &desk, &callers, slot).await;
        assert_eq!(booked.len(), 10, "round {round}");
        assert_eq!(refused, 54, "round {round}");
        assert_eq!(town.booked(slot).await, SEATS, "round {round}");
        for (coupon, booking) in &booked {
            is_on_record(town.store(), *coupon, *booking).await;
        }
        let entries = i64::from(SEATS * (round + 1));
        assert_eq!(count(&town, "booking").await, entries);
        assert_eq!(count(&town, "history WHERE act = 'booked'").await, entries);
        assert_eq!(count(&town, "notice WHERE kind = 'confirmation'").await, entries);
        give_back(&town, &desk, booked).await;
        assert_eq!(town.booked(slot).await, 0, "round {round}");
    }
}

/// Books for all callers concurrently. Returns the bookings, and how many callers were told that
/// the slot is full.
async fn race(
    town: &Town,
    desk: &Desk,
    callers: &[SignedIn],
    slot: SlotId,
) -> (Vec<(CouponId, BookingId)>, usize) {
    let barrier = Arc::new(Barrier::new(callers.len()));
    let mut knocking = JoinSet::new();
    for person in callers.iter().cloned() {
        let (desk, barrier, now) = (desk.clone(), barrier.clone(), town.now());
        knocking.spawn(async move {
            barrier.wait().await;
            (person.coupon, desk.book(&person.wish(slot), now).await)
        });
    }
    let (mut booked, mut refused) = (Vec::new(), 0);
    for (coupon, answer) in knocking.join_all().await {
        match answer {
            Ok(booking) => booked.push((coupon, booking.id)),
            Err(BookError::Full) => refused += 1,
            Err(other) => panic!("neither booked nor told that it is full: {other}"),
        }
    }
    (booked, refused)
}

/// Checks that the booking is active and in the history, and its confirmation enqueued once.
async fn is_on_record(store: &Store, coupon: CouponId, booking: BookingId) {
    assert_eq!(store.active_booking(coupon).await.unwrap().unwrap().id, booking);
    let history = store.history_of(coupon).await.unwrap();
    let of_it = history.iter().filter(|recorded| recorded.booking == Some(booking));
    let acts: Vec<_> = of_it.map(|recorded| &recorded.act).collect();
    assert_eq!(acts, [&Act::Booked]);
    let [owed] = store.notices_of(booking).await.unwrap().try_into().unwrap();
    assert_eq!((owed.kind, owed.state), (NoticeKind::Confirmation, NoticeState::Waiting));
}

/// Cancels all bookings concurrently, so that the next round begins with an empty slot.
async fn give_back(town: &Town, desk: &Desk, booked: Vec<(CouponId, BookingId)>) {
    let mut leaving = JoinSet::new();
    for (coupon, booking) in booked {
        let (desk, now) = (desk.clone(), town.now());
        leaving.spawn(async move {
            desk.cancel_as_asked(coupon, booking, Way::Liff, now, now).await.unwrap()
        });
    }
    leaving.join_all().await;
}

/// Returns people who have everything they need to book.
async fn callers(town: &Town) -> Vec<SignedIn> {
    let mut callers = Vec::new();
    for coupon in town.coupons(CALLERS).await {
        callers.push(town.signs_in(&coupon).await);
    }
    callers
}

async fn the_same_in_sixty_four_browsers(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", SEATS).await;
    let mut browsers = Vec::new();
    for coupon in town.coupons(CALLERS).await {
        let browser = town.browser();
        browser.signs_in(&coupon).await;
        browsers.push(browser);
    }
    let answers = join_all(browsers.iter().map(|browser: &Browser| browser.books(slot))).await;
    let (booked, refused): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!(booked.len(), 10);
    assert_eq!(refused.len(), 54);
    for answer in refused {
        assert_eq!(answer.refused(), (409, "slot_full"));
    }
    assert_eq!(town.booked(slot).await, SEATS);
    assert_eq!(count(&town, "booking").await, i64::from(SEATS));
    assert_eq!(count(&town, "history WHERE act = 'booked'").await, i64::from(SEATS));
    assert_eq!(count(&town, "notice WHERE state = 'waiting'").await, i64::from(SEATS));
}

async fn count(town: &Town, what: &str) -> i64 {
    town.count(&format!("SELECT COUNT(*) AS n FROM {what}")).await
}

both!(of_sixty_four_callers_ten_are_booked_and_the_others_told, the_same_in_sixty_four_browsers,);

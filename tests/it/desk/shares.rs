//! Seats reserved for a quota channel: other channels do not get them, whatever races, and released
//! seats return to the channel they came from.

use std::sync::Arc;

use sesshu::{
    storage::{NewBooking, Store},
    vaccination::{
        booking::Cancellation,
        history::Way,
        ids::{CouponId, SlotId},
        share::{Kept, Share, Shares},
        slot::Slot,
    },
};
use tokio::{sync::Barrier, task::JoinSet};

use super::order;
use crate::harness::{
    database::TestDatabase,
    town::{Browser, Resident, Town},
};

const SEATS: u32 = 10;
const ROUNDS: usize = 10;

/// 32 callers by LINE, 16 on the pages without LINE, 16 by telephone. Two seats are reserved for
/// the pages and three for the telephone.
async fn sixty_four_race_for_ten_seats_and_no_way_takes_what_is_kept_for_another(
    database: TestDatabase,
) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", SEATS).await;
    let kept = Kept::new(0, 20, 30).unwrap();
    let mut callers = Vec::new();
    for (coupon, number) in town.coupons(64).await.iter().zip(0..) {
        let way = [Way::Liff, Way::Chat, Way::Web, Way::Phone][number % 4];
        callers.push((town.id_of(coupon).await, way));
    }
    for round in 0..ROUNDS {
        let winners = race(&town, &callers, slot, kept).await;
        assert_eq!(winners.len(), 10, "round {round}");
        let of = |share| winners.iter().filter(|(_, way)| Share::from(*way) == share).count();
        assert!(of(Share::Web) >= 2 && of(Share::Phone) >= 3, "round {round}: {winners:?}");
        let row = counters(town.store(), slot).await;
        assert_eq!(row.booked_by_web as usize, of(Share::Web), "round {round}");
        assert_eq!(row.booked_by_phone as usize, of(Share::Phone), "round {round}");
        for (coupon, way) in winners {
            gives_back(town.store(), coupon, way).await;
        }
        let row = counters(town.store(), slot).await;
        assert_eq!((row.booked, row.booked_by_web, row.booked_by_phone), (0, 0, 0));
    }
}

async fn race(
    town: &Town,
    callers: &[(CouponId, Way)],
    slot: SlotId,
    kept: Kept,
) -> Vec<(CouponId, Way)> {
    let (store, now) = (town.store(), town.now());
    let barrier = Arc::new(Barrier::new(callers.len()));
    let mut knocking = JoinSet::new();
    for (coupon, way) in callers.iter().copied() {
        let (store, barrier, now) = (store.clone(), barrier.clone(), now);
        knocking.spawn(async move {
            barrier.wait().await;
            let tx = store.begin().await.unwrap();
            if !tx.take_seat(slot, way.into(), kept).await.unwrap().is_applied() {
                return None;
            }
            let booking = NewBooking { coupon, slot, way, most: 1, past: None };
            tx.add_booking(&booking, now).await.unwrap();
            tx.commit().await.unwrap();
            Some((coupon, way))
        });
    }
    knocking.join_all().await.into_iter().flatten().collect()
}

async fn gives_back(store: &Store, coupon: CouponId, way: Way) {
    let held = store.active_booking(coupon).await.unwrap().unwrap();
    assert_eq!(held.way, way);
    let cancellation = Cancellation { at: held.booked_at, way, message: None };
    let tx = store.begin().await.unwrap();
    assert!(tx.release_seat(held.slot.id, way.into()).await.unwrap().is_applied());
    assert!(tx.mark_cancelled(held.id, &cancellation).await.unwrap().is_applied());
    tx.commit().await.unwrap();
}

async fn counters(store: &Store, slot: SlotId) -> Slot {
    store.slot(slot).await.unwrap().unwrap()
}

async fn kept_seats_are_seen_and_taken_by_nobody_else_until_their_time_is_over(
    database: TestDatabase,
) {
    let town = Town::with(database, |settings| {
        settings.programme.shares = Shares::new(Kept::new(25, 0, 50).unwrap(), Some(2));
    })
    .await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 4).await;
    let [first, second] = [town.browser(), town.browser()];
    for (browser, coupon) in [&first, &second].into_iter().zip(town.coupons(2).await) {
        browser.signs_in(&coupon).await;
    }
    // Four seats: two for the telephone, one for LINE, one for all.
    assert_eq!(sees(&first, slot).await, (1, "plenty".to_owned()));
    let hanako = Resident::linked(&town, "1234567890").await;
    let in_line = hanako.browser();
    assert_eq!(sees(in_line, slot).await.0, 2);
    first.books(slot).await.ok();

    assert_eq!(sees(&second, slot).await, (0, "none".to_owned()));
    assert_eq!(second.books(slot).await.refused(), (409, "slot_full"));
    assert_eq!(sees(in_line, slot).await.0, 1);

    // A released seat returns to the channel it came from.
    let booking = first.booking().await;
    first.cancels(&booking).await.ok();
    assert_eq!(sees(&second, slot).await.0, 1);
    assert_eq!(sees(in_line, slot).await.0, 2);

    town.turn_to("2026-12-03T23:59:59");
    assert_eq!(sees(&second, slot).await.0, 1);
    town.turn_to("2026-12-04T00:00:00");
    assert_eq!(sees(&second, slot).await.0, 4);
    town.works().await;
}

/// The waiting room tells people that all seats are gone, while the call centre still has some.
async fn seats_left_for_the_telephone_only_are_none_for_residents(database: TestDatabase) {
    let town = Town::with(database, |settings| {
        settings.programme.shares = Shares::new(Kept::new(0, 0, 50).unwrap(), Some(2));
    })
    .await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 2).await;
    let coupons = town.coupons(2).await;
    let [first, second] = [town.browser(), town.browser()];
    for (browser, coupon) in [&first, &second].into_iter().zip(&coupons) {
        browser.signs_in(coupon).await;
    }
    let desk = town.service().app.desk.clone();
    assert!(desk.has_seats(town.now()).await.unwrap());
    first.books(slot).await.ok();
    assert!(!desk.has_seats(town.now()).await.unwrap());

    // When it is no longer reserved, residents may have it, until the call centre books it.
    town.turn_to("2026-12-04T00:00:00");
    assert!(desk.has_seats(town.now()).await.unwrap());
    let by_phone = order(&town, &coupons[1], slot, None).await;
    town.phone_desk().book(&by_phone, town.now()).await.unwrap();
    assert!(!desk.has_seats(town.now()).await.unwrap());
}

/// Returns seats left and availability level as the page of one slot shows them, and checks that
/// day and venue agree.
async fn sees(browser: &Browser, slot: SlotId) -> (u64, String) {
    let page = browser.get(&format!("/api/slots/{slot}")).await.ok();
    let (left, mark) = (page["left"].as_u64().unwrap(), page["mark"].as_str().unwrap());
    let venue = page["venue"]["id"].as_str().unwrap();
    let times = browser.get(&format!("/api/times?venue={venue}&date=2026-12-05")).await.ok();
    assert_eq!(times[0]["left"], left);
    let days = browser.get(&format!("/api/calendar?month=2026-12&venue={venue}")).await.ok();
    assert_eq!(days["days"][0]["mark"], mark);
    let venues = browser.get("/api/venues?date=2026-12-05").await.ok();
    assert_eq!(venues[0]["mark"], mark);
    (left, mark.to_owned())
}

both!(
    sixty_four_race_for_ten_seats_and_no_way_takes_what_is_kept_for_another,
    kept_seats_are_seen_and_taken_by_nobody_else_until_their_time_is_over,
    seats_left_for_the_telephone_only_are_none_for_residents,
);

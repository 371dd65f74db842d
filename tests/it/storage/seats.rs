//! Seats: never more than there are.

use std::sync::Arc;

use sea_orm::ConnectionTrait;
use sesshu::{
    storage::Store,
    vaccination::{
        ids::{CouponId, SlotId},
        share::{Kept, Share},
    },
};
use tokio::{sync::Barrier, task::JoinSet};

use super::given::{booking, cancel, coupons, new_booking, slot};
use crate::harness::database::TestDatabase;

const CALLERS: usize = 64;
const SEATS: u32 = 10;

/// The number of rounds; `SESSHU_RACE_ROUNDS` changes it.
fn rounds() -> u32 {
    std::env::var("SESSHU_RACE_ROUNDS").map_or(20, |text| text.parse().unwrap())
}

async fn sixty_four_callers_race_for_ten_seats_and_ten_get_one(database: TestDatabase) {
    let store = database.store;
    let callers: [CouponId; CALLERS] = coupons(&store).await;
    let id = slot(&store, SEATS).await;
    for round in 0..rounds() {
        let winners = race(&store, &callers, id).await;
        assert_eq!(winners.len(), 10, "round {round}");
        assert_eq!(store.slot(id).await.unwrap().unwrap().booked, SEATS);
        for coupon in winners {
            let held = store.active_booking(coupon).await.unwrap().unwrap();
            cancel(&store, held.id).await;
        }
        assert_eq!(store.slot(id).await.unwrap().unwrap().booked, 0);
    }
}

/// Books for all callers concurrently. Returns those who got a seat.
async fn race(store: &Store, callers: &[CouponId], slot: SlotId) -> Vec<CouponId> {
    let barrier = Arc::new(Barrier::new(callers.len()));
    let mut knocking = JoinSet::new();
    for coupon in callers.iter().copied() {
        let (store, barrier) = (store.clone(), barrier.clone());
        knocking.spawn(async move {
            barrier.wait().await;
            book(&store, coupon, slot).await.then_some(coupon)
        });
    }
    knocking.join_all().await.into_iter().flatten().collect()
}

async fn book(store: &Store, coupon: CouponId, slot: SlotId) -> bool {
    let tx = store.begin().await.unwrap();
    if !tx.take_seat(slot, Share::Line, Kept::default()).await.unwrap().is_applied() {
        return false;
    }
    tx.add_booking(&new_booking(coupon, slot), super::given::noon()).await.unwrap();
    tx.commit().await.unwrap();
    true
}

async fn a_seat_given_back_can_be_taken_by_another(database: TestDatabase) {
    let store = database.store;
    let [first, second] = coupons(&store).await;
    let id = slot(&store, 1).await;
    let held = booking(&store, first, id).await;
    assert!(!book(&store, second, id).await);
    cancel(&store, held).await;
    assert!(book(&store, second, id).await);
}

async fn a_seat_that_nobody_holds_cannot_be_given_back(database: TestDatabase) {
    let store = database.store;
    let id = slot(&store, 1).await;
    let tx = store.begin().await.unwrap();
    assert!(!tx.release_seat(id, Share::Line).await.unwrap().is_applied());
}

async fn a_closed_slot_gives_no_seat(database: TestDatabase) {
    let [coupon] = coupons(&database.store).await;
    let id = slot(&database.store, 5).await;
    let behind = database.behind_the_scenes().await;
    behind.execute_unprepared("UPDATE slot SET closed = TRUE").await.unwrap();
    assert!(!book(&database.store, coupon, id).await);
}

async fn the_database_itself_refuses_one_seat_too_many(database: TestDatabase) {
    slot(&database.store, 5).await;
    let behind = database.behind_the_scenes().await;
    for wrong in ["6", "-1"] {
        let sql = format!("UPDATE slot SET booked = {wrong}");
        assert!(behind.execute_unprepared(&sql).await.is_err(), "{wrong}");
    }
}

both!(
    sixty_four_callers_race_for_ten_seats_and_ten_get_one,
    a_seat_given_back_can_be_taken_by_another,
    a_seat_that_nobody_holds_cannot_be_given_back,
    a_closed_slot_gives_no_seat,
    the_database_itself_refuses_one_seat_too_many,
);

//! Bookings: one active booking per coupon.

use std::sync::Arc;

use chrono::TimeDelta;
use sesshu::{
    storage::{AddBookingError, DayToRemind, Store, ToRemind},
    vaccination::{
        booking::{Cancellation, Canceller, State},
        history::Way,
        ids::{CouponId, SlotId},
        share::{Kept, Share},
    },
};
use tokio::{sync::Barrier, task::JoinSet};

use super::given::{booking, cancel, coupons, day, minutes, new_booking, noon, slot, slot_on};
use crate::harness::database::TestDatabase;

async fn a_booking_is_read_with_its_slot_and_venue(database: TestDatabase) {
    let store = database.store;
    let [coupon, other] = coupons(&store).await;
    let slot = slot(&store, 5).await;
    let id = booking(&store, coupon, slot).await;

    let held = store.active_booking(coupon).await.unwrap().unwrap();
    assert_eq!(held.id, id);
    assert_eq!(held.coupon, coupon);
    assert_eq!(held.slot, store.slot(slot).await.unwrap().unwrap());
    assert_eq!(held.slot.booked, 1);
    assert_eq!(held.venue.name, "潮風市民ホール");
    assert_eq!(held.booked_at, noon());
    assert_eq!(held.state, State::Confirmed);
    assert_eq!(store.booking(id).await.unwrap(), Some(held));
    assert_eq!(store.active_booking(other).await.unwrap(), None);
}

async fn a_second_booking_is_refused_and_the_transaction_goes_on(database: TestDatabase) {
    let store = database.store;
    let [coupon, other] = coupons(&store).await;
    let first = slot(&store, 5).await;
    let second = slot_on(&store, "2026-05-06", 5).await;
    booking(&store, coupon, first).await;

    let tx = store.begin().await.unwrap();
    let refused = tx.add_booking(&new_booking(coupon, second), noon()).await;
    assert!(matches!(refused, Err(AddBookingError::AlreadyBooked)));
    tx.add_booking(&new_booking(other, second), noon()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(store.active_booking(other).await.unwrap().is_some());
}

async fn of_sixteen_phones_booking_for_one_coupon_one_gets_through(database: TestDatabase) {
    let store = database.store;
    let [coupon] = coupons(&store).await;
    let slots = [slot(&store, 50).await, slot_on(&store, "2026-05-06", 50).await];
    let barrier = Arc::new(Barrier::new(16));
    let mut phones = JoinSet::new();
    for phone in 0..16 {
        let (store, barrier) = (store.clone(), barrier.clone());
        phones.spawn(async move {
            barrier.wait().await;
            try_to_book(&store, coupon, slots[phone % 2]).await
        });
    }
    let through = phones.join_all().await;
    assert_eq!(through.into_iter().filter(|booked| *booked).count(), 1);

    let mut booked = 0;
    for slot in slots {
        booked += store.slot(slot).await.unwrap().unwrap().booked;
    }
    assert_eq!(booked, 1);
}

/// Books a seat, or changes nothing.
async fn try_to_book(store: &Store, coupon: CouponId, slot: SlotId) -> bool {
    let tx = store.begin().await.unwrap();
    assert!(tx.take_seat(slot, Share::Line, Kept::default()).await.unwrap().is_applied());
    match tx.add_booking(&new_booking(coupon, slot), noon()).await {
        Ok(_) => tx.commit().await.is_ok(),
        Err(AddBookingError::AlreadyBooked) => false,
        Err(error) => panic!("{error}"),
    }
}

async fn a_cancelled_booking_makes_room_for_another_and_stays_on_record(database: TestDatabase) {
    let store = database.store;
    let [coupon] = coupons(&store).await;
    let slot = slot(&store, 1).await;
    let first = booking(&store, coupon, slot).await;
    cancel(&store, first).await;
    assert_eq!(store.active_booking(coupon).await.unwrap(), None);

    let second = booking(&store, coupon, slot).await;
    let held = store.bookings_of(coupon).await.unwrap();
    assert_eq!(held.iter().map(|booking| booking.id).collect::<Vec<_>>(), [second, first]);
    let cancellation = held[1].cancellation().unwrap();
    assert_eq!(cancellation.at, noon() + minutes(1));
    assert_eq!(cancellation.by(), Canceller::Resident);
}

async fn a_booking_is_cancelled_once(database: TestDatabase) {
    let store = database.store;
    let [coupon] = coupons(&store).await;
    let slot = slot(&store, 1).await;
    let id = booking(&store, coupon, slot).await;
    cancel(&store, id).await;

    let cancellation = Cancellation { at: noon(), way: Way::Liff, message: None };
    let tx = store.begin().await.unwrap();
    assert!(!tx.mark_cancelled(id, &cancellation).await.unwrap().is_applied());
}

async fn those_to_remind_have_a_booking_on_the_day_and_no_reminder_yet(database: TestDatabase) {
    use sesshu::vaccination::notice::NoticeKind::{Confirmation, Reminder};

    let store = database.store;
    let [plain, reminded, cancelled, another_day] = coupons(&store).await;
    let slot = slot_on(&store, "2026-05-05", 9).await;
    let later = slot_on(&store, "2026-05-06", 9).await;
    let plain = booking(&store, plain, slot).await;
    let reminded = booking(&store, reminded, slot).await;
    let cancelled = booking(&store, cancelled, slot).await;
    let another_day = booking(&store, another_day, later).await;
    cancel(&store, cancelled).await;
    let tx = store.begin().await.unwrap();
    for (booking, kind) in [(reminded, Reminder), (plain, Confirmation)] {
        let key = uuid::Uuid::from_u128(1);
        assert!(tx.owe(booking, kind, noon(), key).await.unwrap());
    }
    tx.commit().await.unwrap();

    let to_remind = |days: &[DayToRemind], after, limit| {
        let (store, days) = (store.clone(), days.to_vec());
        async move { store.bookings_to_remind(&days, after, limit).await.unwrap() }
    };
    let on = |date| DayToRemind {
        date: day(date),
        booked_before: noon() + TimeDelta::seconds(1),
        starts_after: TimeDelta::zero(),
    };
    let ids = |found: &[ToRemind]| found.iter().map(|it| it.booking).collect::<Vec<_>>();
    let first = on("2026-05-05");
    let second = on("2026-05-06");
    assert_eq!(ids(&to_remind(&[], None, 9).await), []);
    assert_eq!(ids(&to_remind(&[first], None, 9).await), [plain]);
    assert_eq!(ids(&to_remind(&[first, second], None, 9).await), [plain, another_day]);
    let found = to_remind(&[first, second], None, 1).await;
    assert_eq!(ids(&found), [plain]);
    let behind_the_first = to_remind(&[first, second], Some(found[0]), 9).await;
    assert_eq!(ids(&behind_the_first), [another_day]);
    let booked_late = DayToRemind { booked_before: noon(), ..first };
    assert_eq!(ids(&to_remind(&[booked_late], None, 9).await), []);
    let begun = DayToRemind { starts_after: TimeDelta::hours(23), ..first };
    assert_eq!(ids(&to_remind(&[begun, second], None, 9).await), [another_day]);
}

both!(
    a_booking_is_read_with_its_slot_and_venue,
    a_second_booking_is_refused_and_the_transaction_goes_on,
    of_sixteen_phones_booking_for_one_coupon_one_gets_through,
    a_cancelled_booking_makes_room_for_another_and_stays_on_record,
    a_booking_is_cancelled_once,
    those_to_remind_have_a_booking_on_the_day_and_no_reminder_yet,
);

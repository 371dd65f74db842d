//! Sample data.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sesshu::{
    storage::{NewBooking, NewCoupon, NewSlot, NewVenue, Store},
    vaccination::{
        birth_date::BirthDate,
        booking::Cancellation,
        coupon::{CouponNumber, Issuer, Proof},
        history::Way,
        ids::{BookingId, CouponId, SlotId, VenueId},
        share::{Kept, Share},
        time::TimeOfDay,
    },
};

/// Noon in Tokyo, with a fraction of a second like real clocks.
pub(super) fn noon() -> DateTime<Utc> {
    "2026-05-01T12:00:00.123456+09:00".parse().unwrap()
}

pub(super) fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn number(number: u64) -> CouponNumber {
    CouponNumber::parse(&format!("{number:010}")).unwrap()
}

pub(super) fn born(text: &str) -> BirthDate {
    BirthDate::on_record(day(text)).unwrap()
}

pub(super) fn new_coupon(issuer: &str, digits: u64) -> NewCoupon {
    NewCoupon {
        issuer: Issuer::parse(issuer).unwrap(),
        number: number(digits),
        birth_date: born("1950-05-05"),
        check_code: None,
    }
}

pub(super) fn proof(digits: u64, birth_date: &str) -> Proof {
    Proof { number: number(digits), birth_date: born(birth_date) }
}

/// Registers coupons of our own town.
pub(super) async fn coupons<const N: usize>(store: &Store) -> [CouponId; N] {
    let mut ids = [CouponId(0); N];
    for (digits, id) in (1_234_567_000..).zip(&mut ids) {
        let tx = store.begin().await.unwrap();
        tx.add_coupons(&[new_coupon("990001", digits)], noon()).await.unwrap();
        *id = tx.coupons_by_proof(&proof(digits, "1950-05-05")).await.unwrap()[0].id;
        tx.commit().await.unwrap();
    }
    ids
}

pub(super) fn new_venue(code: &str) -> NewVenue {
    NewVenue {
        code: code.to_owned(),
        category: "集団接種会場".to_owned(),
        name: "潮風市民ホール".to_owned(),
        kana: "シオカゼシミンホール".to_owned(),
        address: "潮風市本町1-1".to_owned(),
        notice: Some("駐車場はありません。".to_owned()),
        map_url: None,
        position: 1,
    }
}

pub(super) async fn venue(store: &Store) -> VenueId {
    let tx = store.begin().await.unwrap();
    let venue = tx.put_venue(&new_venue("hall")).await.unwrap();
    tx.commit().await.unwrap();
    venue
}

pub(super) fn new_slot(venue: VenueId, date: &str, starts: &str, capacity: u32) -> NewSlot {
    let starts = TimeOfDay::parse(starts).unwrap();
    NewSlot {
        venue,
        date: day(date),
        starts,
        ends: TimeOfDay::from_minutes(starts.minutes() + 15).unwrap(),
        capacity,
    }
}

/// Creates a slot on 5 May at ten.
pub(super) async fn slot(store: &Store, capacity: u32) -> SlotId {
    slot_on(store, "2026-05-05", capacity).await
}

pub(super) async fn slot_on(store: &Store, date: &str, capacity: u32) -> SlotId {
    let venue = venue(store).await;
    let tx = store.begin().await.unwrap();
    let slot = tx.put_slot(&new_slot(venue, date, "10:00", capacity)).await.unwrap();
    tx.commit().await.unwrap();
    slot
}

/// Returns a booking through LIFF, of a coupon that allows one.
pub(super) fn new_booking(coupon: CouponId, slot: SlotId) -> NewBooking {
    NewBooking { coupon, slot, way: Way::Liff, most: 1, past: None }
}

/// Books a seat at noon.
pub(super) async fn booking(store: &Store, coupon: CouponId, slot: SlotId) -> BookingId {
    let tx = store.begin().await.unwrap();
    assert!(tx.take_seat(slot, Share::Line, Kept::default()).await.unwrap().is_applied());
    let booking = tx.add_booking(&new_booking(coupon, slot), noon()).await.unwrap();
    tx.commit().await.unwrap();
    booking
}

/// Cancels like the resident service.
pub(super) async fn cancel(store: &Store, booking: BookingId) {
    let tx = store.begin().await.unwrap();
    let slot = tx.booking(booking).await.unwrap().unwrap().slot.id;
    assert!(tx.release_seat(slot, Share::Line).await.unwrap().is_applied());
    let at = noon() + minutes(1);
    let cancellation = Cancellation { at, way: Way::Liff, message: None };
    assert!(tx.mark_cancelled(booking, &cancellation).await.unwrap().is_applied());
    tx.suppress_outdated(&[booking]).await.unwrap();
    tx.commit().await.unwrap();
}

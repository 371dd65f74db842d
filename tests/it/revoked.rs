//! Coupons that are revoked or erased concurrently with bookings and cancellations: a seat is
//! released once, and no booking remains for an invalid coupon.

use sesshu::{
    office::{
        bookings::PhoneBookError,
        coupons::{self, Rest, SingleError},
        personal_data::{self, EraseError},
    },
    reception::LinkError,
    storage::{ListedCoupon, Store},
    vaccination::{
        booking::{Booking, Standing},
        contact::Contact,
        coupon::{CouponNumber, Issuer},
        ids::{CouponId, SlotId},
        staff::{Signature, StaffName},
    },
};

use crate::{
    desk::order,
    harness::{
        blocker::Blocker,
        database::TestDatabase,
        town::{Coupon, Town},
    },
};

const SATURDAY: &str = "2026-12-05";

fn clerk() -> Signature {
    Signature { name: StaffName::parse("鈴木").unwrap(), reason: None }
}

async fn listed(store: &Store, coupon: &Coupon) -> ListedCoupon {
    let number = CouponNumber::parse(&coupon.number).unwrap();
    store.coupons_by_number(&number).await.unwrap().remove(0)
}

/// Revokes a coupon in a task of its own.
fn revoke(
    town: &Town,
    coupon: ListedCoupon,
    cancel: bool,
) -> tokio::task::JoinHandle<Result<Option<Booking>, SingleError>> {
    let town = town.clone();
    tokio::spawn(async move {
        coupons::revoke(town.store(), &coupon, cancel, &clerk(), town.now()).await
    })
}

/// Counts confirmed bookings whose coupon is revoked or erased.
async fn bookings_without_a_coupon(town: &Town) -> i64 {
    town.count(
        "SELECT COUNT(*) AS n FROM booking b JOIN coupon c ON c.id = b.coupon_id \
         WHERE b.state = 'confirmed' AND c.revoked_at IS NOT NULL",
    )
    .await
}

/// Books like another process, without committing.
async fn book_uncommitted(blocker: &Blocker, coupon: CouponId, slot: SlotId, now: i64) {
    for statement in [
        format!(
            "UPDATE slot SET booked = booked + 1, booked_by_web = booked_by_web + 1 WHERE id = {slot}"
        ),
        format!(
            "INSERT INTO booking (coupon_id, slot_id, way, state, booked_at) \
             VALUES ({coupon}, {slot}, 'web', 'confirmed', {now})"
        ),
        format!("UPDATE coupon SET bookings = bookings + 1 WHERE id = {coupon}"),
    ] {
        assert_eq!(blocker.execute(&statement).await, 1, "{statement}");
    }
}

/// Cancels like another process, without committing.
async fn cancel_uncommitted(blocker: &Blocker, booking: &Booking, now: i64) {
    let Booking { id, coupon, slot, .. } = booking;
    let slot = slot.id;
    for statement in [
        format!(
            "UPDATE slot SET booked = booked - 1, booked_by_web = booked_by_web - 1 WHERE id = {slot}"
        ),
        format!("UPDATE booking SET state = 'cancelled', cancelled_at = {now} WHERE id = {id}"),
        format!("UPDATE coupon SET bookings = bookings - 1 WHERE id = {coupon}"),
    ] {
        assert_eq!(blocker.execute(&statement).await, 1, "{statement}");
    }
}

async fn revoke_beside_own_cancellation_frees_one_seat(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 2).await;
    let people = town.coupons(2).await;
    for coupon in &people {
        let browser = town.browser();
        browser.signs_in(coupon).await;
        browser.books(slot).await.ok();
    }
    let coupon = listed(town.store(), &people[0]).await;
    let booking = town.store().active_booking(coupon.id).await.unwrap().unwrap();

    let blocker = Blocker::begin(&database).await;
    cancel_uncommitted(&blocker, &booking, town.now().timestamp_micros()).await;
    let revoking = revoke(&town, coupon.clone(), true);
    blocker.blocks().await;
    blocker.commit().await;
    let cancelled = revoking.await.unwrap().unwrap();

    assert_eq!(cancelled, None, "the booking was cancelled by its holder");
    assert_eq!(town.booked(slot).await, 1);
    assert!(listed(town.store(), &people[0]).await.revoked_at.is_some());
    let id = coupon.id;
    let counted = format!("SELECT COUNT(*) AS n FROM coupon WHERE id = {id} AND bookings = 0");
    assert_eq!(town.count(&counted).await, 1);
}

async fn booking_that_meets_a_revocation_is_refused(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 5).await;
    // The booking waits for the slot, or gets as far as the coupon.
    for (index, slot_is_locked) in [true, false].into_iter().enumerate() {
        let coupon = town.coupon(&format!("{:010}", 3_000_000_000 + index), "1950-05-05").await;
        let id = town.id_of(&coupon).await;
        let browser = town.browser();
        browser.signs_in(&coupon).await;

        let blocker = Blocker::begin(&database).await;
        if slot_is_locked {
            blocker.execute(&format!("UPDATE slot SET booked = booked WHERE id = {slot}")).await;
        }
        let now = town.now().timestamp_micros();
        blocker.execute(&format!("UPDATE coupon SET revoked_at = {now} WHERE id = {id}")).await;
        let booking = tokio::spawn(async move { browser.books(slot).await });
        blocker.blocks().await;
        blocker.commit().await;

        let answer = booking.await.unwrap();
        assert_eq!(answer.refused(), (401, "not_identified"), "slot locked: {slot_is_locked}");
        assert_eq!(town.booked(slot).await, 0);
        assert_eq!(bookings_without_a_coupon(&town).await, 0);
    }
}

async fn telephone_booking_that_meets_a_revocation_is_refused(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 5).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let id = town.id_of(&coupon).await;
    let mut order = order(&town, &coupon, slot, None).await;
    order.contact = Some(Contact::parse("わくちん はなこ", "0467-00-0000", None).unwrap());

    let blocker = Blocker::begin(&database).await;
    let now = town.now().timestamp_micros();
    blocker.execute(&format!("UPDATE coupon SET revoked_at = {now} WHERE id = {id}")).await;
    let calling = town.clone();
    let booking =
        tokio::spawn(async move { calling.phone_desk().book(&order, calling.now()).await });
    blocker.blocks().await;
    blocker.commit().await;

    let refused = booking.await.unwrap();
    assert!(matches!(refused, Err(PhoneBookError::Revoked)), "{refused:?}");
    assert_eq!((town.booked(slot).await, bookings_without_a_coupon(&town).await), (0, 0));
    assert_eq!(town.store().contact(id).await.unwrap(), None);
}

async fn revocation_that_meets_a_booking_sees_it(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 5).await;
    for (index, cancel) in [false, true].into_iter().enumerate() {
        let coupon = town.coupon(&format!("{:010}", 3_000_000_000 + index), "1950-05-05").await;
        let coupon = listed(town.store(), &coupon).await;
        let before = town.booked(slot).await;

        let blocker = Blocker::begin(&database).await;
        book_uncommitted(&blocker, coupon.id, slot, town.now().timestamp_micros()).await;
        let revoking = revoke(&town, coupon.clone(), cancel);
        blocker.blocks().await;
        blocker.commit().await;

        let outcome = revoking.await.unwrap();
        if cancel {
            let cancelled = outcome.unwrap().unwrap();
            let booking = town.store().booking(cancelled.id).await.unwrap().unwrap();
            assert_eq!(booking.standing(town.now()), Standing::Cancelled);
            assert_eq!(town.booked(slot).await, before);
        } else {
            assert!(matches!(outcome, Err(SingleError::HoldsBooking(_))), "{outcome:?}");
            assert_eq!(town.booked(slot).await, before + 1);
        }
        assert_eq!(bookings_without_a_coupon(&town).await, 0);
    }
}

async fn import_that_meets_a_booking_leaves_the_coupon(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 5).await;
    let people = town.coupons(2).await;
    let booked = town.id_of(&people[0]).await;
    let rows = "券番号,生年月日\n9999999999,1950-05-05";
    let issuer = Issuer::parse("990001").unwrap();
    let roll =
        coupons::read(&rows.into(), &issuer, town.now(), &mut |bad| panic!("{bad:?}")).unwrap();
    let import =
        coupons::stage(town.store(), &roll, Rest::Revoke, town.now(), &|_| (), &mut |_| ())
            .await
            .unwrap();

    let blocker = Blocker::begin(&database).await;
    book_uncommitted(&blocker, booked, slot, town.now().timestamp_micros()).await;
    let importing = town.clone();
    let publishing =
        tokio::spawn(
            async move { import.publish(importing.store(), &clerk(), importing.now()).await },
        );
    blocker.blocks().await;
    blocker.commit().await;

    assert_eq!(publishing.await.unwrap().unwrap().revoked, 1);
    assert_eq!(bookings_without_a_coupon(&town).await, 0);
    assert!(listed(town.store(), &people[0]).await.revoked_at.is_none());
    assert!(listed(town.store(), &people[1]).await.revoked_at.is_some());
}

async fn erasure_that_meets_a_booking_is_refused(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 5).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let id = town.id_of(&coupon).await;

    let blocker = Blocker::begin(&database).await;
    book_uncommitted(&blocker, id, slot, town.now().timestamp_micros()).await;
    let asking = town.clone();
    let erasing = tokio::spawn(async move {
        let number = CouponNumber::parse(&coupon.number).unwrap();
        personal_data::erase(asking.store(), &number, None, &clerk(), asking.now()).await
    });
    blocker.blocks().await;
    blocker.commit().await;

    let refused = erasing.await.unwrap();
    assert!(matches!(refused, Err(EraseError::BookingAhead(_))), "{refused:?}");
    assert!(town.store().coupon(id).await.unwrap().is_some());
}

async fn contact_that_meets_an_erasure_is_refused(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let id = town.id_of(&coupon).await;
    let browser = town.browser();
    browser.shows(&coupon).await.ok();

    let blocker = Blocker::begin(&database).await;
    let now = town.now().timestamp_micros();
    let erased = format!("UPDATE coupon SET revoked_at = {now}, erased_at = {now} WHERE id = {id}");
    blocker.execute(&erased).await;
    let changing = tokio::spawn(async move {
        let answer = browser.leaves_contact("わくちん はなこ", None).await;
        (browser, answer)
    });
    blocker.blocks().await;
    blocker.commit().await;

    let (browser, answer) = changing.await.unwrap();
    assert_eq!(answer.refused(), (401, "not_identified"));
    assert_eq!(town.store().contact(id).await.unwrap(), None);
    // Their session still exists, but identifies no one any more.
    assert_eq!(browser.get("/api/session").await.ok()["identified"], false);
}

async fn link_that_meets_a_revocation_is_refused(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let id = town.id_of(&coupon).await;
    let desk = town.service().app.desk.clone();
    let account = desk.account("U-of-hanako", town.now()).await.unwrap();
    let person = town.session_of(id, Some(account)).await;

    let blocker = Blocker::begin(&database).await;
    let now = town.now();
    let at = now.timestamp_micros();
    blocker.execute(&format!("UPDATE coupon SET revoked_at = {at} WHERE id = {id}")).await;
    let linking = tokio::spawn(async move { desk.link(person.asking(), now).await });
    blocker.blocks().await;
    blocker.commit().await;

    let refused = linking.await.unwrap();
    assert!(matches!(refused, Err(LinkError::NotIdentified)), "{refused:?}");
    assert_eq!(town.store().account_of(id).await.unwrap(), None);
}

both!(
    contact_that_meets_an_erasure_is_refused,
    link_that_meets_a_revocation_is_refused,
    revoke_beside_own_cancellation_frees_one_seat,
    booking_that_meets_a_revocation_is_refused,
    telephone_booking_that_meets_a_revocation_is_refused,
    revocation_that_meets_a_booking_sees_it,
    import_that_meets_a_booking_leaves_the_coupon,
    erasure_that_meets_a_booking_is_refused,
);

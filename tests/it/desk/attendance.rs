//! Check-in and no-show, and how many bookings a coupon allows.

use std::{collections::HashSet, sync::Arc};

use sesshu::{
    office::bookings::{AttendanceError, Mark, Marked, PhoneBookError, WrongMark},
    reception::BookError,
    vaccination::{
        booking::{Attendance, StaffRefused, Standing},
        history::{Act, Way},
        ids::{BookingId, CouponId, SlotId},
    },
};
use tokio::{sync::Barrier, task::JoinSet};

use super::{order, suzuki};
use crate::harness::{
    database::TestDatabase,
    town::{Coupon, Town},
};

fn attended(booking: BookingId) -> Mark {
    Mark { booking, attendance: Attendance::Attended }
}

fn missed(booking: BookingId) -> Mark {
    Mark { booking, attendance: Attendance::Missed }
}

async fn marks(town: &Town, marks: &[Mark]) -> Result<Marked, AttendanceError> {
    town.phone_desk().mark(marks, &suzuki(None), town.now()).await
}

async fn standing(town: &Town, booking: BookingId) -> Standing {
    let booking = town.store().booking(booking).await.unwrap().unwrap();
    booking.standing(town.now())
}

/// Books on the pages.
async fn books(town: &Town, coupon: &Coupon, slot: SlotId) -> BookingId {
    let browser = town.browser();
    browser.signs_in(coupon).await;
    browser.books(slot).await.ok();
    browser.booking().await["id"].as_str().unwrap().parse().unwrap()
}

async fn a_day_is_marked_as_a_whole_or_not_at_all_and_can_be_put_right(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 9).await;
    let mut bookings = Vec::new();
    for coupon in town.coupons(3).await {
        bookings.push(books(&town, &coupon, slot).await);
    }
    let [first, second, third] = bookings[..] else { panic!("three have booked") };
    town.turn_to("2026-12-04T23:59:59");
    let Err(AttendanceError::Wrong(wrong)) = marks(&town, &[attended(first)]).await else {
        panic!("the day has not come")
    };
    assert_eq!(wrong, [(first, WrongMark::Refused(StaffRefused::TooEarly))]);
    town.turn_to("2026-12-05T09:59:59");
    let Err(AttendanceError::Wrong(wrong)) = marks(&town, &[missed(first)]).await else {
        panic!("the slot has not begun")
    };
    assert_eq!(wrong, [(first, WrongMark::Refused(StaffRefused::NotBegun))]);

    town.turn_to("2026-12-05T10:05:00");
    town.phone_desk().cancel(third, &suzuki(Some("発熱")), None, town.now()).await.unwrap();
    let unknown = BookingId(9_999);
    let all = [attended(first), missed(second), attended(third), missed(unknown)];
    let Err(AttendanceError::Wrong(wrong)) = marks(&town, &all).await else {
        panic!("two of them cannot be marked")
    };
    let cancelled = WrongMark::Refused(StaffRefused::Cancelled);
    assert_eq!(wrong, [(third, cancelled), (unknown, WrongMark::UnknownBooking)]);
    assert_eq!(standing(&town, first).await, Standing::Confirmed);

    let done = marks(&town, &[attended(first), missed(second)]).await.unwrap();
    assert_eq!(done, Marked { attended: 1, missed: 1, unchanged: 0 });
    let put_right = marks(&town, &[attended(first), attended(second)]).await.unwrap();
    assert_eq!(put_right, Marked { attended: 1, missed: 0, unchanged: 1 });
    assert_eq!(standing(&town, second).await, Standing::Attended);
    town.turn_to("2026-12-05T10:15:00");
    assert_eq!(standing(&town, second).await, Standing::Attended);

    let coupon = town.store().booking(second).await.unwrap().unwrap().coupon;
    let history = town.store().history_of(coupon).await.unwrap();
    let of_venue = history.iter().filter(|it| it.way == Way::Desk);
    let acts: Vec<_> = of_venue.map(|it| (&it.act, it.signed.clone())).collect();
    let by = Some(suzuki(None));
    assert_eq!(acts, [(&Act::Missed, by.clone()), (&Act::Attended, by)]);
    town.works().await;
}

async fn a_coupon_is_good_for_as_many_bookings_as_is_set(database: TestDatabase) {
    let town = Town::with(database, |settings| settings.programme.bookings_per_coupon = 2).await;
    let desk = town.phone_desk();
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let days = ["2026-12-05", "2026-12-12", "2026-12-19", "2026-12-26"];
    let mut slots = Vec::new();
    for day in days {
        slots.push(town.slot("hall", day, "10:00", 9).await);
    }
    let browser = town.browser();
    browser.signs_in(&coupon).await;
    browser.books(slots[0]).await.ok();
    let first = desk.store().active_booking(town.id_of(&coupon).await).await.unwrap().unwrap().id;
    assert_eq!(browser.books(slots[1]).await.refused(), (409, "already_booked"));

    // The first slot is over and attendance not marked yet, so the second may be booked.
    town.turn_to("2026-12-05T10:15:00");
    let browser = town.browser();
    browser.signs_in(&coupon).await;
    browser.books(slots[1]).await.ok();
    assert_eq!(standing(&town, first).await, Standing::Past);
    let second = desk.store().active_booking(town.id_of(&coupon).await).await.unwrap().unwrap().id;
    town.turn_to("2026-12-12T10:15:00");
    let browser = town.browser();
    browser.signs_in(&coupon).await;
    assert_eq!(browser.books(slots[2]).await.refused(), (409, "coupon_used_up"));
    let by_phone = desk.book(&order(&town, &coupon, slots[2], None).await, town.now()).await;
    assert!(matches!(by_phone, Err(PhoneBookError::UsedUp)));

    // After a no-show the person may book again; then the booking cannot be marked as attended any
    // more.
    marks(&town, &[attended(first), missed(second)]).await.unwrap();
    desk.book(&order(&town, &coupon, slots[2], None).await, town.now()).await.unwrap();
    let Err(AttendanceError::Wrong(wrong)) = marks(&town, &[attended(second)]).await else {
        panic!("it would count once too often")
    };
    assert_eq!(wrong, [(second, WrongMark::BookedAgain)]);
    assert_eq!(standing(&town, second).await, Standing::Missed);
    assert_eq!(count(&town, town.id_of(&coupon).await).await, 2);
    town.works().await;
}

async fn a_coupon_that_is_good_for_one_is_used_up_when_its_day_is_over(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let first = town.slot("hall", "2026-12-05", "10:00", 9).await;
    let second = town.slot("hall", "2026-12-12", "10:00", 9).await;
    let booking = books(&town, &coupon, first).await;
    town.turn_to("2026-12-06T09:00:00");
    let browser = town.browser();
    browser.signs_in(&coupon).await;
    assert_eq!(browser.books(second).await.refused(), (409, "coupon_used_up"));
    marks(&town, &[missed(booking)]).await.unwrap();
    browser.books(second).await.ok();
    assert_eq!(town.booked(second).await, 1);
    town.works().await;
}

/// The first booking is over. Of sixteen phones one gets the second and last one.
async fn sixteen_phones_do_not_book_once_too_often(database: TestDatabase) {
    let town = Town::with(database, |settings| settings.programme.bookings_per_coupon = 2).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let over = town.slot("hall", "2026-12-05", "10:00", 9).await;
    let booking = books(&town, &coupon, over).await;
    let mut slots = Vec::new();
    for day in ["2026-12-12", "2026-12-19"] {
        slots.push(town.slot("hall", day, "10:00", 50).await);
    }
    town.turn_to("2026-12-05T10:15:00");
    let person = town.session_of(town.id_of(&coupon).await, None).await;
    let (desk, now) = (town.service().app.desk.clone(), town.now());
    let barrier = Arc::new(Barrier::new(17));
    let mut phones = JoinSet::new();
    for phone in 0..16 {
        let (desk, barrier, wish) = (desk.clone(), barrier.clone(), person.wish(slots[phone % 2]));
        phones.spawn(async move {
            barrier.wait().await;
            match desk.book(&wish, now).await {
                Ok(booking) => Some(booking.id),
                Err(BookError::AlreadyBooked | BookError::UsedUp) => None,
                Err(other) => panic!("{other}"),
            }
        });
    }
    // The venue marks the first booking concurrently.
    barrier.wait().await;
    let marked = marks(&town, &[attended(booking)]).await;
    assert!(matches!(marked, Ok(_) | Err(AttendanceError::Changed)), "{marked:?}");
    let through: HashSet<_> = phones.join_all().await.into_iter().flatten().collect();
    assert_eq!(through.len(), 1);
    let booked = town.booked(slots[0]).await + town.booked(slots[1]).await;
    assert_eq!(booked, 1);
    assert_eq!(count(&town, person.coupon).await, 2);
    town.works().await;
}

/// Returns how many bookings count against a coupon, from its row.
async fn count(town: &Town, coupon: CouponId) -> i64 {
    let row = format!("SELECT CAST(bookings AS BIGINT) AS n FROM coupon WHERE id = {coupon}");
    town.count(&row).await
}

both!(
    a_day_is_marked_as_a_whole_or_not_at_all_and_can_be_put_right,
    a_coupon_is_good_for_as_many_bookings_as_is_set,
    a_coupon_that_is_good_for_one_is_used_up_when_its_day_is_over,
    sixteen_phones_do_not_book_once_too_often,
);

//! Concurrent booking requests are processed in one batch, and each gets its own result.

use std::{collections::BTreeSet, pin::Pin};

use futures_util::{FutureExt, future::join_all};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sesshu::{
    reception::{BookError, Desk, Wish},
    storage::Tx,
    vaccination::{
        booking::Booking,
        history::Way,
        ids::{BookingId, SlotId},
        request_key::RequestKey,
    },
};

use crate::harness::{
    database::TestDatabase,
    town::{SignedIn, Town},
};

type Asking<'a> = Pin<Box<dyn Future<Output = Result<Booking, BookError>> + Send + 'a>>;

/// Returns people who have everything they need to book.
async fn people(town: &Town, count: u32) -> Vec<SignedIn> {
    let mut people = Vec::new();
    for coupon in town.coupons(count).await {
        people.push(town.signs_in(&coupon).await);
    }
    people
}

/// Queues a booking request without waiting for its result.
fn asks<'a>(town: &Town, desk: &'a Desk, wish: Wish) -> Asking<'a> {
    let now = town.now();
    let mut asking: Asking<'a> = Box::pin(async move { desk.book(&wish, now).await });
    assert!(asking.as_mut().now_or_never().is_none(), "nothing can be decided yet");
    asking
}

/// Locks the slot in another transaction, so that bookings have to wait.
async fn somebody_holds(town: &Town, slot: SlotId) -> Tx {
    let tx = town.store().begin().await.unwrap();
    tx.hold_slots(&BTreeSet::from([slot])).await.unwrap();
    tx
}

async fn those_who_wait_are_served_in_the_order_in_which_they_came(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 10).await;
    let people = people(&town, 40).await;
    let desk = town.service().app.desk.clone();
    let holding = somebody_holds(&town, slot).await;
    let asking: Vec<_> = people.iter().map(|it| asks(&town, &desk, it.wish(slot))).collect();
    drop(holding);
    let answers = join_all(asking).await;
    for (place, answer) in answers.iter().enumerate() {
        match answer {
            Ok(booking) => assert_eq!((booking.coupon, place < 10), (people[place].coupon, true)),
            Err(refused) => assert!(place >= 10 && matches!(refused, BookError::Full), "{place}"),
        }
    }
    assert_eq!(town.booked(slot).await, 10);
    let [first, ..] = &answers[..] else { panic!("nobody asked") };
    let told = first.as_ref().unwrap();
    let kept = town.store().booking(told.id).await.unwrap().unwrap();
    assert_eq!((kept.booked_at, &kept.venue), (told.booked_at, &told.venue), "told what is kept");
}

/// An error of one request must not fail the others.
async fn one_that_cannot_be_decided_on_spoils_nothing_for_the_others(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 10).await;
    let people = people(&town, 8).await;
    let desk = town.service().app.desk.clone();
    let odd = desk.book(&people[3].wish(slot), town.now()).await.unwrap().id;
    spoil(&town, odd).await;
    let holding = somebody_holds(&town, slot).await;
    let asking: Vec<_> = people.iter().map(|it| asks(&town, &desk, it.wish(slot))).collect();
    drop(holding);
    for (place, answer) in join_all(asking).await.into_iter().enumerate() {
        match answer {
            Ok(booking) => assert_eq!(booking.coupon, people[place].coupon),
            Err(refused) => {
                assert!(
                    place == 3 && matches!(refused, BookError::Undecided),
                    "{place}: {refused}"
                );
            }
        }
    }
    assert_eq!(town.booked(slot).await, 8);
}

/// Makes a booking's row unreadable.
async fn spoil(town: &Town, booking: BookingId) {
    let mut update = Query::update();
    update.table("booking").value("way", "pigeon").and_where(Expr::col("id").eq(booking.0));
    town.execute(update).await;
}

async fn whoever_went_away_has_one_seat_at_most_and_finds_it_under_their_key(
    database: TestDatabase,
) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 40).await;
    let people = people(&town, 20).await;
    let desk = town.service().app.desk.clone();
    let keyed = |person: &SignedIn| {
        let key = RequestKey::parse(&format!("the-form-of-{:04}", person.coupon));
        Wish { key, ..person.wish(slot) }
    };
    let holding = somebody_holds(&town, slot).await;
    for person in &people {
        drop(asks(&town, &desk, keyed(person)));
    }
    drop(holding);
    desk.settled().await;
    let again = join_all(people.iter().map(|it| {
        let (desk, wish, now) = (&desk, keyed(it), town.now());
        async move { desk.book(&wish, now).await.unwrap().id }
    }));
    let (first, second) = (again.await, people.iter().map(&keyed));
    for (booking, wish) in first.iter().zip(second) {
        assert_eq!(desk.book(&wish, town.now()).await.unwrap().id, *booking);
    }
    assert_eq!(town.booked(slot).await, 20);
}

/// Concurrent requests for two slots at two services, in opposite order: no coupon gets two
/// bookings, and there is no deadlock.
async fn who_asks_at_two_services_for_two_slots_gets_one(database: TestDatabase) {
    let town = Town::open(database).await;
    let slots = [
        town.slot("hall", "2026-12-05", "10:00", 100).await,
        town.slot("hall", "2026-12-05", "11:00", 100).await,
    ];
    let people = people(&town, 30).await;
    let desks = [town.service().app.desk.clone(), town.second_service().await.app.desk.clone()];
    for round in 0..10 {
        let knocking = people.iter().enumerate().flat_map(|(place, person)| {
            let crossed = usize::from(place % 2 == 1);
            [0, 1].map(|at| (&desks[at], person.wish(slots[(at + crossed) % 2])))
        });
        let answers = join_all(knocking.map(|(desk, wish)| {
            let now = town.now();
            async move { desk.book(&wish, now).await }
        }));
        let mut booked = Vec::new();
        for answer in answers.await {
            match answer {
                Ok(booking) => booked.push(booking),
                Err(refused) => assert!(matches!(refused, BookError::AlreadyBooked), "{refused}"),
            }
        }
        assert_eq!(booked.len(), people.len(), "round {round}");
        let seats = town.booked(slots[0]).await + town.booked(slots[1]).await;
        assert_eq!(seats as usize, people.len(), "round {round}");
        for booking in booked {
            let (desk, now) = (&desks[0], town.now());
            let cancelled = desk.cancel_as_asked(booking.coupon, booking.id, Way::Liff, now, now);
            cancelled.await.unwrap();
        }
    }
}

async fn where_too_many_wait_whoever_comes_is_told_so_at_once(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 10).await;
    let browser = town.browser();
    browser.signs_in(&town.coupon("1234567890", "1950-05-05").await).await;
    let without_contact = town.id_of(&town.coupon("1234567891", "1950-05-05").await).await;
    let wish = town.session_of(without_contact, None).await.wish(slot);
    let desk = town.service().app.desk.clone();
    let holding = somebody_holds(&town, slot).await;
    let (mut waiting, now) = (Vec::new(), town.now());
    let refused = loop {
        let mut asking: Asking<'_> = Box::pin(desk.book(&wish, now));
        match asking.as_mut().now_or_never() {
            // Until a first batch is being processed, and the queue behind it is full.
            Some(_) if waiting.len() < 256 + 4_096 => tokio::task::yield_now().await,
            Some(answer) => break answer,
            None => waiting.push(asking),
        }
    };
    assert!(matches!(refused, Err(BookError::Busy)), "{refused:?}");
    let busy = browser.books(slot).await;
    assert_eq!((busy.status, busy.body["code"].as_str()), (503, Some("busy")));
    drop(holding);
    for answer in join_all(waiting).await {
        assert!(matches!(answer, Err(BookError::ContactMissing)));
    }
    assert_eq!(browser.books(slot).await.status, 201);
}

both!(
    those_who_wait_are_served_in_the_order_in_which_they_came,
    one_that_cannot_be_decided_on_spoils_nothing_for_the_others,
    whoever_went_away_has_one_seat_at_most_and_finds_it_under_their_key,
    who_asks_at_two_services_for_two_slots_gets_one,
    where_too_many_wait_whoever_comes_is_told_so_at_once,
);

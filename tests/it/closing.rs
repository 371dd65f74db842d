//! Slots that are closed while people are booked: who is notified of what, and what they see.

use std::{sync::Arc, time::Instant};

use line_simulator::Mail;
use serde_json::{Value, json};
use sesshu::{
    office::slots::{self, BookingsChoice, CloseError, Closed, Reopened},
    storage::{NewBooking, Store},
    vaccination::{
        history::Way,
        ids::SlotId,
        public_message::PublicMessage,
        share::{Kept, Share},
        slot::Slot,
        staff::{Signature, StaffName},
    },
};
use tokio::task::JoinSet;

use crate::harness::{
    database::TestDatabase,
    town::{Browser, Resident, Town},
};

const SATURDAY: &str = "2026-12-05";
const FRIDAY_AT_TEN: &str = "2026-12-04T10:00:00";
const REASON: &str = "台風10号が近づいているため";

async fn reminder_of_a_closed_slot_is_not_sent(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    assert_eq!(closes(&town, &keep()).await, Closed { closed: 1, kept: 1, cancelled: 0 });
    town.works().await;
    let told = hanako.hears_one().await;
    assert!(told.says("この会場・時間は休止になりました") && told.says(REASON), "{told:?}");
    town.at(FRIDAY_AT_TEN).await;
    town.at("2026-12-05T09:00:00").await;
    assert_eq!(hanako.hears().await, []);
    town.owes_nothing().await;
}

async fn slot_reopened_before_the_hour_is_reminded_of(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    closes(&town, &keep()).await;
    town.works().await;
    assert!(hanako.hears_one().await.says(REASON));
    assert_eq!(reopens(&town).await, Reopened { reopened: 1, told: 1 });
    town.works().await;
    assert!(hanako.hears_one().await.says("予定どおり実施する"));
    town.at(FRIDAY_AT_TEN).await;
    assert!(hanako.hears_one().await.says("予約日前日のお知らせ"));
    town.owes_nothing().await;
}

async fn slot_reopened_after_the_hour_is_reminded_of_at_once(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    closes(&town, &keep()).await;
    town.at(FRIDAY_AT_TEN).await;
    assert!(hanako.hears_one().await.says(REASON));
    town.turn_to("2026-12-04T11:00:00");
    reopens(&town).await;
    town.works().await;
    let heard = hanako.hears().await;
    assert_eq!(heard.len(), 2, "{heard:?}");
    assert!(heard.iter().any(|one| one.says("予約日前日のお知らせ")));
    town.owes_nothing().await;
}

async fn reopening_before_anybody_was_told_tells_nobody(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    closes(&town, &keep()).await;
    assert_eq!(reopens(&town).await, Reopened { reopened: 1, told: 0 });
    town.works().await;
    assert_eq!(hanako.hears().await, []);
    town.owes_nothing().await;
}

async fn gathered_reminder_of_a_slot_closed_meanwhile_is_ended(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    town.line_fails(json!({ "path": "/v2/bot/message/multicast", "status": 500, "times": 1 }))
        .await;
    town.at(FRIDAY_AT_TEN).await;
    assert_eq!(hanako.hears().await, []);
    closes(&town, &keep()).await;
    for later in ["2026-12-04T10:00:30", "2026-12-04T10:05:00", "2026-12-05T09:00:00"] {
        town.at(later).await;
    }
    assert!(hanako.hears_one().await.says(REASON));
    assert_eq!(town.calls_of("/v2/bot/message/multicast").await, [500]);
    town.owes_nothing().await;
}

async fn single_reminder_of_a_slot_closed_meanwhile_is_suppressed(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    town.line_fails(json!({ "path": "/v2/bot/message/multicast", "status": 400, "times": 1 }))
        .await;
    town.line_fails(json!({ "path": "/v2/bot/message/push", "status": 500, "times": 1 })).await;
    town.at(FRIDAY_AT_TEN).await;
    assert_eq!(hanako.hears().await, []);
    closes(&town, &keep()).await;
    for later in ["2026-12-04T10:00:30", "2026-12-04T10:05:00", "2026-12-05T09:00:00"] {
        town.at(later).await;
    }
    assert!(hanako.hears_one().await.says(REASON));
    town.owes_nothing().await;
}

async fn cancelling_tells_each_person_once_and_frees_seat_and_coupon(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::booked(&town, "1234567890", SATURDAY).await;
    let slot = only_slot(&town).await;
    let taro = with_address(&town, "1234567891", "taro@example.jp").await;
    taro.books(slot.id).await.ok();
    town.works().await;
    town.mails();
    let done = closes(&town, &cancel()).await;
    assert_eq!(done, Closed { closed: 1, kept: 0, cancelled: 2 });
    assert_eq!(town.booked(slot.id).await, 0);
    town.works().await;
    let told = hanako.hears_one().await;
    assert!(told.says("潮風市の都合により") && told.says(REASON), "{told:?}");
    let [mail]: [Mail; 1] = town.mails().try_into().unwrap();
    assert!(mail.text.contains("潮風市の都合により") && mail.text.contains(REASON), "{mail:?}");
    assert!(mail.text.contains("予約を始める"), "{mail:?}");

    let bookings = taro.get("/api/bookings").await.ok();
    assert_eq!(bookings["current"], json!(null));
    assert_eq!(bookings["history"][0]["cancelledBy"], "municipality");
    assert_eq!(bookings["history"][0]["cancelMessage"], REASON);
    let other = town.slot("port", "2026-12-06", "11:00", 5).await;
    taro.books(other).await.ok();
    // The notification is sent once, even if the command runs again.
    assert_eq!(closes(&town, &cancel()).await, Closed::default());
    town.at(FRIDAY_AT_TEN).await;
    assert_eq!(hanako.hears().await, []);
    town.owes_nothing().await;
}

async fn my_page_and_chat_say_that_the_slot_is_closed(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    let booking = hanako.browser().booking().await;
    assert_eq!((&booking["closed"], &booking["closedMessage"]), (&json!(false), &Value::Null));
    closes(&town, &keep()).await;
    town.works().await;
    hanako.hears_one().await;
    let booking = hanako.browser().booking().await;
    assert_eq!((&booking["closed"], &booking["closedMessage"]), (&json!(true), &json!(REASON)));
    hanako.says("確認").await;
    let card = hanako.hears_one().await;
    assert!(card.says("この会場・時間は休止になりました") && card.says(REASON), "{card:?}");
    assert!(!card.says("持ち物"), "{card:?}");
}

async fn closing_with_bookings_needs_a_choice(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    let slots = all_slots(&town).await;
    let refused = slots::close(town.store(), &slots, None, &administrator(), town.now()).await;
    assert!(matches!(refused, Err(CloseError::ChoiceNeeded(1))), "{refused:?}");
    assert!(!only_slot(&town).await.closed);
    let planned = slots::plan_closing(town.store(), &slots, None, town.now()).await.unwrap();
    assert_eq!(planned, Closed { closed: 1, kept: 1, cancelled: 0 });
    town.works().await;
    assert_eq!(hanako.hears().await, []);
}

async fn the_same_message_is_told_once_and_another_one_again(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    for kept in [1, 0] {
        assert_eq!(closes(&town, &keep()).await.kept, kept);
        town.works().await;
        assert_eq!(hanako.hears().await.len(), kept);
    }
    let later = BookingsChoice::Keep(PublicMessage::parse("来週にお電話します").unwrap());
    assert_eq!(closes(&town, &later).await, Closed { closed: 0, kept: 1, cancelled: 0 });
    town.works().await;
    assert!(hanako.hears_one().await.says("来週にお電話します"));
    town.owes_nothing().await;
}

/// The closing waits for an open booking transaction and includes its booking.
async fn booking_made_just_before_the_closing_is_included(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 3).await;
    let coupon = town.id_of(&town.coupon("1234567890", "1950-05-05").await).await;
    let tx = town.store().begin().await.unwrap();
    assert!(tx.take_seat(slot, Share::Line, Kept::default()).await.unwrap().is_applied());
    let booking = NewBooking { coupon, slot, way: Way::Liff, most: 1, past: None };
    tx.add_booking(&booking, town.now()).await.unwrap();

    let closing = tokio::spawn({
        let (store, now) = (town.store().clone(), town.now());
        let slots = vec![slot_as_read(slot, &town).await];
        async move { slots::close(&store, &slots, Some(&cancel()), &administrator(), now).await }
    });
    tokio::task::yield_now().await;
    assert!(!closing.is_finished());
    tx.commit().await.unwrap();
    let done = closing.await.unwrap().unwrap();
    assert_eq!(done, Closed { closed: 1, kept: 0, cancelled: 1 });
    assert_eq!(town.booked(slot).await, 0);
}

async fn closing_beside_the_residents_own_cancellations_frees_each_seat_once(
    database: TestDatabase,
) {
    const PEOPLE: u32 = 12;
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", PEOPLE).await;
    let mut coupons = Vec::new();
    for coupon in town.coupons(PEOPLE).await {
        let id = town.id_of(&coupon).await;
        town.books_behind_the_desk(id, slot).await;
        coupons.push(id);
    }
    let desk = Arc::new(town.service().app.desk.clone());
    let mut leaving = JoinSet::new();
    for coupon in coupons {
        let (desk, store, now) = (desk.clone(), town.store().clone(), town.now());
        leaving.spawn(async move {
            let booking = store.active_booking(coupon).await.unwrap();
            if let Some(booking) = booking {
                desk.cancel_as_asked(coupon, booking.id, Way::Liff, now, now).await.unwrap();
            }
        });
    }
    let slots = vec![slot_as_read(slot, &town).await];
    let closing =
        slots::close(town.store(), &slots, Some(&cancel()), &administrator(), town.now()).await;
    leaving.join_all().await;
    closing.unwrap();
    assert_eq!(town.booked(slot).await, 0);
    for (what, count) in [
        ("booking WHERE state = 'cancelled'", PEOPLE),
        ("history WHERE act = 'cancelled'", PEOPLE),
        ("notice WHERE kind = 'cancellation'", PEOPLE),
        ("coupon WHERE bookings = 0", PEOPLE),
        ("booking WHERE state = 'confirmed'", 0),
    ] {
        let sql = format!("SELECT COUNT(*) AS n FROM {what}");
        assert_eq!(town.count(&sql).await, i64::from(count), "{what}");
    }
}

/// A day of a venue with 300 bookings is cancelled in one act and in less than two seconds.
async fn three_hundred_bookings_are_cancelled_at_once(database: TestDatabase) {
    let town = Town::open(database).await;
    let mut day = Vec::new();
    for hour in 9..17 {
        for minute in ["00", "15", "30", "45"] {
            day.push(town.slot("hall", SATURDAY, &format!("{hour:02}:{minute}"), 10).await);
        }
    }
    book_behind_the_desk(&town, &day, 300).await;
    let slots = all_slots(&town).await;
    let begun = Instant::now();
    let done =
        slots::close(town.store(), &slots, Some(&cancel()), &administrator(), town.now()).await;
    let took = begun.elapsed();
    assert_eq!(done.unwrap(), Closed { closed: 32, kept: 0, cancelled: 300 });
    assert!(took.as_secs_f64() < 2.0, "{took:?}");
    assert_eq!(town.count("SELECT SUM(booked) AS n FROM slot").await, 0);
}

async fn book_behind_the_desk(town: &Town, day: &[SlotId], people: u32) {
    let coupons = town.coupons(people).await;
    for (coupon, slot) in coupons.iter().zip(day.iter().cycle()) {
        let id = town.id_of(coupon).await;
        town.books_behind_the_desk(id, *slot).await;
    }
}

fn keep() -> BookingsChoice {
    BookingsChoice::Keep(PublicMessage::parse(REASON).unwrap())
}

fn cancel() -> BookingsChoice {
    BookingsChoice::Cancel(PublicMessage::parse(REASON).unwrap())
}

fn administrator() -> Signature {
    Signature { name: StaffName::parse("佐藤").unwrap(), reason: None }
}

async fn closes(town: &Town, choice: &BookingsChoice) -> Closed {
    let slots = all_slots(town).await;
    let signature = administrator();
    slots::close(town.store(), &slots, Some(choice), &signature, town.now()).await.unwrap()
}

async fn reopens(town: &Town) -> Reopened {
    slots::reopen(town.store(), &all_slots(town).await, town.now()).await.unwrap()
}

async fn all_slots(town: &Town) -> Vec<Slot> {
    let reach = slots::Reach {
        venue: None,
        from_day: SATURDAY.parse().unwrap(),
        until_day: SATURDAY.parse().unwrap(),
        from: None,
        until: None,
    };
    slots::reached(town.store(), &reach).await.unwrap()
}

async fn only_slot(town: &Town) -> Slot {
    let [slot]: [Slot; 1] = all_slots(town).await.try_into().unwrap();
    slot
}

async fn slot_as_read(slot: SlotId, town: &Town) -> Slot {
    let store: &Store = town.store();
    store.slot(slot).await.unwrap().unwrap()
}

/// Returns a friend of the account who is linked, booked for Saturday and has received the
/// confirmation.
async fn hanako_is_booked(database: TestDatabase) -> (Town, Resident) {
    let town = Town::open(database).await;
    let hanako = Resident::booked(&town, "1234567890", SATURDAY).await;
    (town, hanako)
}

/// Returns a person with an e-mail address and without LINE.
async fn with_address(town: &Town, number: &str, email: &str) -> Browser {
    let coupon = town.coupon(number, "1950-05-05").await;
    let browser = town.browser();
    browser.shows(&coupon).await.ok();
    browser.leaves_contact("ワクチン タロウ", Some(email)).await.ok();
    browser
}

both!(
    reminder_of_a_closed_slot_is_not_sent,
    slot_reopened_before_the_hour_is_reminded_of,
    slot_reopened_after_the_hour_is_reminded_of_at_once,
    reopening_before_anybody_was_told_tells_nobody,
    gathered_reminder_of_a_slot_closed_meanwhile_is_ended,
    single_reminder_of_a_slot_closed_meanwhile_is_suppressed,
    cancelling_tells_each_person_once_and_frees_seat_and_coupon,
    my_page_and_chat_say_that_the_slot_is_closed,
    closing_with_bookings_needs_a_choice,
    the_same_message_is_told_once_and_another_one_again,
    booking_made_just_before_the_closing_is_included,
    closing_beside_the_residents_own_cancellations_frees_each_seat_once,
    three_hundred_bookings_are_cancelled_at_once,
);

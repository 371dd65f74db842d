//! Notifications that are sent hours late reach only people whom they still concern.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sesshu::{notices::reasons::TOO_LATE, vaccination::history::Way};

use super::{SATURDAY, failed, line_answers, line_recovers};
use crate::harness::{
    database::TestDatabase,
    town::{Coupon, Resident, Town},
};

const HANAKO: &str = "1234567890";

async fn booking_cancelled_while_line_refuses_is_not_reminded_of(database: TestDatabase) {
    one_of_two_cancels_at_noon(database, json!({ "status": 403 })).await;
}

async fn booking_cancelled_while_line_is_away_is_not_reminded_of(database: TestDatabase) {
    one_of_two_cancels_at_noon(database, json!({ "lost": "request" })).await;
}

/// From 10:00 to 18:00 LINE accepts no message.
async fn one_of_two_cancels_at_noon(database: TestDatabase, effect: Value) {
    let (town, [hanako, taro]) = two_booked_for(database, "10:00").await;
    line_answers(&town, &effect).await;
    town.at("2026-12-04T10:00:00").await;
    town.turn_to("2026-12-04T12:00:00");
    hanako_cancels(&town).await;
    for hour in [12, 13, 15, 17] {
        town.at(&format!("2026-12-04T{hour}:30:00")).await;
    }
    line_recovers(&town).await;
    town.at("2026-12-04T18:00:00").await;
    town.at("2026-12-04T18:30:00").await;
    assert!(hanako.hears_one().await.says("キャンセルしました"));
    assert!(taro.hears_one().await.says("予約日前日のお知らせ"));
    assert_eq!(failed(&town).await, []);
    town.at("2026-12-04T20:00:00").await;
    assert_eq!((hanako.hears().await.len(), taro.hears().await.len()), (0, 0));
    town.owes_nothing().await;
}

/// LINE accepts the multicast, its response is lost, and then a member cancels.
async fn accepted_multicast_of_which_one_cancels_comes_once(database: TestDatabase) {
    let (town, [hanako, taro]) = two_booked_for(database, "10:00").await;
    line_answers(&town, &json!({ "lost": "answer" })).await;
    town.at("2026-12-04T10:00:00").await;
    line_recovers(&town).await;
    hanako_cancels(&town).await;
    town.at("2026-12-04T10:00:30").await;
    let [reminder, cancellation] = hanako.hears().await.try_into().unwrap();
    assert!(reminder.says("予約日前日のお知らせ") && cancellation.says("キャンセルしました"));
    assert!(taro.hears_one().await.says("予約日前日のお知らせ"));
    town.owes_nothing().await;
}

async fn multicast_is_not_retried_once_the_slot_has_begun(database: TestDatabase) {
    let (town, people) = two_booked_for(database, "08:00").await;
    line_answers(&town, &json!({ "status": 401 })).await;
    town.at("2026-12-04T10:00:00").await;
    line_recovers(&town).await;
    town.at("2026-12-05T08:10:00").await;
    for person in &people {
        assert_eq!(person.hears().await, []);
    }
    let given_up = failed(&town).await;
    assert_eq!(given_up.len(), 2);
    for notice in given_up {
        assert_eq!(notice.reason.as_deref(), Some(TOO_LATE));
    }
    town.owes_nothing().await;
}

async fn uncertain_multicast_is_given_up_once_the_slot_has_begun(database: TestDatabase) {
    let (town, people) = two_booked_for(database, "08:00").await;
    line_answers(&town, &json!({ "lost": "request" })).await;
    town.at("2026-12-04T10:00:00").await;
    line_recovers(&town).await;
    town.at("2026-12-05T08:10:00").await;
    for person in &people {
        assert_eq!(person.hears().await, []);
    }
    for notice in failed(&town).await {
        let reason = notice.reason.as_deref();
        assert_eq!(reason, Some("whether it arrived is not known, and the slot has begun"));
    }
    town.owes_nothing().await;
}

/// The process dies between leasing a notification and sending it, and is restarted after a
/// weekend.
async fn notice_that_was_leased_and_never_sent_is_sent_days_later(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    hanako.browser().books(slot).await.ok();
    let lease = TimeDelta::seconds(60);
    let leased = town.store().lease_notices(town.now(), lease, 10).await.unwrap();
    assert_eq!(leased.len(), 1);
    town.at("2026-11-27T09:30:00").await;
    assert!(hanako.hears_one().await.says("ご予約が完了しました"));
    assert_eq!(failed(&town).await, []);
    town.owes_nothing().await;
}

async fn hanako_cancels(town: &Town) {
    let coupon = Coupon { number: HANAKO.to_owned(), birth_date: "1950-05-05" };
    let coupon = town.id_of(&coupon).await;
    let desk = town.service().app.desk.clone();
    let [booking] = desk.bookings(coupon).await.unwrap().try_into().unwrap();
    let now = town.now();
    desk.cancel_as_asked(coupon, booking.id, Way::Liff, now, now).await.unwrap();
}

/// Books for Hanako and another person.
async fn two_booked_for(database: TestDatabase, starts: &str) -> (Town, [Resident; 2]) {
    let town = Town::with(database, |settings| {
        settings.programme.cancel_until_days_before = 1;
    })
    .await;
    let slot = town.slot("hall", SATURDAY, starts, 12).await;
    let people =
        [Resident::linked(&town, HANAKO).await, Resident::linked(&town, "1234567891").await];
    for person in &people {
        person.browser().books(slot).await.ok();
        town.works().await;
        person.hears_one().await;
    }
    (town, people)
}

both!(
    booking_cancelled_while_line_refuses_is_not_reminded_of,
    booking_cancelled_while_line_is_away_is_not_reminded_of,
    accepted_multicast_of_which_one_cancels_comes_once,
    multicast_is_not_retried_once_the_slot_has_begun,
    uncertain_multicast_is_given_up_once_the_slot_has_begun,
    notice_that_was_leased_and_never_sent_is_sent_days_later,
);

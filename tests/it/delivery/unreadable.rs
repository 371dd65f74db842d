//! A record that cannot be read is given up without affecting others.

use sea_orm::{
    ExprTrait,
    sea_query::{Alias, Expr, Query},
};
use sesshu::notices::reasons::CORRUPT;

use super::{SATURDAY, failed};
use crate::harness::{
    database::TestDatabase,
    log,
    town::{Resident, Town},
};

async fn unreadable_account_does_not_hold_up_reminders_of_others(database: TestDatabase) {
    let (town, [hanako, taro]) = two_booked_for_saturday(database).await;
    spoil(&town, "account", "user_sealed", Expr::val(vec![0_u8]), 1).await;
    town.at("2026-12-04T10:00:00").await;
    assert_eq!(hanako.hears().await, []);
    assert!(taro.hears_one().await.says("予約日前日のお知らせ"));
    let [given_up] = failed(&town).await.try_into().unwrap();
    assert_eq!(given_up.reason.as_deref(), Some(CORRUPT));
    town.at("2026-12-04T12:00:00").await;
    assert_eq!(taro.hears().await, []);
    town.owes_nothing().await;
}

async fn unreadable_booking_does_not_hold_up_reminders_of_others(database: TestDatabase) {
    let (town, [hanako, taro]) = two_booked_for_saturday(database).await;
    // A confirmed booking cannot have been marked as attended.
    spoil(&town, "booking", "marked_at", Expr::val(1_i64), 1).await;
    town.at("2026-12-04T10:00:00").await;
    assert!(taro.hears_one().await.says("予約日前日のお知らせ"));
    // At most she gets a message about the slot, none about her booking.
    assert!(hanako.hears().await.len() <= 1);
    town.owes_nothing().await;
}

async fn menu_of_an_unreadable_account_is_set_aside_once(database: TestDatabase) {
    let log = log::kept();
    let (town, _) = two_booked_for_saturday(database).await;
    spoil(&town, "account", "user_sealed", Expr::val(vec![0_u8]), 1).await;
    assert_eq!(town.store().owe_menus_to_all_linked(town.now()).await.unwrap(), 2);
    let said = |log: &log::Log| log.text().matches("a rich-menu job was dropped").count();
    let before = said(&log);
    for _ in 0..3 {
        town.passes(chrono::TimeDelta::minutes(2));
        town.works().await;
    }
    // The test runs on both databases concurrently, with one log.
    assert!((1..=2).contains(&(said(&log) - before)));
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM menu_owed").await, 0);
    town.owes_nothing().await;
}

async fn unreadable_multicast_is_dissolved(database: TestDatabase) {
    let (town, people) = two_booked_for_saturday(database).await;
    let put_off = serde_json::json!({ "path": super::MULTICAST, "status": 429, "times": 1 });
    town.line_fails(put_off).await;
    town.at("2026-12-04T10:00:00").await;
    spoil(&town, "multicast", "body", Expr::val("{"), 1).await;
    town.at("2026-12-04T10:00:30").await;
    for person in &people {
        assert!(person.hears_one().await.says("予約日前日のお知らせ"));
    }
    town.owes_nothing().await;
}

/// Books two people for Saturday. Hanako has the first account and the first booking.
async fn two_booked_for_saturday(database: TestDatabase) -> (Town, [Resident; 2]) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let people =
        [Resident::linked(&town, "1234567890").await, Resident::linked(&town, "1234567891").await];
    for person in &people {
        person.browser().books(slot).await.ok();
        town.works().await;
        person.hears_one().await;
    }
    (town, people)
}

async fn spoil(town: &Town, table: &'static str, column: &'static str, value: Expr, id: i64) {
    let update = Query::update()
        .table(Alias::new(table))
        .value(Alias::new(column), value)
        .and_where(Expr::col(Alias::new("id")).eq(id))
        .to_owned();
    town.execute(update).await;
}

both!(
    menu_of_an_unreadable_account_is_set_aside_once,
    unreadable_account_does_not_hold_up_reminders_of_others,
    unreadable_booking_does_not_hold_up_reminders_of_others,
    unreadable_multicast_is_dissolved,
);

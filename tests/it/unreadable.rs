//! A row that cannot be read is left out of the lists of the staff, and opens nothing.

use sea_orm::{
    ConnectionTrait,
    sea_query::{Expr, ExprTrait, Query},
};
use sesshu::{
    office::calls::{self, CallFilter},
    storage::{Ledger, Page, StaffActed, Wanted},
    vaccination::{
        staff::StaffName,
        staff_act::{Right, StaffAct},
    },
};

use crate::{
    harness::{database::TestDatabase, staff::member, town::Town},
    imports::command::Office,
    staff::{add_by_key, sealing_key},
};

const SATURDAY: &str = "2026-12-05";

async fn unreadable_member_of_staff_fails_no_command_of_others(database: TestDatabase) {
    let office = Office::of(&database).await;
    let token = member(&database.store, "佐藤", &[Right::View]).await;
    spoil(&database, "staff", "member_sealed", Expr::val(vec![0_u8]), 2).await;
    let listed = office.does("staff list");
    assert!(listed.contains("鈴木") && !listed.contains("佐藤"), "{listed}");
    let mut command = office.command("C.UTF-8", "bookings list");
    let refused = command.env("SESSHU_STAFF_TOKEN", token).output().unwrap();
    assert!(!refused.status.success(), "{refused:?}");
    office.does("staff add 田中 --may view");
}

async fn unreadable_members_of_staff_let_nobody_register_as_the_first(database: TestDatabase) {
    let office = Office::of(&database).await;
    spoil(&database, "staff", "member_sealed", Expr::val(vec![0_u8]), 1).await;
    let mut command = office.command("C.UTF-8", "staff add 佐藤 --may administer");
    let refused = command.env_remove("SESSHU_STAFF_TOKEN").output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("the staff token is missing"), "{said}");
    assert!(office.refuses("staff list").contains("the staff token is invalid"));
    assert!(database.store.staff().await.unwrap().is_empty());

    let by_key = add_by_key(&office, "佐藤", &sealing_key(&office));
    assert!(by_key.status.success(), "{by_key:?}");
    assert_eq!(database.store.staff().await.unwrap().len(), 1);
}

async fn unreadable_booking_is_left_out_of_lists(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 9).await;
    for coupon in town.coupons(2).await {
        let browser = town.browser();
        browser.shows(&coupon).await.ok();
        browser.leaves_contact("ワクチン ハナコ", None).await.ok();
        browser.books(slot).await.ok();
    }
    town.works().await;
    let (store, now) = (town.store(), town.now());
    let [first, second] = store.ledger(Ledger::Failed, None, 9).await.unwrap().try_into().unwrap();
    let booking = first.booking.unwrap().id;
    spoil(&database, "booking", "way", Expr::val("pigeon"), booking.0).await;

    let lines = store.ledger(Ledger::Failed, None, 9).await.unwrap();
    let listed: Vec<_> = lines.iter().map(|line| (line.coupon, line.booking.is_some())).collect();
    assert_eq!(listed, [(first.coupon, false), (second.coupon, true)]);
    let calls = calls::calls(store, &CallFilter::default(), now).await.unwrap();
    assert_eq!(calls.iter().map(|call| call.coupon).collect::<Vec<_>>(), [second.coupon]);
    let page = Page { number: 0, size: 9 };
    let (bookings, all) = store.bookings_listed(&Wanted::default(), page, now).await.unwrap();
    assert_eq!((bookings.len(), all), (1, 2));
    let venue = store.slot(slot).await.unwrap().unwrap().venue;
    let day = store.bookings_on(venue, SATURDAY.parse().unwrap()).await.unwrap();
    assert_eq!(day.iter().map(|booking| booking.coupon).collect::<Vec<_>>(), [second.coupon]);

    // The first entry of a page of one cannot be read, and another follows.
    spoil(&database, "notice", "kind", Expr::val("pigeon"), first.notice.id.0).await;
    let lines = store.ledger(Ledger::Failed, None, 1).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.notice.id).collect::<Vec<_>>(), [second.notice.id]);
}

async fn unreadable_entry_of_the_audit_log_is_left_out_and_counts_as_a_refusal(
    database: TestDatabase,
) {
    let town = Town::open(database.clone()).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let [suzuki, sato] = ["鈴木", "佐藤"].map(|name| StaffName::parse(name).unwrap());
    let refused = StaffActed {
        name: Some(sato),
        coupon: Some(town.id_of(&coupon).await),
        allowed: false,
        ..StaffActed::new(StaffAct::BookingsShow, town.now())
    };
    let looked = StaffActed::new(StaffAct::StaffList, town.now());
    town.store().record_staff_acts(&[refused, looked.clone()]).await.unwrap();
    let tx = town.store().begin().await.unwrap();
    assert_eq!(tx.count_refusals_about_residents(&suzuki, town.now()).await.unwrap(), 0);
    drop(tx);
    spoil(&database, "staff_act", "name_sealed", Expr::val(vec![0_u8]), 1).await;
    assert_eq!(town.store().staff_acts(None, None, 9).await.unwrap(), [looked]);
    let tx = town.store().begin().await.unwrap();
    assert_eq!(tx.count_refusals_about_residents(&suzuki, town.now()).await.unwrap(), 1);
}

async fn spoil(
    database: &TestDatabase,
    table: &'static str,
    column: &'static str,
    value: Expr,
    id: i64,
) {
    let mut update = Query::update();
    update.table(table).value(column, value).and_where(Expr::col("id").eq(id));
    let behind = database.behind_the_scenes().await;
    assert_eq!(behind.execute(&update).await.unwrap().rows_affected(), 1);
    behind.close().await.unwrap();
}

both!(
    unreadable_member_of_staff_fails_no_command_of_others,
    unreadable_members_of_staff_let_nobody_register_as_the_first,
    unreadable_booking_is_left_out_of_lists,
    unreadable_entry_of_the_audit_log_is_left_out_and_counts_as_a_refusal,
);

//! A search is recorded before its result is shown, whether it finds one person, several or none.
//! Members without the right to see residents do not learn of people with the same name.

use sesshu::{
    storage::{SearchTerm, StaffActed, Store},
    vaccination::{
        coupon::CouponNumber,
        ids::CouponId,
        kana::KanaName,
        staff_act::{Right, StaffAct},
    },
};

use super::run_as;
use crate::{
    harness::{
        database::TestDatabase,
        staff::member,
        town::{Coupon, Town},
    },
    imports::command::Office,
};

const NAME: &str = "ワクチンハナコ";

/// Two people with the same name.
async fn namesakes(town: &Town) -> [Coupon; 2] {
    let coupons = [
        town.coupon("1234567890", "1950-05-05").await,
        town.coupon("1234567891", "1948-11-03").await,
    ];
    for coupon in &coupons {
        let browser = town.browser();
        browser.shows(coupon).await.ok();
        browser.leaves_contact("ワクチン ハナコ", None).await.ok();
    }
    coupons
}

/// Returns the entries of the audit log after the first `before` ones, oldest first.
async fn recorded(store: &Store, before: usize) -> Vec<StaffActed> {
    let mut acts = store.staff_acts(None, None, 1_000).await.unwrap();
    acts.reverse();
    acts.split_off(before)
}

fn about(acts: &[StaffActed]) -> Vec<Option<CouponId>> {
    acts.iter().map(|acted| acted.coupon).collect()
}

async fn namesakes_are_listed_for_staff_who_may_view(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let [hanako, other] = namesakes(&town).await;
    let office = Office::of(&database).await;
    let store = &database.store;
    let name = KanaName::parse(NAME).unwrap();
    let searched = Some(store.search_hash(SearchTerm::Name(&name)));

    let booker = member(store, "佐藤", &[Right::Book]).await;
    let told = run_as(&office, &booker, &format!("bookings book --name {NAME} --slot 1"));
    assert!(!told.done);
    assert!(told.errors.contains("enter the coupon number"), "{}", told.errors);
    for shown in ["1950", "1948", "7890", "7891"] {
        assert!(!told.errors.contains(shown), "{}", told.errors);
    }
    let [search] = recorded(store, 0).await.try_into().unwrap();
    assert_eq!((search.act, search.coupon), (StaffAct::BookingsBook, None));
    assert_eq!(search.search, searched);

    let told = office.refuses(&format!("bookings show --name {NAME}"));
    assert!(told.contains("1950-05-05 ****7890") && told.contains("1948-11-03 ****7891"), "{told}");
    let acts = recorded(store, 1).await;
    let both = [Some(town.id_of(&hanako).await), Some(town.id_of(&other).await)];
    assert_eq!(acts[0].search, searched);
    assert_eq!(about(&acts), [&[None][..], &both].concat());
    town.works().await;
}

async fn search_that_finds_nobody_is_recorded_without_the_number(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    town.coupon("1234567890", "1950-05-05").await;
    let office = Office::of(&database).await;
    let store = &database.store;
    let searches = [
        ("bookings show --coupon 9999999999", StaffAct::BookingsShow),
        ("bookings list --coupon 9999999999", StaffAct::BookingsList),
        ("bookings book --coupon 9999999999 --slot 1", StaffAct::BookingsBook),
        ("coupons show 9999999999", StaffAct::CouponsShow),
        ("coupons correct 9999999999 --birth-date S20.1.1 --yes", StaffAct::CouponsCorrect),
        ("coupons revoke 9999999999 --yes", StaffAct::CouponsRevoke),
        ("coupons add 1234567890 --birth-date S20.1.1", StaffAct::CouponsAdd),
        ("personal-data export 9999999999", StaffAct::PersonalDataExport),
        ("personal-data erase 9999999999 --yes", StaffAct::PersonalDataErase),
    ];
    for (at, (command, act)) in searches.into_iter().enumerate() {
        office.refuses(command);
        let [search] = recorded(store, at).await.try_into().unwrap();
        assert_eq!((search.act, search.coupon, search.allowed), (act, None, true), "{command}");
        assert!(search.search.is_some(), "{command}");
    }
    // A search is found by the number searched for, even if no coupon has it.
    let found = office.does("staff history --coupon 9999999999 --json");
    let found: Vec<serde_json::Value> = serde_json::from_str(&found).unwrap();
    assert_eq!(found.len(), searches.len(), "all but `coupons add`, and this one");
    assert!(found.iter().all(|act| act["search"] == true && act["coupon"].is_null()));
    let number = CouponNumber::parse("9999999999").unwrap();
    let term = SearchTerm::Number(&number);
    // The seal covers the search term.
    let acts = store.staff_acts_and_searches(None, term, None, 1_000).await.unwrap();
    assert_eq!(acts.len(), searches.len());
    assert_eq!(store.verify_history(town.now()).await.unwrap().broken, None);
    town.works().await;
}

/// A booking is cancelled by its number: the confirmation question shows no name to staff who may
/// not view residents.
async fn name_is_not_asked_about_where_staff_may_not_view(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let slot = town.slot("hall", "2099-12-05", "10:00", 5).await;
    let browser = town.browser();
    browser.shows(&coupon).await.ok();
    browser.leaves_contact("ワクチン ハナコ", None).await.ok();
    town.books_behind_the_desk(town.id_of(&coupon).await, slot).await;
    let office = Office::of(&database).await;
    let booker = member(&database.store, "佐藤", &[Right::Book]).await;
    let viewer = member(&database.store, "高橋", &[Right::Book, Right::View]).await;
    let cancel = "bookings cancel 1 --reason x";
    let asked = run_as(&office, &viewer, cancel);
    assert!(!asked.done && asked.errors.contains("ワクチン ハナコ"), "{}", asked.errors);
    let asked = run_as(&office, &booker, cancel);
    assert!(!asked.done && asked.errors.contains("Cancel booking 1 (2099-12-05"), "{asked:?}");
    for shown in ["ワクチン", "ハナコ", "7890", "1950"] {
        assert!(!asked.errors.contains(shown) && !asked.out.contains(shown), "{asked:?}");
    }
    // The output after the cancellation shows no name either.
    let done = run_as(&office, &booker, "bookings cancel 1 --reason x --yes");
    assert!(done.done && !done.out.contains("ハナコ") && !done.out.contains("7890"), "{done:?}");
    town.works().await;
}

both!(
    name_is_not_asked_about_where_staff_may_not_view,
    namesakes_are_listed_for_staff_who_may_view,
    search_that_finds_nobody_is_recorded_without_the_number,
);

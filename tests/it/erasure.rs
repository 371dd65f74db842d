//! What a resident may ask for: all that is kept of them, and that it goes. What remains when the
//! programme is over.

use std::process::{Command, Output};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use sesshu::{
    office::personal_data::{self, EraseError},
    vaccination::{
        coupon::CouponNumber,
        history::Act,
        staff::{Reason, Signature, StaffName},
    },
};

use crate::harness::{
    database::TestDatabase,
    staff::suzuki,
    town::{Resident, Town},
};

const NUMBER: &str = "1234567890";
const SATURDAY: &str = "2026-12-05";

async fn who_asks_for_it_is_erased_and_the_figures_stay(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 3).await;
    let hanako = Resident::linked(&town, NUMBER).await;
    let booking = hanako.browser().books(slot).await.ok();
    let number = CouponNumber::parse(NUMBER).unwrap();
    let coupon = town.store().coupons_by_number(&number).await.unwrap()[0].id;
    let suzuki = Signature {
        name: StaffName::parse("鈴木").unwrap(),
        reason: Some(Reason::parse("花子さんの希望").unwrap()),
    };
    let erase = || personal_data::erase(town.store(), &number, None, &suzuki, town.now());
    let refused = erase().await;
    assert!(matches!(refused, Err(EraseError::BookingAhead(_))), "{refused:?}");
    hanako.browser().cancels(&booking).await.ok();
    town.works().await;
    hanako.hears().await;

    erase().await.unwrap();
    assert!(town.store().coupons_by_number(&number).await.unwrap().is_empty());
    assert!(town.store().coupon(coupon).await.unwrap().is_none());
    assert!(town.store().contact(coupon).await.unwrap().is_none());
    assert_eq!(town.store().erased_at(coupon).await.unwrap(), Some(town.now()));
    assert_eq!(town.store().find_account(hanako.user_id()).await.unwrap(), None);
    assert_eq!(hanako.browser().get("/api/session").await.ok()["identified"], false);
    let again = erase().await;
    assert!(matches!(again, Err(EraseError::Coupon(_))), "{again:?}");

    // That it was done is on record, and by whom; not why.
    let history = town.store().history_of(coupon).await.unwrap();
    let last = history.last().unwrap();
    assert_eq!(last.act, Act::Erased);
    let signed = last.signed.as_ref().unwrap();
    assert_eq!((signed.name.as_str(), &signed.reason), ("鈴木", &None));
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM booking").await, 1);
    // To LINE's user they are strangers, who may begin anew.
    hanako.says("確認").await;
    assert!(!hanako.hears().await.is_empty());
}

async fn one_of_a_family_goes_and_the_others_keep_their_link(database: TestDatabase) {
    let town = Town::open(database).await;
    let mother = Resident::linked(&town, NUMBER).await;
    let child = town.coupon("1234567891", "2015-04-01").await;
    mother.browser().signs_in(&child).await;
    mother.browser().put("/api/link", serde_json::json!({})).await.ok();
    let number = CouponNumber::parse(NUMBER).unwrap();
    let suzuki = Signature { name: StaffName::parse("鈴木").unwrap(), reason: None };
    personal_data::erase(town.store(), &number, None, &suzuki, town.now()).await.unwrap();

    let account = town.store().find_account(mother.user_id()).await.unwrap().unwrap();
    let left = town.store().linked_coupons(account).await.unwrap();
    assert_eq!(left, [town.id_of(&child).await]);
}

async fn when_the_time_is_over_everybody_is_erased_and_counted(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 9).await;
    for coupon in town.coupons(3).await {
        let browser = town.browser();
        browser.signs_in(&coupon).await;
        browser.books(slot).await.ok();
    }
    town.coupons(5).await;
    // Whoever is still to come is let be.
    assert_eq!(personal_data::erase_some(town.store(), town.now()).await.unwrap(), 2);
    town.turn_to("2027-06-01T03:00:00");
    assert_eq!(personal_data::erase_some(town.store(), town.now()).await.unwrap(), 3);
    assert_eq!(personal_data::erase_some(town.store(), town.now()).await.unwrap(), 0);
    let coupons = "SELECT COUNT(*) AS n FROM coupon WHERE erased_at IS NULL";
    assert_eq!(town.count(coupons).await, 0);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM contact").await, 0);
    assert_eq!(town.booked(slot).await, 3);
    // What is left can be sealed with a new key like all else.
    let rotated = database.open_with(crate::rotation::ring(&[2, 1])).await.unwrap();
    assert!(rotated.reseal(10, &|_| ()).await.unwrap().is_through());
}

async fn the_command_gives_all_that_is_kept_and_asks_before_it_erases(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 3).await;
    let hanako = Resident::linked(&town, NUMBER).await;
    hanako.browser().leaves_contact("わくちん はなこ", Some("hanako@example.jp")).await.ok();
    let booking = hanako.browser().books(slot).await.ok();

    let token = suzuki(&database.store).await;
    let told = sesshu(&database, &token, &["export", NUMBER]);
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    for (key, value) in [
        ("/coupon_number", NUMBER),
        ("/birth_date", "1950-05-05"),
        ("/contact/name", "ワクチン ハナコ"),
        ("/contact/phone", "09012345678"),
        ("/contact/email", "hanako@example.jp"),
        ("/line_user_id", hanako.user_id()),
        ("/bookings/0/date", SATURDAY),
        ("/history/0/act", "identified"),
    ] {
        assert_eq!(told.pointer(key).and_then(Value::as_str), Some(value), "{key}: {told}");
    }
    let again = sesshu(&database, &token, &["export", NUMBER]).stdout;
    let again = String::from_utf8(again).unwrap();
    let looked: Value = serde_json::from_str(&again).unwrap();
    assert_eq!(looked["staff_acts"][0]["act"], "personal-data export", "{again}");
    assert!(!again.contains("鈴木"), "who looked is told by the office: {again}");

    let ahead = sesshu(&database, &token, &["erase", NUMBER, "--yes"]);
    assert!(said(&ahead).contains("cancel it first"), "{}", said(&ahead));
    hanako.browser().cancels(&booking).await.ok();
    let unasked = sesshu(&database, &token, &["erase", NUMBER]);
    assert!(said(&unasked).contains("needs --yes"), "{}", said(&unasked));
    assert!(sesshu(&database, &token, &["erase", NUMBER, "--yes"]).status.success());
    let gone = sesshu(&database, &token, &["export", NUMBER]);
    assert!(said(&gone).contains("no coupon with this number"), "{}", said(&gone));
}

fn sesshu(database: &TestDatabase, token: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sesshu"))
        .arg("personal-data")
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"))
        .env("LC_ALL", "C.UTF-8")
        .env("SESSHU_STAFF_TOKEN", token)
        .env("SESSHU_DATABASE_URL", database.url())
        .env("SESSHU_SEALING_KEYS", format!("1:{}", STANDARD.encode([1; 32])))
        // The town's morning.
        .env("SESSHU_REHEARSAL", "2026-11-24T09:30:00+09:00")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

both!(
    who_asks_for_it_is_erased_and_the_figures_stay,
    one_of_a_family_goes_and_the_others_keep_their_link,
    when_the_time_is_over_everybody_is_erased_and_counted,
    the_command_gives_all_that_is_kept_and_asks_before_it_erases,
);

//! `sesshu coupons`, as staff use it.

use encoding_rs::SHIFT_JIS;
use serde_json::Value;
use sesshu::vaccination::notice::NoticeKind;

use super::{command::Office, slots};
use crate::harness::database::TestDatabase;

/// The town's file, as Excel and the registry write it.
const FILE: &str = "氏名,券番号,生年月日\r\n潮風花子,1234567890,昭和25年5月5日\r\n潮風太郎,１２３４５６７８９１,S23.11.3\r\n";

async fn a_file_in_shift_jis_is_imported_compared_and_corrected(database: TestDatabase) {
    let office = Office::of(&database).await;
    office.file("coupons.csv", SHIFT_JIS.encode(FILE).0);
    assert!(office.does("coupons import coupons.csv --dry-run").contains("2  new"));
    assert!(office.refuses("coupons show 1234567890").contains("no coupon with this number"));
    assert!(office.does("coupons import coupons.csv").ends_with("imported\n"));
    assert!(office.does("coupons import coupons.csv").ends_with("nothing needed to be changed\n"));

    office.file("coupons.csv", FILE.replace("昭和25年5月5日", "1950/5/6"));
    let asked = office.refuses("coupons import coupons.csv");
    assert!(asked.contains("1 will get another birth date or check code"), "{asked}");
    assert!(asked.contains("nothing was changed"), "{asked}");
    let told = office.does("coupons import coupons.csv --yes --json --changes changes.csv");
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["changed"], &told["changed_now"]), (&1.into(), &1.into()));
    let changes = office.read("changes.csv");
    assert!(changes.contains("birth date or check code changed,990001,1234567890"), "{changes}");
    let shown = office.run_in("ja_JP.UTF-8", "coupons show 1234567890").out;
    assert!(shown.contains("接種券の訂正  職員  鈴木"), "{shown}");
}

async fn single_coupons_are_registered_corrected_revoked_and_shown(database: TestDatabase) {
    let office = Office::of(&database).await;
    office.does("coupons add 1234567890 --birth-date S25.5.5");
    office.does("coupons add 1234567890 --birth-date 1961-07-20 --issuer 990002");
    let taken = office.refuses("coupons add 1234567890 --birth-date S25.5.5");
    assert!(taken.contains("has a coupon with this number already"), "{taken}");
    let which = office.refuses("coupons show 1234567890");
    assert!(which.contains("990001, 990002") && which.contains("--issuer"), "{which}");

    let correct = "coupons correct 1234567890 --issuer 990001 --to-number 1234567891 --yes";
    office.does(correct);
    let shown = office.does("coupons show 1234567891 --json");
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["issuer"], "990001");
    assert_eq!(shown["linked"], false);
    assert_eq!(shown["history"][1]["act"], "corrected");
    assert_eq!(shown["history"][1]["by"], "鈴木");

    office.does("coupons unlock 1234567891");
    assert!(!office.run("coupons revoke 1234567891").done, "it asks first");
    office.does("coupons revoke 1234567891 --yes --reason 転出");
    let again = office.refuses("coupons revoke 1234567891 --yes");
    assert!(again.contains("already revoked"), "{again}");
    let shown = office.does("coupons show 1234567891");
    assert!(shown.contains("unlocked") && shown.contains("転出"), "{shown}");
}

async fn a_coupon_with_a_booking_is_revoked_together_with_it_or_not_at_all(database: TestDatabase) {
    let office = Office::of(&database).await;
    let store = &database.store;
    office.does("venues import venues.csv");
    office.file("slots.csv", "venue,date,starts,ends,capacity\nhall,2099-12-01,9:00,9:15,1\n");
    office.does("slots import slots.csv");
    let slot = store.slots(slots::of_the_day()).await.unwrap()[0].id;
    let booking = slots::booking(store, slot, 1_234_567_890, 0).await;

    let told = office.refuses("coupons revoke 1234567890 --yes");
    assert!(told.contains("2099-12-01 09:00-09:15") && told.contains("--cancel-booking"), "{told}");
    office.does("coupons revoke 1234567890 --yes --cancel-booking");
    assert_eq!(store.slot(slot).await.unwrap().unwrap().booked, 0);
    let owed = store.notices_of(booking).await.unwrap();
    assert_eq!(owed[0].kind, NoticeKind::Cancellation);
    let shown = office.run_in("ja_JP.UTF-8", "coupons show 1234567890").out;
    assert!(shown.contains("キャンセル  職員  鈴木"), "{shown}");
}

async fn every_command_says_how_it_is_used(database: TestDatabase) {
    let office = Office::of(&database).await;
    for command in [
        "coupons import",
        "coupons add",
        "coupons correct",
        "coupons revoke",
        "coupons unlock",
        "coupons show",
        "venues import",
        "venues list",
        "slots import",
        "slots generate",
        "slots list",
        "slots close",
        "slots reopen",
        "slots capacity",
    ] {
        let help = office.does(&format!("{command} --help"));
        assert!(help.contains(&format!("Example: sesshu {command}")), "{help}");
    }
}

both!(
    a_file_in_shift_jis_is_imported_compared_and_corrected,
    single_coupons_are_registered_corrected_revoked_and_shown,
    a_coupon_with_a_booking_is_revoked_together_with_it_or_not_at_all,
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn help_has_examples() {
    crate::harness::database::on_sqlite(every_command_says_how_it_is_used).await;
}

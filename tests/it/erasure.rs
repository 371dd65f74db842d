//! What residents may request: a copy of all their data, and its erasure. Also what remains when
//! the programme is over.

use std::process::{Command, Output};

use sea_orm::{ConnectionTrait, DbBackend, Statement};
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
    key::written_key,
    rehearsal,
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

    // It is recorded that the data was erased, and by whom, but not why.
    let history = town.store().history_of(coupon).await.unwrap();
    let last = history.last().unwrap();
    assert_eq!(last.act, Act::Erased);
    let signed = last.signed.as_ref().unwrap();
    assert_eq!((signed.name.as_str(), &signed.reason), ("鈴木", &None));
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM booking").await, 1);
    // The LINE user is unknown now and may start again.
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
    // People with future bookings are not erased yet.
    assert_eq!(personal_data::erase_some(town.store(), town.now()).await.unwrap(), 2);
    town.turn_to("2027-06-01T03:00:00");
    assert_eq!(personal_data::erase_some(town.store(), town.now()).await.unwrap(), 3);
    assert_eq!(personal_data::erase_some(town.store(), town.now()).await.unwrap(), 0);
    let coupons = "SELECT COUNT(*) AS n FROM coupon WHERE erased_at IS NULL";
    assert_eq!(town.count(coupons).await, 0);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM contact").await, 0);
    assert_eq!(town.booked(slot).await, 3);
    // The remaining data can be sealed with a new key like any other.
    let rotated = database.open_with(crate::rotation::ring(&[2, 1])).await.unwrap();
    assert!(rotated.reseal(10, &|_| ()).await.unwrap().is_through());
}

async fn the_command_gives_all_that_is_kept_and_asks_before_it_erases(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 3).await;
    let hanako = Resident::linked(&town, NUMBER).await;
    hanako.leaves_address("hanako@example.jp").await;
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
    assert!(said(&unasked).contains("requires --yes"), "{}", said(&unasked));
    assert!(sesshu(&database, &token, &["erase", NUMBER, "--yes"]).status.success());
    let gone = sesshu(&database, &token, &["export", NUMBER]);
    assert!(said(&gone).contains("no coupon with this number"), "{}", said(&gone));
}

fn sesshu(database: &TestDatabase, token: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sesshu"))
        .arg("personal-data")
        .args(arguments)
        .env("SESSHU_SETTINGS", rehearsal::settings())
        .env("LC_ALL", "C.UTF-8")
        .env("SESSHU_STAFF_TOKEN", token)
        .env("SESSHU_DATABASE_URL", database.url())
        .env("SESSHU_SEALING_KEYS", written_key(1))
        // The time of the town's clock.
        .env("SESSHU_REHEARSAL", "2026-11-24T09:30:00+09:00")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

async fn accounts_without_a_coupon_are_erased_when_the_time_is_over(database: TestDatabase) {
    let town = Town::open(database).await;
    let linked = Resident::linked(&town, NUMBER).await;
    let wrote = town.resident("かくだけ");
    wrote.says("こんにちは").await;
    town.works().await;
    assert!(town.store().find_account(wrote.user_id()).await.unwrap().is_some());
    assert_eq!(personal_data::erase_some(town.store(), town.now()).await.unwrap(), 1, "the holder");
    assert_eq!(town.store().find_account(linked.user_id()).await.unwrap(), None);
    assert_eq!(personal_data::erase_some(town.store(), town.now()).await.unwrap(), 1);
    assert_eq!(town.store().find_account(wrote.user_id()).await.unwrap(), None);
    assert_eq!(personal_data::erase_some(town.store(), town.now()).await.unwrap(), 0);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM account").await, 0);
}

async fn unreadable_rows_do_not_hold_up_the_erasing_of_others(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    for number in [NUMBER, "1234567891", "1234567892"] {
        Resident::linked(&town, number).await;
    }
    let behind = database.behind_the_scenes().await;
    for sql in [
        "UPDATE account SET user_sealed = contact_sealed FROM contact WHERE account.id = 1",
        "UPDATE coupon SET number_sealed = birth_date_sealed WHERE id = 2",
        "UPDATE history SET signature_sealed = number_sealed FROM coupon WHERE coupon.id = 2",
    ] {
        let statement = Statement::from_string(behind.get_database_backend(), sql);
        assert!(behind.execute_raw(statement).await.unwrap().rows_affected() > 0, "{sql}");
    }
    assert_eq!(personal_data::erase_some(town.store(), town.now()).await.unwrap(), 3);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM account").await, 0);

    // A coupon that the database refuses to erase is skipped.
    for number in ["1234567893", "1234567894"] {
        Resident::linked(&town, number).await;
    }
    let refusing = match behind.get_database_backend() {
        DbBackend::Sqlite => {
            "CREATE TRIGGER refusing BEFORE UPDATE ON coupon WHEN NEW.id = 4 BEGIN \
             SELECT RAISE(ABORT, 'refused'); END"
        }
        _ => "ALTER TABLE coupon ADD CONSTRAINT refusing CHECK (id <> 4 OR erased_at IS NULL)",
    };
    behind.execute_unprepared(refusing).await.unwrap();
    assert_eq!(personal_data::erase_some(town.store(), town.now()).await.unwrap(), 1);
    assert_eq!(personal_data::erase_some(town.store(), town.now()).await.unwrap(), 0);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM coupon WHERE erased_at IS NULL").await, 1);
    behind.close().await.unwrap();
}

async fn notices_and_multicasts_are_pruned_in_the_end(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 3).await;
    Resident::linked(&town, NUMBER).await.browser().books(slot).await.ok();
    town.works().await;
    let ended = town.now().timestamp_micros();
    let behind = database.behind_the_scenes().await;
    let multicast = format!(
        "INSERT INTO multicast (retry_key, body, state, due_at, attempts, ended_at) \
         SELECT retry_key, '[]', 'sent', {ended}, 1, {ended} FROM notice LIMIT 1"
    );
    behind.execute_unprepared(&multicast).await.unwrap();
    behind.close().await.unwrap();
    let left = async || {
        town.store().sweep_notices(town.now()).await.unwrap();
        let notices = town.count("SELECT COUNT(*) AS n FROM notice").await;
        (notices, town.count("SELECT COUNT(*) AS n FROM multicast").await)
    };
    // The notifications of the link and of the booking.
    assert_eq!(left().await, (2, 1));
    town.turn_to("2026-12-02T09:30:00");
    assert_eq!(left().await, (2, 0));
    town.turn_to("2027-11-25T09:30:00");
    assert_eq!(left().await, (0, 0));
}

async fn sweeping_goes_on_until_nothing_is_left(database: TestDatabase) {
    let behind = database.behind_the_scenes().await;
    let sessions = match behind.get_database_backend() {
        DbBackend::Sqlite => {
            "INSERT INTO session (token_hash, created_at, expires_at) WITH RECURSIVE n(i) AS \
             (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) \
             SELECT CAST(i AS BLOB), 0, 1 FROM n"
        }
        _ => {
            "INSERT INTO session (token_hash, created_at, expires_at) \
             SELECT i::text::bytea, 0, 1 FROM generate_series(1, 2500) AS i"
        }
    };
    behind.execute_unprepared(sessions).await.unwrap();
    behind.close().await.unwrap();
    let now = chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(1);
    assert_eq!(database.store.sweep_sessions(now).await.unwrap(), 2_500);
}

/// Each of these statements uses an index; without it, the whole table would be read.
async fn erasing_finds_by_an_index(database: TestDatabase) {
    let behind = database.behind_the_scenes().await;
    let backend = behind.get_database_backend();
    if backend == DbBackend::Postgres {
        // The tables are empty, so a sequential scan would be the cheapest.
        behind.execute_unprepared("SET enable_seqscan = off").await.unwrap();
    }
    for (sql, index) in [
        ("UPDATE notice SET account_id = NULL WHERE account_id = 1", "idx_notice_account_id"),
        ("UPDATE notice SET address_sealed = NULL WHERE coupon_id = 1", "idx_notice_coupon_id"),
        ("DELETE FROM former_contact WHERE coupon_id = 1", "idx_former_contact_coupon_id"),
        ("DELETE FROM former_contact WHERE account_id = 1", "idx_former_contact_account_id"),
        ("DELETE FROM session WHERE account_id = 1", "idx_session_account_id"),
        (
            "SELECT id FROM coupon WHERE erased_at IS NULL AND id > 1 ORDER BY id LIMIT 50",
            "idx_coupon_not_erased",
        ),
        (
            "SELECT id FROM event WHERE state IN ('finished', 'aside') AND occurred_at <= 1",
            "idx_event_state_occurred_at",
        ),
        (
            "SELECT id FROM notice WHERE state IN ('sent', 'failed') AND due_at <= 1",
            "idx_notice_state_due_at",
        ),
    ] {
        let explain = if backend == DbBackend::Sqlite { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
        let column = if backend == DbBackend::Sqlite { "detail" } else { "QUERY PLAN" };
        let asked = Statement::from_string(backend, format!("{explain} {sql}"));
        let rows = behind.query_all_raw(asked).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.try_get("", column).unwrap()).collect();
        assert!(plan.iter().any(|line| line.contains(index)), "{sql}: {plan:?}");
    }
    behind.close().await.unwrap();
}

both!(
    accounts_without_a_coupon_are_erased_when_the_time_is_over,
    unreadable_rows_do_not_hold_up_the_erasing_of_others,
    notices_and_multicasts_are_pruned_in_the_end,
    sweeping_goes_on_until_nothing_is_left,
    erasing_finds_by_an_index,
    who_asks_for_it_is_erased_and_the_figures_stay,
    one_of_a_family_goes_and_the_others_keep_their_link,
    when_the_time_is_over_everybody_is_erased_and_counted,
    the_command_gives_all_that_is_kept_and_asks_before_it_erases,
);

//! Errors that the database reports are distinguished: a transaction that lost against a concurrent
//! one is repeated, a server that cannot write is waited for, and the log gives the reason without
//! any row's data. A trigger makes the server report them.

use std::time::{Duration, Instant};

use chrono::DateTime;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::json;
use sesshu::{
    office::{
        coupons::{self, Correction},
        slots,
    },
    storage::{NewCoupon, StaffActed},
    vaccination::{
        birth_date::BirthDate,
        coupon::{CouponNumber, Issuer},
        staff::{Signature, StaffName},
        staff_act::StaffAct,
    },
};

use crate::harness::{
    database::{TestDatabase, on_postgres},
    log,
    town::{Resident, Town},
};

const SATURDAY: &str = "2026-12-05";
const CONTACT: &str = "/api/contact";

/// Reports an error for the first `times` rows that are inserted into or updated in a table.
async fn report(server: &DatabaseConnection, table: &str, times: u32, error: &str) {
    let sql = format!(
        "CREATE SEQUENCE IF NOT EXISTS reported; ALTER SEQUENCE reported RESTART; \
         CREATE OR REPLACE FUNCTION report() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         IF nextval('reported') <= {times} THEN RAISE EXCEPTION {error}; END IF; \
         RETURN new; END $$; \
         CREATE OR REPLACE TRIGGER report BEFORE INSERT OR UPDATE ON {table} \
         FOR EACH ROW EXECUTE FUNCTION report()"
    );
    server.execute_unprepared(&sql).await.unwrap();
}

async fn a_transaction_that_lost_is_repeated(database: TestDatabase) {
    let server = database.behind_the_scenes().await;
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    for (table, code) in [("booking", "serialization_failure"), ("slot", "deadlock_detected")] {
        report(&server, table, 2, &format!("'lost' USING ERRCODE = '{code}'")).await;
        let booked = hanako.browser().books(slot).await;
        let id = booked.body["id"].as_str().unwrap().to_owned();
        report(&server, "booking", 2, &format!("'lost' USING ERRCODE = '{code}'")).await;
        hanako.browser().post(&format!("/api/bookings/{id}/cancel"), json!({})).await.ok();
    }
    report(&server, "contact", 2, "'lost' USING ERRCODE = 'deadlock_detected'").await;
    let contact = json!({ "name": "ワクチン ハナコ", "phone": "09012345678", "email": null });
    hanako.browser().put(CONTACT, contact).await.ok();
    server.close().await.unwrap();
}

/// The transactions of the administration are repeated as well.
async fn office_transaction_that_lost_is_repeated(database: TestDatabase) {
    let server = database.behind_the_scenes().await;
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let store = town.store();
    let now = town.now();
    let clerk = Signature { name: StaffName::parse("鈴木").unwrap(), reason: None };
    let slots = [store.slot(slot).await.unwrap().unwrap()];
    let lost = "'lost' USING ERRCODE = 'serialization_failure'";
    report(&server, "slot", 2, lost).await;
    assert_eq!(slots::close(store, &slots, None, &clerk, now).await.unwrap().closed, 1);
    report(&server, "slot", 2, lost).await;
    assert_eq!(slots::reopen(store, &slots, now).await.unwrap().reopened, 1);
    let resize = slots::plan_resize(store, slots.to_vec(), 20).await.unwrap();
    report(&server, "slot", 2, lost).await;
    assert_eq!(slots::resize(store, &resize, None, now).await.unwrap().slots, 1);

    let coupon = NewCoupon {
        issuer: Issuer::parse("990001").unwrap(),
        number: CouponNumber::parse("1234567890").unwrap(),
        birth_date: BirthDate::on_record("1950-05-05".parse().unwrap()).unwrap(),
        check_code: None,
    };
    report(&server, "coupon", 2, lost).await;
    let id = coupons::add(store, &coupon, &clerk, now).await.unwrap();
    report(&server, "coupon", 2, lost).await;
    let correction = Correction::default();
    coupons::correct(store, id, &correction, &clerk, now).await.unwrap();
    report(&server, "coupon", 2, lost).await;
    let listed = coupons::find(store, &coupon.number, None).await.unwrap();
    assert_eq!(coupons::revoke(store, &listed, false, &clerk, now).await.unwrap(), None);
    server.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn office_transaction_that_lost_is_repeated_on_postgres() {
    on_postgres(office_transaction_that_lost_is_repeated).await;
}

async fn what_may_pass_is_unavailable(database: TestDatabase) {
    let log = log::kept();
    let server = database.behind_the_scenes().await;
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    let form = json!({ "slotId": slot.to_string() });
    let contact = json!({ "name": "ワクチン ハナコ", "phone": "09012345678", "email": null });
    for code in ["25006", "40001", "40P01", "55P03", "08006", "57P01", "57014"] {
        for table in ["booking", "contact"] {
            report(&server, table, 1_000, &format!("'it cannot' USING ERRCODE = '{code}'")).await;
        }
        let refused = hanako.browser().post("/api/bookings", form.clone()).await;
        assert_eq!(refused.status, 503, "{code}: {}", refused.body);
        let refused = hanako.browser().put(CONTACT, contact.clone()).await;
        assert_eq!(refused.status, 503, "{code}: {}", refused.body);
        assert!(log.text().contains(&format!("the database failed: {code} it cannot")), "{code}");
    }
    server.close().await.unwrap();
}

async fn the_log_says_why_without_values(database: TestDatabase) {
    let log = log::kept();
    let server = database.behind_the_scenes().await;
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    let contact = json!({ "name": "ワクチン ハナコ", "phone": "09012345678", "email": null });
    for (code, shown) in [
        ("22P02", "the database failed: 22P02"),
        ("P0001", "the database failed: P0001"),
        ("23505", "the database failed: 23505 constraint only_once of table contact"),
    ] {
        let error = format!(
            "'value %', 'leaked-7f3a' USING ERRCODE = '{code}', DETAIL = 'Key (x)=(leaked-7f3a)', \
             HINT = 'leaked-7f3a', CONSTRAINT = 'only_once', TABLE = 'contact'"
        );
        report(&server, "contact", 1_000, &error).await;
        assert_eq!(hanako.browser().put(CONTACT, contact.clone()).await.status, 500);
        assert!(log.text().contains(shown), "{shown}");
    }
    assert!(!log.text().contains("leaked-7f3a"));
    server.close().await.unwrap();
}

/// Sesshu sets the timeout itself: a server that is shared with other programs may have none.
async fn statement_that_runs_for_too_long_is_cancelled(database: TestDatabase) {
    let server = database.behind_the_scenes().await;
    let sql = "CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
               PERFORM pg_sleep(90); RETURN new; END $$; \
               CREATE TRIGGER sleep BEFORE INSERT ON staff_act \
               FOR EACH ROW EXECUTE FUNCTION sleep()";
    server.execute_unprepared(sql).await.unwrap();
    let act = StaffActed::new(StaffAct::Report, DateTime::UNIX_EPOCH);
    let start = Instant::now();
    let error = database.store.record_staff_act(&act).await.unwrap_err();
    assert!(start.elapsed() < Duration::from_mins(1), "{:?}", start.elapsed());
    assert!(error.may_pass() && !error.is_contention(), "{error}");
    let said = "the database failed: 57014 canceling statement due to statement timeout";
    assert_eq!(error.to_string(), said);
    // The connection remains usable.
    server.execute_unprepared("DROP TRIGGER sleep ON staff_act").await.unwrap();
    database.store.record_staff_act(&act).await.unwrap();
    server.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statement_that_runs_for_too_long_is_cancelled_on_postgres() {
    on_postgres(statement_that_runs_for_too_long_is_cancelled).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_lost_is_repeated_on_postgres() {
    on_postgres(a_transaction_that_lost_is_repeated).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_pass_is_unavailable_on_postgres() {
    on_postgres(what_may_pass_is_unavailable).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_says_why_without_values_on_postgres() {
    on_postgres(the_log_says_why_without_values).await;
}

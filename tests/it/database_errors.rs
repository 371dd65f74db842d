//! Errors that the database reports are distinguished: a transaction that lost against a concurrent
//! one is repeated, a server that cannot write is waited for, and the log gives the reason without
//! any row's data. A trigger makes the server report them.

use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::json;

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

async fn what_may_pass_is_unavailable(database: TestDatabase) {
    let log = log::kept();
    let server = database.behind_the_scenes().await;
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    let form = json!({ "slotId": slot.to_string() });
    let contact = json!({ "name": "ワクチン ハナコ", "phone": "09012345678", "email": null });
    for code in ["25006", "40001", "40P01", "55P03", "08006", "57P01"] {
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

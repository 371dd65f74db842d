//! A resident lists and ends their open sessions.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sesshu::vaccination::history::Act;

use crate::harness::{
    blocker::Blocker,
    database::TestDatabase,
    town::{Browser, Coupon, Resident, Town},
};

const NUMBER: &str = "1234567890";
const OTHER: &str = "1234567891";
const NOT_IDENTIFIED: (u16, &str) = (401, "not_identified");
const NOT_FOUND: (u16, &str) = (404, "not_found");

async fn resident_sees_since_when_and_how_each_session_was_signed_in(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, NUMBER).await;
    Resident::linked(&town, OTHER).await;
    town.passes(TimeDelta::minutes(5));
    let tablet = reopened(&hanako, &town).await;
    town.passes(TimeDelta::minutes(5));
    tablet.get("/api/bookings").await.ok();
    let own = signed_in(&town, NUMBER).await;
    town.passes(TimeDelta::minutes(1));

    let open = own.get("/api/sessions").await.ok();
    assert_eq!(open["linkedAt"], "2026-11-24T00:30:00Z");
    let sessions = open["sessions"].as_array().unwrap();
    let facts: Vec<_> = sessions
        .iter()
        .map(|one| [&one["current"], &one["proof"], &one["signedInAt"], &one["lastUsedAt"]])
        .collect();
    assert_eq!(
        facts,
        [
            [
                &json!(true),
                &json!("couponNumber"),
                &json!("2026-11-24T00:40:00Z"),
                &json!("2026-11-24T00:41:00Z"),
            ],
            [
                &json!(false),
                &json!("line"),
                &json!("2026-11-24T00:35:00Z"),
                &json!("2026-11-24T00:40:00Z"),
            ],
            [
                &json!(false),
                &json!("couponNumber"),
                &json!("2026-11-24T00:30:00Z"),
                &json!("2026-11-24T00:30:00Z"),
            ],
        ]
    );
    // The list contains no token that would open a session.
    let text = open.to_string();
    for browser in [&own, &tablet, hanako.browser()] {
        assert!(!text.contains(&browser.holds("sesshu").unwrap()), "{text}");
    }
    let hashes: Vec<&str> = ids(&open);
    assert!(hashes.iter().all(|id| id.len() == 43), "{hashes:?}");
}

async fn last_use_is_known_in_the_last_half_hour_too(database: TestDatabase) {
    let town = Town::open(database).await;
    town.coupon(NUMBER, "1950-05-05").await;
    let old = signed_in(&town, NUMBER).await;
    for _ in 0..4 {
        town.passes(TimeDelta::minutes(28));
        old.get("/api/bookings").await.ok();
    }
    let own = signed_in(&town, NUMBER).await;
    let open = own.get("/api/sessions").await.ok();
    // 9:30 and 112 minutes.
    assert_eq!(open["sessions"][1]["lastUsedAt"], "2026-11-24T02:22:00Z");
}

async fn ended_session_is_refused_at_its_next_request(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon(NUMBER, "1950-05-05").await;
    let [own, lost, kept] =
        [signed_in(&town, NUMBER).await, signed_in(&town, NUMBER).await, town.browser()];
    town.passes(TimeDelta::seconds(1));
    kept.shows(&coupon).await.ok();
    let open = own.get("/api/sessions").await.ok();
    let [_, _, id] = ids(&open)[..] else { panic!("{open}") };

    assert_eq!(own.delete(&format!("/api/sessions/{id}")).await.status, 204);
    assert_eq!(lost.get("/api/bookings").await.refused(), NOT_IDENTIFIED);
    assert_eq!(lost.get("/api/session").await.ok()["identified"], false);
    for browser in [&own, &kept] {
        browser.get("/api/bookings").await.ok();
    }
    // The second request for the same session is answered with 404.
    assert_eq!(own.delete(&format!("/api/sessions/{id}")).await.refused(), NOT_FOUND);
    let acts = town.history(&coupon).await;
    assert_eq!(acts.iter().filter(|act| **act == Act::SessionsEnded).count(), 1, "{acts:?}");
}

async fn all_other_sessions_end_and_the_link_stays(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, NUMBER).await;
    let stranger = Resident::linked(&town, OTHER).await;
    let tablet = reopened(&hanako, &town).await;
    let own = signed_in(&town, NUMBER).await;

    assert_eq!(own.delete("/api/sessions").await.status, 204);
    for ended in [hanako.browser(), &tablet] {
        assert_eq!(ended.get("/api/bookings").await.refused(), NOT_IDENTIFIED);
    }
    own.get("/api/bookings").await.ok();
    stranger.browser().get("/api/bookings").await.ok();
    let open = own.get("/api/sessions").await.ok();
    assert_eq!(ids(&open).len(), 1);
    assert_eq!(own.get("/api/session").await.ok()["linked"], true);

    // If there is no session to end, nothing is recorded.
    assert_eq!(own.delete("/api/sessions").await.status, 204);
    let acts = town.history(&coupon(NUMBER)).await;
    assert_eq!(acts.iter().filter(|act| **act == Act::SessionsEnded).count(), 1, "{acts:?}");
    own.post("/api/link/end", json!({})).await.ok();
    own.shows(&coupon(NUMBER)).await.ok();
    assert_eq!(own.get("/api/sessions").await.ok()["linkedAt"], Value::Null);
}

async fn session_of_another_person_is_as_unknown_as_one_that_never_was(database: TestDatabase) {
    let town = Town::open(database).await;
    for number in [NUMBER, OTHER] {
        town.coupon(number, "1950-05-05").await;
    }
    let [own, other] = [signed_in(&town, NUMBER).await, signed_in(&town, OTHER).await];
    let theirs = other.get("/api/sessions").await.ok();
    let [theirs] = ids(&theirs)[..] else { panic!("{theirs}") };
    let foreign = own.delete(&format!("/api/sessions/{theirs}")).await;
    let made_up = own.delete(&format!("/api/sessions/{}", "A".repeat(43))).await;
    assert_eq!((foreign.refused(), &foreign), (NOT_FOUND, &made_up));
    for id in ["1", "%00", "..%2F..", "%FF", &own.holds("sesshu").unwrap()] {
        assert_eq!(own.delete(&format!("/api/sessions/{id}")).await.refused(), NOT_FOUND, "{id}");
    }
    for browser in [&own, &other] {
        browser.get("/api/bookings").await.ok();
    }

    let nobody = town.browser();
    assert_eq!(nobody.get("/api/sessions").await.refused(), NOT_IDENTIFIED);
    assert_eq!(nobody.delete("/api/sessions").await.refused(), NOT_IDENTIFIED);
    let path = format!("/api/sessions/{theirs}");
    assert_eq!(nobody.delete(&path).await.refused(), NOT_IDENTIFIED);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM session").await, 2);
}

/// One LINE account holds two coupons. It may choose either, so a session of the account sees all
/// sessions of the account. A session by coupon number sees those of that coupon only.
async fn family_sees_the_sessions_of_its_account_and_of_the_coupon(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, NUMBER).await;
    let taro = town.coupon(OTHER, "1950-05-05").await;
    let adding = reopened(&hanako, &town).await;
    adding.shows(&taro).await.ok();
    adding.put("/api/link", json!({})).await.ok();
    adding.delete("/api/session").await.ok();
    hanako.browser().delete("/api/session").await.ok();

    let phone = reopened(&hanako, &town).await;
    chooses(&phone, "7890").await;
    let tablet = reopened(&hanako, &town).await;
    chooses(&tablet, "7891").await;
    let undecided = reopened(&hanako, &town).await;
    let taros_own = signed_in(&town, OTHER).await;
    let hanakos_own = signed_in(&town, NUMBER).await;

    let seen = proofs(&phone).await;
    assert_eq!(seen.iter().filter(|proof| *proof == "line").count(), 3, "{seen:?}");
    assert_eq!(seen.len(), 4, "{seen:?}");
    assert_eq!(proofs(&taros_own).await.len(), 2, "theirs, and the tablet");
    assert_eq!(proofs(&hanakos_own).await.len(), 2, "theirs, and the phone");

    assert_eq!(phone.delete("/api/sessions").await.status, 204);
    for ended in [&tablet, &hanakos_own] {
        assert_eq!(ended.get("/api/bookings").await.refused(), NOT_IDENTIFIED);
    }
    assert_eq!(undecided.get("/api/session").await.ok()["lineKnown"], false);
    taros_own.get("/api/bookings").await.ok();
}

/// Both requests have been authenticated when the first one ends the other's session.
async fn of_two_sessions_that_end_each_other_at_once_one_stays(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    town.coupon(NUMBER, "1950-05-05").await;
    let [one, other] = [signed_in(&town, NUMBER).await, signed_in(&town, NUMBER).await];
    let blocker = Blocker::begin(&database).await;
    assert_eq!(blocker.execute("UPDATE coupon SET issuer = issuer").await, 1);
    let released = async {
        blocker.blocks().await;
        blocker.commit().await;
    };
    let both =
        futures_util::future::join(one.delete("/api/sessions"), other.delete("/api/sessions"));
    let ((first, second), ()) = futures_util::future::join(both, released).await;
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 401]);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM session").await, 1);
}

/// A session gets a new token at each change of rights. If it is ended at that moment, it does not
/// continue under the new token.
async fn session_that_changes_its_token_meanwhile_is_ended(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    town.coupon(NUMBER, "1950-05-05").await;
    signed_in(&town, NUMBER).await;
    town.passes(TimeDelta::seconds(1));
    let own = signed_in(&town, NUMBER).await;
    let blocker = Blocker::begin(&database).await;
    let changed = blocker
        .execute(
            "UPDATE session SET token_hash = seal \
             WHERE created_at = (SELECT MIN(created_at) FROM session)",
        )
        .await;
    assert_eq!(changed, 1);
    let released = async {
        blocker.blocks().await;
        blocker.commit().await;
    };
    let (ended, ()) = futures_util::future::join(own.delete("/api/sessions"), released).await;
    assert_eq!(ended.status, 204);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM session").await, 1);
    own.get("/api/bookings").await.ok();
}

async fn signed_in(town: &Town, number: &str) -> Browser {
    let browser = town.browser();
    browser.shows(&coupon(number)).await.ok();
    browser
}

async fn reopened(person: &Resident, town: &Town) -> Browser {
    let browser = town.browser();
    let id_token = person.id_token("/").await;
    browser.post("/api/session/line", json!({ "idToken": id_token })).await.ok();
    browser
}

async fn chooses(browser: &Browser, coupon_ends: &str) {
    let session = browser.get("/api/session").await.ok();
    let people = session["people"].as_array().unwrap();
    let person = people.iter().find(|one| one["couponEnds"] == coupon_ends).unwrap();
    browser.put("/api/session/person", json!({ "id": person["id"] })).await.ok();
}

/// Returns how the person signed in, for each session that a browser lists.
async fn proofs(browser: &Browser) -> Vec<String> {
    let open = browser.get("/api/sessions").await.ok();
    let sessions = open["sessions"].as_array().unwrap().iter();
    sessions.map(|one| one["proof"].as_str().unwrap().to_owned()).collect()
}

fn ids(open: &Value) -> Vec<&str> {
    let sessions = open["sessions"].as_array().unwrap().iter();
    sessions.map(|one| one["id"].as_str().unwrap()).collect()
}

fn coupon(number: &str) -> Coupon {
    Coupon { number: number.to_owned(), birth_date: "1950-05-05" }
}

both!(
    resident_sees_since_when_and_how_each_session_was_signed_in,
    last_use_is_known_in_the_last_half_hour_too,
    ended_session_is_refused_at_its_next_request,
    all_other_sessions_end_and_the_link_stays,
    session_of_another_person_is_as_unknown_as_one_that_never_was,
    family_sees_the_sessions_of_its_account_and_of_the_coupon,
    of_two_sessions_that_end_each_other_at_once_one_stays,
    session_that_changes_its_token_meanwhile_is_ended,
);

//! A request is authenticated, its session ends while it waits, and it goes on: nothing is done for
//! it any more.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::harness::{
    blocker::Blocker,
    database::TestDatabase,
    held::HeldRequest,
    town::{Browser, Coupon, Resident, Town},
};

const NUMBER: &str = "1234567890";
const OTHER: &str = "1234567891";
const SATURDAY: &str = "2026-12-05";
const NOT_IDENTIFIED: (u16, &str) = (401, "not_identified");
const SESSIONS: &str = "SELECT COUNT(*) AS n FROM session";

fn coupon(number: &str) -> Coupon {
    Coupon { number: number.to_owned(), birth_date: "1950-05-05" }
}

/// Returns a browser that has shown the coupon, and one of a thief who has shown it as well.
async fn owner_and_thief(town: &Town) -> (Browser, Browser) {
    town.coupon(NUMBER, "1950-05-05").await;
    let (own, thief) = (town.browser(), town.browser());
    own.signs_in(&coupon(NUMBER)).await;
    thief.shows(&coupon(NUMBER)).await.ok();
    (own, thief)
}

/// Ends all sessions but the one of this browser.
async fn ends_the_others(own: &Browser, ended: &Browser) {
    assert_eq!(own.delete("/api/sessions").await.status, 204);
    assert_eq!(ended.get("/api/contact").await.refused(), NOT_IDENTIFIED);
}

async fn opened_by_line(town: &Town, person: &Resident) -> Browser {
    let browser = town.browser();
    let id_token = person.id_token("/").await;
    browser.post("/api/session/line", json!({ "idToken": id_token })).await.ok();
    browser
}

async fn contact_held_back_until_its_session_has_ended_is_refused(database: TestDatabase) {
    let town = Town::open(database).await;
    let (own, thief) = owner_and_thief(&town).await;
    let contact = own.get("/api/contact").await.ok();
    let held = HeldRequest::begin(&town, &thief, "PUT /api/contact").await;
    ends_the_others(&own, &thief).await;
    let theirs = json!({ "name": "ドロボウ", "phone": "08000000000", "email": "thief@example.jp" });
    let (status, _) = held.complete(&theirs).await;
    assert_eq!(status, 401);
    assert_eq!(own.get("/api/contact").await.ok(), contact);
}

async fn booking_held_back_until_its_session_has_ended_is_refused(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 5).await;
    let (own, thief) = owner_and_thief(&town).await;
    let held = HeldRequest::begin(&town, &thief, "POST /api/bookings").await;
    ends_the_others(&own, &thief).await;
    let (status, _) = held.complete(&json!({ "slotId": slot.to_string() })).await;
    assert_eq!((status, town.booked(slot).await), (401, 0));
    own.books(slot).await.ok();
    assert_eq!(town.booked(slot).await, 1);
}

/// Not even the booking that the coupon has already is shown.
async fn repeated_booking_of_an_ended_session_shows_nothing(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 5).await;
    let (own, thief) = owner_and_thief(&town).await;
    own.books(slot).await.ok();
    let held = HeldRequest::begin(&town, &thief, "POST /api/bookings").await;
    ends_the_others(&own, &thief).await;
    let (status, _) = held.complete(&json!({ "slotId": slot.to_string() })).await;
    assert_eq!(status, 401);
}

/// Unlinking gives a new token, which must not bring an ended session back.
async fn unlinking_held_back_until_its_session_has_ended_opens_no_session(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, NUMBER).await;
    let taro = town.coupon(OTHER, "1950-05-05").await;
    let adding = opened_by_line(&town, &hanako).await;
    adding.shows(&taro).await.ok();
    adding.put("/api/link", json!({})).await.ok();

    // The account has two coupons now.
    let held = HeldRequest::begin(&town, &adding, "POST /api/link/end").await;
    ends_the_others(hanako.browser(), &adding).await;
    let (status, head) = held.complete(&json!({})).await;
    assert_eq!(status, 401, "{head}");
    assert!(!head.contains("set-cookie"), "{head}");
    assert_eq!(town.count(SESSIONS).await, 1);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM link").await, 2);
    hanako.browser().get("/api/contact").await.ok();
}

/// The coupon is proved by its number, the account only by the session that ends.
async fn account_of_an_ended_session_does_not_come_back_with_a_number(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, NUMBER).await;
    let own = town.coupon(OTHER, "1950-05-05").await;
    let thief = opened_by_line(&town, &hanako).await;
    let form = json!({
        "couponNumber": own.number,
        "birthDate": own.birth_date,
        "termsVersion": town.settings().municipality.terms.version,
    });
    let held = HeldRequest::begin(&town, &thief, "POST /api/session/coupon").await;
    ends_the_others(hanako.browser(), &thief).await;
    let (status, head) = held.complete(&form).await;
    assert_eq!(status, 503, "{head}");
    assert!(!head.contains("set-cookie"), "{head}");
    assert_eq!(town.count(SESSIONS).await, 1);
    // Tried again, only the coupon is known.
    thief.shows(&own).await.ok();
    let session = thief.get("/api/session").await.ok();
    assert_eq!((&session["lineKnown"], &session["people"]), (&json!(false), &json!([])));
}

/// Both sessions of the linked account have been authenticated when the coupon is unlinked.
async fn link_that_meets_an_unlinking_is_refused(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let former = Resident::linked(&town, NUMBER).await;
    let by_link = opened_by_line(&town, &former).await;
    let blocker = Blocker::begin(&database).await;
    // As unlinking does.
    blocker.execute("UPDATE coupon SET bookings = bookings").await;
    assert_eq!(blocker.execute("DELETE FROM link").await, 1);
    assert_eq!(blocker.execute("DELETE FROM session").await, 2);
    let released = async {
        blocker.blocks_transactions(2).await;
        blocker.commit().await;
    };
    let both = futures_util::future::join(
        former.browser().put("/api/link", json!({})),
        by_link.put("/api/link", json!({})),
    );
    let ((by_number, by_link), ()) = futures_util::future::join(both, released).await;
    assert_eq!((by_number.refused(), by_link.refused()), (NOT_IDENTIFIED, NOT_IDENTIFIED));
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM link").await, 0);
}

/// The cancellation waits for the slot, whose row is locked.
async fn cancellation_that_meets_the_end_of_its_session_is_refused(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 5).await;
    let (own, thief) = owner_and_thief(&town).await;
    let booking = own.books(slot).await.ok();
    town.passes(TimeDelta::seconds(1));
    let kept = town.browser();
    kept.shows(&coupon(NUMBER)).await.ok();

    let blocker = Blocker::begin(&database).await;
    blocker.execute(&format!("UPDATE slot SET booked = booked WHERE id = {slot}")).await;
    let ended = "DELETE FROM session WHERE created_at < (SELECT MAX(created_at) FROM session)";
    assert_eq!(blocker.execute(ended).await, 2);
    let released = async {
        blocker.blocks().await;
        blocker.commit().await;
    };
    let (answer, ()) = futures_util::future::join(thief.cancels(&booking), released).await;
    assert_eq!(answer.refused(), NOT_IDENTIFIED);
    assert_eq!(town.booked(slot).await, 1);
    assert_eq!(kept.booking().await["id"], booking["id"]);
}

/// Write access to the database without a key does not prolong a session.
async fn session_whose_end_is_put_off_ends_two_hours_after_its_proof(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let (own, _) = owner_and_thief(&town).await;
    let later = (town.now() + TimeDelta::days(30)).timestamp_micros();
    let behind = database.behind_the_scenes().await;
    let prolonged = format!("UPDATE session SET expires_at = {later}, last_used_at = {later}");
    assert_eq!(behind.execute_unprepared(&prolonged).await.unwrap().rows_affected(), 2);
    behind.close().await.unwrap();

    town.turn_to("2026-11-24T11:29:59");
    assert_eq!(own.get("/api/session").await.ok()["identified"], true);
    assert_eq!(own.get("/api/sessions").await.ok()["sessions"].as_array().unwrap().len(), 2);
    town.turn_to("2026-11-24T11:30:00");
    assert_eq!(own.get("/api/session").await.ok()["identified"], false);
    assert_eq!(own.get("/api/contact").await.refused(), NOT_IDENTIFIED);
    own.shows(&coupon(NUMBER)).await.ok();
    assert_eq!(own.get("/api/sessions").await.ok()["sessions"].as_array().unwrap().len(), 1);
}

both!(
    contact_held_back_until_its_session_has_ended_is_refused,
    booking_held_back_until_its_session_has_ended_is_refused,
    repeated_booking_of_an_ended_session_shows_nothing,
    unlinking_held_back_until_its_session_has_ended_opens_no_session,
    account_of_an_ended_session_does_not_come_back_with_a_number,
    link_that_meets_an_unlinking_is_refused,
    cancellation_that_meets_the_end_of_its_session_is_refused,
    session_whose_end_is_put_off_ends_two_hours_after_its_proof,
);

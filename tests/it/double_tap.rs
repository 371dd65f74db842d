//! Double taps, two phones, lost responses, and the last second before a deadline.

use futures_util::future::join_all;

use crate::harness::{
    database::TestDatabase,
    town::{Answer, Browser, Town},
};

const CONFLICT: u16 = 409;

async fn many_taps_at_once_are_one_booking(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 12).await;
    let browser = somebody(&town, "1234567890").await;

    let taps = join_all((0..16).map(|_| browser.books(slot))).await;
    let [first, others @ ..] = &taps.into_iter().map(Answer::ok).collect::<Vec<_>>()[..] else {
        panic!("nobody tapped");
    };
    assert!(others.iter().all(|other| other == first));
    // The response was lost, and the request is repeated.
    assert_eq!(browser.books(slot).await.ok()["id"], first["id"]);
    assert_eq!(browser.booking().await["id"], first["id"]);
    assert_eq!(town.booked(slot).await, 1);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM notice").await, 1);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM history WHERE act = 'booked'").await, 1);
}

async fn a_lost_answer_is_asked_for_again_by_its_key(database: TestDatabase) {
    let town = Town::open(database).await;
    let ten = town.slot("hall", "2026-12-05", "10:00", 12).await;
    let eleven = town.slot("hall", "2026-12-05", "11:00", 12).await;
    let browser = somebody(&town, "1234567890").await;
    let (form, next_form) = ("0f8fad5b-d9cb-469f-a165-70867728950e", "another-form-of-theirs");

    let taps = join_all((0..8).map(|_| browser.books_by_key(ten, form))).await;
    let [first, others @ ..] = &taps.into_iter().map(Answer::ok).collect::<Vec<_>>()[..] else {
        panic!("nobody tapped");
    };
    assert!(others.iter().all(|other| other == first));
    assert_eq!(town.booked(ten).await, 1);

    // Cancelled on another phone in the meantime: the late repeat books nothing.
    browser.cancels(first).await.ok();
    let late = browser.books_by_key(ten, form).await;
    assert_eq!(late.refused(), (CONFLICT, "booking_cancelled"));
    assert_eq!(town.booked(ten).await, 0);
    assert_eq!(browser.books_by_key(eleven, form).await.refused(), (422, "key_used"));
    assert_eq!(browser.books_by_key(eleven, "short").await.refused(), (400, "malformed"));

    let again = browser.books_by_key(ten, next_form).await.ok();
    assert_ne!(again["id"], first["id"]);
    // An idempotency key belongs to one person.
    let neighbour = somebody(&town, "1234567891").await;
    assert_ne!(neighbour.books_by_key(ten, next_form).await.ok()["id"], again["id"]);
    assert_eq!(town.booked(ten).await, 2);
}

async fn what_was_refused_may_be_granted_to_the_same_form_later(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 1).await;
    let (taro, hanako) = (somebody(&town, "1234567891").await, somebody(&town, "1234567890").await);
    let taros = taro.books(slot).await.ok();
    assert_eq!(
        hanako.books_by_key(slot, "hanakos-own-form").await.refused(),
        (CONFLICT, "slot_full")
    );
    taro.cancels(&taros).await.ok();
    assert_eq!(hanako.books_by_key(slot, "hanakos-own-form").await.status, 201);
}

async fn a_seat_goes_into_ones_own_calendar(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 12).await;
    let (headers, entry) =
        town.browser().reads(&format!("/api/slots/{slot}/calendar.ics?language=ja")).await;
    assert_eq!(headers["content-type"], "text/calendar; charset=utf-8");
    assert!(entry.starts_with("BEGIN:VCALENDAR\r\n"), "{entry}");
    assert!(entry.contains("DTSTART:20261205T010000Z\r\n"), "{entry}");
    assert!(entry.contains("潮風市民ホール"), "{entry}");
    let nowhere = town.browser().get("/api/slots/999/calendar.ics").await;
    assert_eq!(nowhere.refused(), (404, "slot_unknown"));
}

async fn two_phones_with_one_coupon_get_one_seat(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let ten = town.slot("hall", "2026-12-05", "10:00", 12).await;
    let eleven = town.slot("port", "2026-12-05", "11:00", 12).await;
    let (phone, tablet) = (town.browser(), town.browser());
    phone.signs_in(&coupon).await;
    tablet.signs_in(&coupon).await;

    let (phones, tablets) = tokio::join!(phone.books(ten), tablet.books(eleven));
    let (won, lost) = if phones.status == 201 { (phones, tablets) } else { (tablets, phones) };
    assert_eq!(won.status, 201);
    assert_eq!(lost.refused(), (CONFLICT, "already_booked"));
    assert_eq!(lost.detail(), "すでに予約があります。マイページでご確認ください。");
    assert_eq!(town.booked(ten).await + town.booked(eleven).await, 1);
    assert_eq!(phone.booking().await, tablet.booking().await);
}

/// The second phone is shown what the first has booked, and a repeat under its key returns the
/// same.
async fn what_a_second_phone_was_answered_stays_its_answer(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let ten = town.slot("hall", "2026-12-05", "10:00", 12).await;
    let (phone, tablet) = (town.browser(), town.browser());
    phone.signs_in(&coupon).await;
    tablet.signs_in(&coupon).await;
    let phones = phone.books_by_key(ten, "the-form-of-the-phone").await.ok();
    let tablets = tablet.books_by_key(ten, "the-form-of-the-tablet").await.ok();
    assert_eq!(phones["id"], tablets["id"]);
    phone.cancels(&phones).await.ok();
    let late = tablet.books_by_key(ten, "the-form-of-the-tablet").await;
    assert_eq!(late.refused(), (CONFLICT, "booking_cancelled"));
    assert_eq!(town.booked(ten).await, 0);
}

async fn who_has_a_booking_gets_no_other_until_it_is_cancelled(database: TestDatabase) {
    let town = Town::open(database).await;
    let ten = town.slot("hall", "2026-12-05", "10:00", 12).await;
    let eleven = town.slot("hall", "2026-12-05", "11:00", 12).await;
    let browser = somebody(&town, "1234567890").await;
    let booking = browser.books(ten).await.ok();
    assert_eq!(browser.books(eleven).await.refused(), (CONFLICT, "already_booked"));

    // Cancelled by a double tap, and once more when the response was lost.
    let (first, second) = tokio::join!(browser.cancels(&booking), browser.cancels(&booking));
    let first = first.ok();
    assert_eq!(first, second.ok());
    assert_eq!(first, browser.cancels(&booking).await.ok());
    assert_eq!(first["state"], "cancelled");
    assert_eq!(town.booked(ten).await, 0);

    let again = browser.books(eleven).await.ok();
    assert_ne!(again["id"], booking["id"]);
    let bookings = browser.get("/api/bookings").await.ok();
    assert_eq!(bookings["current"]["id"], again["id"]);
    assert_eq!(bookings["history"][0]["id"], booking["id"]);
    town.works().await;
    town.owes_nothing().await;
}

async fn the_last_seat_goes_to_one_and_the_other_is_told(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 1).await;
    let hanako = somebody(&town, "1234567890").await;
    let taro = somebody(&town, "1234567891").await;
    let (hanakos, taros) = tokio::join!(hanako.books(slot), taro.books(slot));
    let (won, lost) = if hanakos.status == 201 { (hanakos, taros) } else { (taros, hanakos) };
    assert_eq!(won.status, 201);
    assert_eq!(lost.refused(), (CONFLICT, "slot_full"));
    assert!(lost.detail().contains("ほかの時間を選んでください"));
}

async fn nobody_books_or_cancels_for_somebody_else(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 12).await;
    let hanako = somebody(&town, "1234567890").await;
    let booking = hanako.books(slot).await.ok();
    let taro = somebody(&town, "1234567891").await;
    assert_eq!(taro.cancels(&booking).await.refused(), (404, "booking_unknown"));
    let stranger = town.browser();
    assert_eq!(stranger.books(slot).await.refused(), (401, "not_identified"));
    assert_eq!(stranger.cancels(&booking).await.refused(), (401, "not_identified"));
    // After a log-out there is no identity.
    hanako.delete("/api/session").await.ok();
    assert_eq!(hanako.cancels(&booking).await.refused(), (401, "not_identified"));
    assert_eq!(town.booked(slot).await, 1);
}

async fn a_slot_that_is_over_or_not_there_is_refused(database: TestDatabase) {
    let town = Town::open(database).await;
    let yesterday = town.slot("hall", "2026-11-23", "10:00", 12).await;
    let today = town.slot("hall", "2026-11-24", "16:00", 12).await;
    let browser = somebody(&town, "1234567890").await;
    for slot in [yesterday, today] {
        assert_eq!(browser.books(slot).await.refused(), (CONFLICT, "slot_closed"));
    }
    for unknown in ["0", "-1", "999999", "9223372036854775807", "99999999999999999999", "x", ""] {
        let form = serde_json::json!({ "slotId": unknown });
        let answer = browser.post("/api/bookings", form).await;
        assert_eq!(answer.refused(), (404, "slot_unknown"), "{unknown}");
    }
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM booking").await, 0);
}

async fn bookings_are_taken_while_the_programme_is_open(database: TestDatabase) {
    // From 2026-11-01 9:00 until just before 2028-03-31 17:00.
    for (moment, date, outcome) in [
        ("2026-11-01T08:59:59", "2026-12-05", Err("slot_closed")),
        ("2026-11-01T09:00:00", "2026-12-05", Ok(())),
        ("2028-03-31T16:59:59", "2028-04-05", Ok(())),
        ("2028-03-31T17:00:00", "2028-04-06", Err("slot_closed")),
    ] {
        let number = moment.replace(['-', 'T', ':'], "");
        let town = Town::open(database.clone()).await;
        let slot = town.slot("hall", date, "10:00", 12).await;
        town.turn_to(moment);
        let browser = somebody(&town, &number[4..]).await;
        told(&browser.books(slot).await, outcome, moment);
    }
}

async fn booking_ends_with_the_last_second_of_the_day_before(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 12).await;
    town.turn_to("2026-12-04T23:35:00");
    let hanako = somebody(&town, "1234567890").await;
    let taro = somebody(&town, "1234567891").await;
    town.turn_to("2026-12-04T23:59:59");
    told(&hanako.books(slot).await, Ok(()), "the last second");
    town.turn_to("2026-12-05T00:00:00");
    told(&taro.books(slot).await, Err("slot_closed"), "midnight");
    // The holder of the seat still gets the same response under the same key.
    told(&hanako.books(slot).await, Ok(()), "asked again");
}

async fn cancelling_ends_with_the_last_second_of_the_third_day_before(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2027-05-05", "10:00", 12).await;
    town.turn_to("2027-05-02T23:35:00");
    let hanako = somebody(&town, "1234567890").await;
    let taro = somebody(&town, "1234567891").await;
    let hanakos = hanako.books(slot).await.ok();
    let taros = taro.books(slot).await.ok();
    assert_eq!(taros["cancelUntil"], "2027-05-02T15:00:00Z");

    town.turn_to("2027-05-02T23:59:59");
    assert_eq!(hanako.booking().await["cancellable"], true);
    told(&hanako.cancels(&hanakos).await, Ok(()), "the last second");
    town.turn_to("2027-05-03T00:00:00");
    assert_eq!(taro.booking().await["cancellable"], false);
    let refused = taro.cancels(&taros).await;
    told(&refused, Err("cancel_deadline_passed"), "midnight");
    assert!(refused.detail().contains("コールセンター"));
    // What was cancelled in time remains so when the request is repeated.
    told(&hanako.cancels(&hanakos).await, Ok(()), "asked again");
    assert_eq!(town.booked(slot).await, 1);
}

async fn slot_that_has_begun_is_not_booked_online(database: TestDatabase) {
    let town = Town::with(database, |settings| settings.programme.book_until_days_before = 0).await;
    let slot = town.slot("hall", "2026-11-24", "10:00", 12).await;
    town.turn_to("2026-11-24T09:45:00");
    let hanako = somebody(&town, "1234567890").await;
    let taro = somebody(&town, "1234567891").await;
    let free = |answer: &serde_json::Value| answer["left"].as_u64();
    let path = format!("/api/slots/{slot}");
    town.turn_to("2026-11-24T09:59:59");
    assert_eq!(free(&hanako.get(&path).await.ok()), Some(12));
    let day = hanako.get("/api/venues?date=2026-11-24").await.ok();
    assert_eq!(day[0]["mark"], "plenty");
    told(&hanako.books(slot).await, Ok(()), "before it begins");

    town.turn_to("2026-11-24T10:00:00");
    assert_eq!(free(&taro.get(&path).await.ok()), Some(0));
    let day = taro.get("/api/venues?date=2026-11-24").await.ok();
    assert_eq!(day[0]["mark"], "none", "the answer of before is not shown again");
    told(&taro.books(slot).await, Err("slot_closed"), "begun");
    told(&hanako.books(slot).await, Ok(()), "asked again");
}

/// Identifies a person and stores a contact.
async fn somebody(town: &Town, number: &str) -> Browser {
    let coupon = town.coupon(number, "1950-05-05").await;
    let browser = town.browser();
    browser.signs_in(&coupon).await;
    browser
}

/// Checks that a request succeeded, or was refused with this code.
#[track_caller]
fn told(answer: &Answer, outcome: Result<(), &str>, when: &str) {
    match outcome {
        Ok(()) => drop(answer.clone().ok()),
        Err(code) => assert_eq!(answer.refused(), (CONFLICT, code), "{when}"),
    }
}

both!(
    many_taps_at_once_are_one_booking,
    a_lost_answer_is_asked_for_again_by_its_key,
    what_was_refused_may_be_granted_to_the_same_form_later,
    a_seat_goes_into_ones_own_calendar,
    two_phones_with_one_coupon_get_one_seat,
    what_a_second_phone_was_answered_stays_its_answer,
    who_has_a_booking_gets_no_other_until_it_is_cancelled,
    the_last_seat_goes_to_one_and_the_other_is_told,
    nobody_books_or_cancels_for_somebody_else,
    a_slot_that_is_over_or_not_there_is_refused,
    slot_that_has_begun_is_not_booked_online,
    bookings_are_taken_while_the_programme_is_open,
    booking_ends_with_the_last_second_of_the_day_before,
    cancelling_ends_with_the_last_second_of_the_third_day_before,
);

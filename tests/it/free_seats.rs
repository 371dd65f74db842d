//! Availability is served from memory: current after our own changes, after a second where other
//! processes changed it, and with its age if the database is unreachable.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures_util::future::join_all;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, IF_NONE_MATCH};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sesshu::{
    gate::Gate,
    reception::{Desk, Wish},
    storage::{SlotSums, Slots, Store},
    vaccination::{history::Way, ids::SlotId, time::tokyo_date},
};

use crate::harness::{
    client::client,
    database::{TestDatabase, on_sqlite},
    town::{SignedIn, Town},
};

/// Returns the resident service of another process, with connections of its own.
async fn desk_of_another_process(town: &Town) -> (Desk, Store) {
    let store = town.second_service().await.store;
    let (programme, limits) = (town.settings().programme.clone(), town.settings().limits);
    (Desk::new(store.clone(), programme, Gate::new(store.clone(), limits)), store)
}

async fn left(desk: &Desk, slot: SlotId, now: DateTime<Utc>) -> u32 {
    desk.slot(slot, Way::Liff, now).await.unwrap().unwrap().0.left
}

async fn person(town: &Town, number: &str) -> SignedIn {
    let coupon = town.coupon(number, "1950-05-05").await;
    town.signs_in(&coupon).await
}

/// Only answers about days with slots are cached, so a stranger who requests any number of other
/// days cannot empty the cache.
async fn answer_about_a_real_day_is_kept_while_an_outsider_asks_for_other_days(
    database: TestDatabase,
) {
    let town = Town::open(database).await;
    town.slot("hall", "2026-12-05", "10:00", 4).await;
    let bodies = || format!("{:?}", town.service().app.bodies);
    let kept = || bodies().matches("Question {").count();
    let http = client();
    let asks = |date: NaiveDate| {
        let request = http.get(format!("{}/api/venues?date={date}", town.url()));
        async move { assert_eq!(request.send().await.unwrap().status(), 200) }
    };
    asks("2026-12-05".parse().unwrap()).await;
    assert_eq!(kept(), 1);
    let outside: Vec<NaiveDate> =
        "2030-01-01".parse::<NaiveDate>().unwrap().iter_days().take(5_000).collect();
    for days in outside.chunks(50) {
        join_all(days.iter().map(|date| asks(*date))).await;
    }
    assert_eq!(kept(), 1);
    assert!(bodies().contains("2026-12-05"), "{}", bodies());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn store_of_answers_is_not_emptied_by_an_outsider() {
    on_sqlite(answer_about_a_real_day_is_kept_while_an_outsider_asks_for_other_days).await;
}

async fn what_others_change_is_seen_after_a_second(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 4).await;
    let (desk, _store) = desk_of_another_process(&town).await;
    let now = town.now();
    assert_eq!(left(&desk, slot, now).await, 4);
    town.books_behind_the_desk(person(&town, "1234567890").await.coupon, slot).await;
    let almost = now + TimeDelta::milliseconds(999);
    assert_eq!(left(&desk, slot, almost).await, 4);
    let before = desk.look(almost).await.unwrap();
    assert_eq!(before.age, TimeDelta::milliseconds(999));
    let then = now + TimeDelta::seconds(1);
    assert_eq!(left(&desk, slot, then).await, 3);
    let after = desk.look(then).await.unwrap();
    assert_eq!(after.age, TimeDelta::zero());
    assert_ne!(after.edition, before.edition);
    // Nothing has changed: the same version, confirmed again.
    let later = desk.look(then + TimeDelta::seconds(2)).await.unwrap();
    assert_eq!(later, after);
    // A slot that did not exist before.
    let eleven = town.slot("port", "2026-12-06", "11:00", 7).await;
    let later = then + TimeDelta::seconds(4);
    assert_ne!(desk.look(later).await.unwrap().edition, after.edition);
    assert_eq!(left(&desk, eleven, later).await, 7);
}

async fn what_we_change_is_seen_at_once(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 4).await;
    let (desk, _store) = desk_of_another_process(&town).await;
    let (person, now) = (person(&town, "1234567890").await, town.now());
    assert_eq!(left(&desk, slot, now).await, 4);
    let booking = desk.book(&person.wish(slot), now).await.unwrap();
    assert_eq!(left(&desk, slot, now).await, 3);
    desk.cancel(person.asking(), booking.id, now).await.unwrap();
    assert_eq!(left(&desk, slot, now).await, 4);
}

async fn while_the_database_is_gone_the_seats_are_shown_with_their_age(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 4).await;
    let (desk, store) = desk_of_another_process(&town).await;
    let now = town.now();
    assert_eq!(left(&desk, slot, now).await, 4);
    store.close().await.unwrap();
    for seconds in [2, 60, 599] {
        let later = now + TimeDelta::seconds(seconds);
        assert_eq!(left(&desk, slot, later).await, 4);
        assert_eq!(desk.look(later).await.unwrap().age, TimeDelta::seconds(seconds));
        assert!(desk.has_seats(later).await.unwrap());
    }
    assert!(desk.look(now + TimeDelta::seconds(600)).await.is_err());
}

/// Whatever changes slots, the checksum computed by the database equals that of the slots read.
async fn sums_are_the_same_here_and_there(database: TestDatabase) {
    let town = Town::open(database).await;
    let mut seen = vec![sums(&town).await];
    let slot = town.slot("hall", "2026-12-05", "10:00", 4).await;
    seen.push(sums(&town).await);
    let other = town.slot("hall", "2026-12-05", "11:00", 4).await;
    seen.push(sums(&town).await);
    let person = person(&town, "1234567890").await;
    let desk = town.service().app.desk.clone();
    let wish = Wish { way: Way::Web, ..person.wish(slot) };
    let booking = desk.book(&wish, town.now()).await.unwrap();
    seen.push(sums(&town).await);
    // One seat released here and one booked there.
    desk.cancel(person.asking(), booking.id, town.now()).await.unwrap();
    desk.book(&Wish { slot: other, ..wish }, town.now()).await.unwrap();
    seen.push(sums(&town).await);
    let tx = town.store().begin().await.unwrap();
    tx.set_closed(&[slot], true).await.unwrap();
    tx.commit().await.unwrap();
    seen.push(sums(&town).await);
    // Ids drawn from the clock, like CockroachDB's.
    let third = town.slot("hall", "2026-12-05", "12:00", 4).await;
    let mut update = Query::update();
    update.table("slot").value("id", 1_200_000_000_000_000_000_i64);
    town.execute(update.and_where(Expr::col("id").eq(third.0)).to_owned()).await;
    seen.push(sums(&town).await);
    for (place, one) in seen.iter().enumerate() {
        assert!(!seen[..place].contains(one), "the change before {place} is not seen");
    }
}

async fn sums(town: &Town) -> SlotSums {
    let (from, until) = (tokyo_date(town.now()), "2027-12-31".parse().unwrap());
    let slots = town.store().slots(Slots { venue: None, from, until }).await.unwrap();
    let read = SlotSums::of(&slots);
    assert_eq!(town.store().slot_sums(from, until).await.unwrap(), read);
    read
}

async fn an_answer_is_sent_once_to_whoever_holds_it(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 4).await;
    let path = "/api/calendar?month=2026-12";
    let (headers, plain) = town.browser().reads(path).await;
    assert_eq!(headers["age"], "0");
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["cache-control"], "private, no-cache");
    assert!(plain.contains("\"2026-12-05\""), "{plain}");
    let tag = headers["etag"].to_str().unwrap();

    let (status, again) = asks(&town, path, Some(tag), "identity").await;
    assert_eq!((status, &again["etag"]), (304, &headers["etag"]));
    let (status, compressed) = asks(&town, path, Some(tag), "gzip").await;
    assert_eq!((status, &compressed["content-encoding"]), (200, &"gzip".parse().unwrap()));
    assert_ne!(compressed["etag"], headers["etag"]);
    let held = compressed["etag"].to_str().unwrap();
    assert_eq!(asks(&town, path, Some(held), "gzip").await.0, 304);

    // Three seats of four look the same as four; a full slot does not.
    for number in ["1234567890", "1234567891", "1234567892"] {
        town.books_behind_the_desk(person(&town, number).await.coupon, slot).await;
    }
    assert_eq!(asks(&town, path, Some(tag), "identity").await.0, 304);
    town.books_behind_the_desk(person(&town, "1234567893").await.coupon, slot).await;
    let (status, full) = asks(&town, path, Some(tag), "identity").await;
    assert_eq!(status, 200);
    assert_ne!(full["etag"], headers["etag"]);
}

async fn asks(town: &Town, path: &str, held: Option<&str>, coding: &str) -> (u16, HeaderMap) {
    let request = client().get(format!("{}{path}", town.url())).header(ACCEPT_ENCODING, coding);
    let request = match held {
        Some(tag) => request.header(IF_NONE_MATCH, tag),
        None => request,
    };
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.headers().clone())
}

async fn who_looks_at_midnight_sees_the_deadlines_of_the_new_day(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 4).await;
    town.turn_to("2026-12-04T23:59:59");
    let path = format!("/api/times?venue={}&date=2026-12-05", venue_of(&town, slot).await);
    let before = town.browser().get(&path).await.ok();
    assert_eq!((before[0]["left"].as_u64(), before[0]["mark"].as_str()), (Some(4), Some("plenty")));
    town.turn_to("2026-12-05T00:00:00");
    let after = town.browser().get(&path).await.ok();
    assert_eq!((after[0]["left"].as_u64(), after[0]["mark"].as_str()), (Some(0), Some("none")));
}

async fn venue_of(town: &Town, slot: SlotId) -> i64 {
    town.store().slot(slot).await.unwrap().unwrap().venue.0
}

both!(
    what_others_change_is_seen_after_a_second,
    what_we_change_is_seen_at_once,
    while_the_database_is_gone_the_seats_are_shown_with_their_age,
    sums_are_the_same_here_and_there,
    an_answer_is_sent_once_to_whoever_holds_it,
    who_looks_at_midnight_sees_the_deadlines_of_the_new_day,
);

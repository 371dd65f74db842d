//! `make bench-reminders`: sends 100,000 reminders on the day before, compared with the minimum
//! time that LINE's rate limit for multicasts allows.
//!
//! The simulator plays LINE in the same process and enforces LINE's rates, so the measurement
//! covers everything from the bookings to LINE's responses, on the machine's own clock.
//! `SESSHU_REMINDERS` and `SESSHU_SEATS` (people per slot, who get the same message) change the
//! size. PostgreSQL is measured as well if `SESSHU_TEST_POSTGRES` names one.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on ends there")]
#![expect(clippy::print_stdout, reason = "figures are its data")]

#[path = "../tests/it/harness/coupon.rs"]
mod coupon;
#[path = "../tests/it/harness/fresh.rs"]
mod fresh;

use std::{str::FromStr, sync::Arc, time::Instant};

use chrono::{DateTime, Utc};
use coupon::coupon;
use fresh::Fresh;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use sesshu::{
    cli::{Service, Settings},
    storage::{Linked, NewBooking, NewCoupon, NewSlot, NewVenue, Store},
    vaccination::{
        coupon::Proof,
        history::Way,
        ids::{SlotId, VenueId},
        share::{Kept, Share},
        time::{Clock, TimeOfDay},
    },
};

/// 32 different bytes.
const SEALING_KEY: &str = "1:AgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICE=";

const SETTINGS: &str = include_str!("../fixtures/sesshu.toml");
const FAQ: &str = include_str!("../fixtures/faq.toml");
/// LINE's rate limit for multicasts (Messaging API reference, "Rate limits").
const CALLS_A_SECOND: f64 = 200.0;
/// The time of the bookings, two days before, and the hour of the reminders.
const BOOKED_AT: &str = "2026-12-03T12:00:00+09:00";
const TEN: &str = "2026-12-04T10:00:00+09:00";
/// How many people are inserted in one transaction.
const AT_ONCE: usize = 2_000;

/// A clock shared by the service and the simulator.
#[derive(Debug)]
struct OneClock(line_simulator::Clock);

impl Clock for OneClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }
}

#[tokio::main]
async fn main() {
    // `cargo test` builds this as well, and must not run it.
    if std::env::args().any(|argument| argument == "--bench") {
        Box::pin(measure("SQLite", Fresh::sqlite())).await;
        if std::env::var_os("SESSHU_TEST_POSTGRES").is_some() {
            Box::pin(measure("PostgreSQL", Fresh::postgres().await)).await;
        }
    }
}

async fn measure(kind: &str, fresh: Fresh) {
    let people: usize = number("SESSHU_REMINDERS", 100_000);
    let seats: usize = number("SESSHU_SEATS", 40);
    let clock = line_simulator::Clock::running();
    clock.set(BOOKED_AT.parse().unwrap());
    let line = line_simulator::start(line(), clock.clone()).await.unwrap();
    let settings = settings(&fresh.url, line.url());
    let service = Service::wire(&settings, Arc::new(OneClock(clock.clone()))).await.unwrap();
    service.store.migrate().await.unwrap();
    let mut user_ids = Vec::with_capacity(people);
    for _ in 0..people {
        let person = line.simulator().add_person("潮風 花子", "ja");
        person.follow().await.unwrap();
        user_ids.push(person.user_id().to_owned());
    }
    Box::pin(everybody_books(&service.store, &user_ids, seats)).await;
    after_some_days(&fresh.url).await;

    clock.set(TEN.parse().unwrap());
    let began = Instant::now();
    let reminded = service.notices.remind(service.app.clock.as_ref()).await.unwrap();
    let took = began.elapsed().as_secs_f64();

    assert_eq!(reminded, people);
    let sent = "SELECT COUNT(*) AS n FROM notice WHERE kind = 'reminder' AND state = 'sent'";
    assert_eq!(count(&fresh.url, sent).await, people);
    let calls = count(&fresh.url, "SELECT COUNT(*) AS n FROM multicast").await;
    let quota = service.line.quota().await.unwrap();
    assert_eq!(quota.used, people as u64, "each was told once");
    let limit = f64::from(u32::try_from(calls).unwrap()) / CALLS_A_SECOND;
    println!(
        "{kind}: {people} reminders in {calls} calls: {took:.2} s; LINE's rate allows {limit:.2} s: \
         {:.1} %",
        100.0 * limit / took
    );
    service.store.close().await.unwrap();
    line.shutdown().await;
    fresh.close().await;
}

/// Inserts a coupon, an account that is a friend, a link and a booking for each user, with `seats`
/// people to a slot.
async fn everybody_books(store: &Store, user_ids: &[String], seats: usize) {
    let now: DateTime<Utc> = BOOKED_AT.parse().unwrap();
    let slots = slots(store, user_ids.len().div_ceil(seats), seats).await;
    let numbered: Vec<(usize, &String)> = user_ids.iter().enumerate().collect();
    for some in numbered.chunks(AT_ONCE) {
        let tx = store.begin().await.unwrap();
        let coupons: Vec<NewCoupon> = some.iter().map(|(index, _)| coupon_of(*index)).collect();
        tx.add_coupons(&coupons, now).await.unwrap();
        for (index, user_id) in some {
            let NewCoupon { number, birth_date, .. } = coupon_of(*index);
            let proof = Proof { number, birth_date };
            let coupon = tx.coupons_by_proof(&proof).await.unwrap()[0].id;
            let account = tx.account(user_id, now).await.unwrap();
            tx.set_friend(account, true, now).await.unwrap();
            assert_eq!(tx.link(coupon, account, now).await.unwrap(), Linked::New);
            // In mixed order as in reality, not slot by slot.
            let slot = slots[index % slots.len()];
            assert!(tx.take_seat(slot, Share::Line, Kept::default()).await.unwrap().is_applied());
            let booking = NewBooking { coupon, slot, way: Way::Liff, most: 1, past: None };
            tx.add_booking(&booking, now).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

async fn slots(store: &Store, count: usize, seats: usize) -> Vec<SlotId> {
    let tx = store.begin().await.unwrap();
    let mut slots = Vec::new();
    // A venue has 32 slots of a quarter of an hour.
    for venue in 0..count.div_ceil(32) {
        let venue: VenueId = tx.put_venue(&new_venue(venue)).await.unwrap();
        for quarter in 0..32_u16 {
            let minute = 9 * 60 + quarter * 15;
            let starts = TimeOfDay::from_minutes(minute).unwrap();
            let ends = TimeOfDay::from_minutes(minute + 15).unwrap();
            let date = "2026-12-05".parse().unwrap();
            let capacity = u32::try_from(seats).unwrap();
            let slot = NewSlot { venue, date, starts, ends, capacity };
            slots.push(tx.put_slot(&slot).await.unwrap());
        }
    }
    tx.commit().await.unwrap();
    slots.truncate(count);
    slots
}

fn new_venue(index: usize) -> NewVenue {
    NewVenue {
        code: format!("venue-{index}"),
        category: "集団接種会場".to_owned(),
        name: format!("第{index}会場"),
        kana: "カイジョウ".to_owned(),
        address: "潮風市中央1丁目1番1号".to_owned(),
        notice: None,
        map_url: None,
        position: i32::try_from(index).unwrap(),
    }
}

fn coupon_of(index: usize) -> NewCoupon {
    coupon(&format!("{:010}", 2_000_000_000 + index), "1950-05-05")
}

fn line() -> line_simulator::Config {
    line_simulator::Config {
        channel: line_simulator::Channel {
            id: "1000000001".to_owned(),
            ..line_simulator::Channel::default()
        },
        ..line_simulator::Config::default()
    }
}

fn settings(database: &str, line: &str) -> Settings {
    let mut settings = Settings::parse(SETTINGS, |name| {
        Ok::<_, String>(if name == "faq.toml" { FAQ } else { "# 規約" }.to_owned())
    })
    .unwrap();
    settings.line.channel_secrets = vec![line_simulator::Channel::default().secret.into()];
    settings.rehearse_at(line.parse().unwrap());
    settings.database.url = database.into();
    settings.database.sealing_keys = Some(SEALING_KEY.into());
    settings.identity_in_chat = true;
    settings.names_on_line = true;
    settings
}

/// Updates PostgreSQL's statistics. The tables were filled within a minute; its own analysis comes
/// later, and until then it plans as for empty tables.
async fn after_some_days(url: &str) {
    let database = sea_orm::Database::connect(url).await.unwrap();
    if database.get_database_backend() == DbBackend::Postgres {
        database.execute_unprepared("ANALYZE").await.unwrap();
    }
    database.close().await.unwrap();
}

async fn count(url: &str, sql: &str) -> usize {
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let database = sea_orm::Database::connect(options).await.unwrap();
    let backend = database.get_database_backend();
    let row = database.query_one_raw(Statement::from_string(backend, sql)).await;
    let count: i64 = row.unwrap().unwrap().try_get("", "n").unwrap();
    database.close().await.unwrap();
    usize::try_from(count).unwrap()
}

fn number<N: FromStr>(variable: &str, otherwise: N) -> N {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

//! A town for the measurements: people who can book, and slots with a seat for each of them.

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use sesshu::{
    cli::Settings,
    gate::Gate,
    reception::Desk,
    storage::{Database, DatabaseMode, KeyRing, NewCoupon, NewSlot, Sealer, Session, Store},
    vaccination::{
        contact::Contact,
        coupon::Proof,
        ids::{CouponId, SlotId, VenueId},
        time::{Clock, TimeOfDay},
    },
};

use crate::{coupon::coupon, fresh::Fresh, hall::hall};

/// 32 different bytes.
const SEALING_KEY: &str = "1:AgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICE=";

const SETTINGS: &str = include_str!("../../fixtures/sesshu.toml");
const FAQ: &str = include_str!("../../fixtures/faq.toml");
/// The number of slots, on two days.
pub(crate) const SPREAD: usize = 100;
/// The capacity of a slot where many slots are booked up.
const SMALL: usize = 50;
/// The time of all bookings.
const NINE: &str = "2026-11-25T09:00:00+09:00";
/// How many people are inserted in one transaction.
const AT_ONCE: usize = 2_000;

pub(crate) fn now() -> DateTime<Utc> {
    static NOW: LazyLock<DateTime<Utc>> = LazyLock::new(|| NINE.parse().unwrap());
    *NOW
}

/// A clock that stands still.
#[derive(Debug)]
pub(crate) struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> DateTime<Utc> {
        now()
    }
}

#[derive(Clone)]
pub(crate) struct Town {
    fresh: Arc<Fresh>,
    pub(crate) store: Store,
    pub(crate) coupons: Arc<[CouponId]>,
    pub(crate) slots: Arc<[SlotId]>,
}

impl Town {
    /// Creates people with sessions, and a seat for each of them in every slot.
    pub(crate) async fn found(fresh: Fresh, people: usize) -> Self {
        let store = open(&fresh.url).await;
        let slots = slots(&store, SPREAD, people).await.into();
        let mut coupons = Vec::with_capacity(people);
        let places: Vec<_> = (0..people).collect();
        for places in places.chunks(AT_ONCE) {
            coupons.extend(move_in(&store, places).await);
        }
        Self { fresh: Arc::new(fresh), store, coupons: coupons.into(), slots }
    }

    /// Creates people who have only received their coupons, and `seats` seats.
    pub(crate) async fn invites(fresh: Fresh, people: usize, seats: usize) -> Self {
        let store = open(&fresh.url).await;
        let slots = slots(&store, seats / SMALL, SMALL).await.into();
        let places: Vec<_> = (0..people).collect();
        for places in places.chunks(AT_ONCE) {
            let tx = store.begin().await.unwrap();
            let coupons: Vec<_> =
                places.iter().map(|place| coupon(&number_of(*place), "1950-05-05")).collect();
            tx.add_coupons(&coupons, now()).await.unwrap();
            tx.commit().await.unwrap();
        }
        Self { fresh: Arc::new(fresh), store, coupons: Arc::default(), slots }
    }

    pub(crate) fn url(&self) -> &str {
        &self.fresh.url
    }

    pub(crate) fn desk(&self) -> Desk {
        let settings = self.settings();
        let gate = Gate::new(self.store.clone(), settings.limits);
        Desk::new(self.store.clone(), settings.programme, gate)
    }

    pub(crate) fn settings(&self) -> Settings {
        settings_for(self.url())
    }

    /// Deletes all bookings.
    pub(crate) async fn empty(&self) {
        let behind = self.behind().await;
        let is_sqlite = self.url().starts_with("sqlite:");
        // An emptied and analyzed table would be planned for as if it stayed empty. A truncated one
        // is planned for like a new one.
        let empty: &[&str] = if is_sqlite {
            &[
                "DELETE FROM repeat",
                "DELETE FROM notice",
                "DELETE FROM history",
                "DELETE FROM booking",
            ]
        } else {
            &["TRUNCATE repeat, notice, history, booking CASCADE"]
        };
        let counters = [
            "UPDATE slot SET booked = 0, booked_by_web = 0, booked_by_phone = 0",
            "UPDATE coupon SET bookings = 0 WHERE bookings > 0",
        ];
        // The cost of earlier writes is paid before the measurement, for both candidates alike.
        let tidy: &[&str] = if is_sqlite {
            &["PRAGMA wal_checkpoint(TRUNCATE)"]
        } else {
            &["VACUUM ANALYZE slot", "VACUUM ANALYZE coupon", "CHECKPOINT"]
        };
        for statement in empty.iter().chain(&counters).chain(tidy) {
            // A service that still processes notifications may block the statement.
            while behind.execute_unprepared(statement).await.is_err() {
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        }
        behind.close().await.unwrap();
    }

    pub(crate) async fn everybody_is_booked(&self) {
        let people = i64::try_from(self.coupons.len()).unwrap();
        for counted in [
            "SELECT COUNT(*) AS n FROM booking WHERE state = 'confirmed'",
            "SELECT COUNT(*) AS n FROM history WHERE act = 'booked'",
            "SELECT COUNT(*) AS n FROM notice WHERE kind = 'confirmation'",
            "SELECT CAST(SUM(booked) AS BIGINT) AS n FROM slot",
        ] {
            assert_eq!(self.count(counted).await, people, "{counted}");
        }
    }

    /// Adds a second venue with one slot for callers. People online choose the first.
    pub(crate) async fn furnishes_a_desk(&self) -> SlotId {
        let tx = self.store.begin().await.unwrap();
        let mut venue = hall();
        (venue.code, venue.position) = ("desk".to_owned(), venue.position + 1);
        let venue = tx.put_venue(&venue).await.unwrap();
        let slot = slot(venue, 0, SMALL);
        let slot = tx.put_slot(&slot).await.unwrap();
        tx.commit().await.unwrap();
        slot
    }

    /// Closes the call centre's slot.
    pub(crate) async fn closes_the_desk(&self, slot: SlotId) {
        let tx = self.store.begin().await.unwrap();
        tx.set_closed(&[slot], true).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Checks that every online seat is booked by exactly one person, and that the callers'
    /// bookings are cancelled.
    pub(crate) async fn is_sold_out(&self, seats: usize) {
        let seats = i64::try_from(seats).unwrap();
        for (counted, expected) in [
            ("SELECT COUNT(*) AS n FROM booking WHERE state = 'confirmed'", seats),
            ("SELECT COUNT(DISTINCT coupon_id) AS n FROM booking WHERE state = 'confirmed'", seats),
            ("SELECT CAST(SUM(booked) AS BIGINT) AS n FROM slot", seats),
            ("SELECT COUNT(*) AS n FROM slot WHERE booked NOT IN (0, capacity)", 0),
        ] {
            assert_eq!(self.count(counted).await, expected, "{counted}");
        }
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        let behind = self.behind().await;
        let backend = behind.get_database_backend();
        let row = behind.query_one_raw(Statement::from_string(backend, sql)).await.unwrap();
        let count = row.unwrap().try_get("", "n").unwrap();
        behind.close().await.unwrap();
        count
    }

    pub(crate) async fn execute(&self, sql: &str) {
        let behind = self.behind().await;
        behind.execute_unprepared(sql).await.unwrap();
        behind.close().await.unwrap();
    }

    /// Checks that a PostgreSQL started for these measurements is durable.
    pub(crate) async fn is_durable(&self) {
        let behind = self.behind().await;
        for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
            let show = format!("SHOW {setting}");
            let backend = behind.get_database_backend();
            let row = behind.query_one_raw(Statement::from_string(backend, show)).await.unwrap();
            let value: String = row.unwrap().try_get("", setting).unwrap();
            assert_eq!(value, "on", "{setting} of this PostgreSQL: use `make bench-bookings`");
        }
        behind.close().await.unwrap();
    }

    async fn behind(&self) -> DatabaseConnection {
        let mut options = sea_orm::ConnectOptions::new(self.url());
        options.max_connections(1).sqlx_logging(false);
        sea_orm::Database::connect(options).await.unwrap()
    }

    pub(crate) async fn close(self) {
        self.store.close().await.unwrap();
        if let Some(fresh) = Arc::into_inner(self.fresh) {
            fresh.close().await;
        }
    }
}

/// Returns the demo's settings with this database and without LINE, waiting room and mail.
pub(crate) fn settings_for(url: &str) -> Settings {
    let mut settings = Settings::parse(SETTINGS, |name| {
        Ok::<_, String>(if name == "faq.toml" { FAQ } else { "# 規約" }.to_owned())
    })
    .unwrap();
    settings.database.url = url.into();
    settings.database.sealing_keys = Some(SEALING_KEY.into());
    settings.service.public_url = "http://127.0.0.1".parse().unwrap();
    settings.line.channel_secrets = vec![line_simulator::Channel::default().secret.into()];
    // Nothing listens there: no message is sent to LINE during the measurement.
    settings.rehearse_at("http://127.0.0.1:9".parse().unwrap());
    settings.waiting_room = None;
    settings.mail = None;
    settings.identity_in_chat = true;
    settings.names_on_line = true;
    settings
}

async fn open(url: &str) -> Store {
    let sealer = Sealer::new(KeyRing::new(SEALING_KEY.parse().unwrap(), Vec::new()).unwrap());
    let slow_query = std::time::Duration::from_mins(1);
    let mode = DatabaseMode::Rehearsal;
    let database = Database { url: url.into(), max_connections: 8, slow_query, mode };
    let store = Store::open(&database, sealer).await.unwrap();
    store.migrate().await.unwrap();
    store
}

/// Returns the session cookie of a person.
pub(crate) fn token(place: usize) -> String {
    format!("{place:043}")
}

/// Creates people with a coupon, a contact and a session.
async fn move_in(store: &Store, places: &[usize]) -> Vec<CouponId> {
    let tx = store.begin().await.unwrap();
    let coupons: Vec<_> =
        places.iter().map(|place| coupon(&number_of(*place), "1950-05-05")).collect();
    tx.add_coupons(&coupons, now()).await.unwrap();
    let contact = Contact::parse("ワクチン ハナコ", "09012345678", None).unwrap();
    let mut ids = Vec::with_capacity(places.len());
    for (place, NewCoupon { number, birth_date, .. }) in places.iter().zip(coupons) {
        let id = tx.coupons_by_proof(&Proof { number, birth_date }).await.unwrap()[0].id;
        tx.set_contact(id, &contact, now()).await.unwrap();
        let session = Session {
            coupon: Some(id),
            account: None,
            by_link: false,
            created_at: now(),
            expires_at: now() + TimeDelta::hours(2),
            last_used_at: now(),
        };
        tx.put_session(&token(*place), &session).await.unwrap();
        ids.push(id);
    }
    tx.commit().await.unwrap();
    ids
}

/// Returns the coupon number of a person.
pub(crate) fn number_of(place: usize) -> String {
    format!("{:010}", 2_000_000_000 + place)
}

async fn slots(store: &Store, many: usize, capacity: usize) -> Vec<SlotId> {
    let tx = store.begin().await.unwrap();
    let venue = tx.put_venue(&hall()).await.unwrap();
    let mut slots = Vec::with_capacity(many);
    for place in 0..many {
        slots.push(tx.put_slot(&slot(venue, place, capacity)).await.unwrap());
    }
    tx.commit().await.unwrap();
    slots
}

/// Returns a slot: fifty a day, a quarter of an hour each.
fn slot(venue: VenueId, place: usize, capacity: usize) -> NewSlot {
    let first: NaiveDate = "2026-12-05".parse().unwrap();
    let minutes = 8 * 60 + u16::try_from(place % 50 * 15).unwrap();
    NewSlot {
        venue,
        date: first + Days::new(u64::try_from(place / 50).unwrap()),
        starts: TimeOfDay::from_minutes(minutes).unwrap(),
        ends: TimeOfDay::from_minutes(minutes + 15).unwrap(),
        capacity: u32::try_from(capacity).unwrap(),
    }
}

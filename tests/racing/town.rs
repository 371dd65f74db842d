//! A town with few seats, many coupons, and replicas that can be killed.

use std::{
    process::Command,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use line_simulator::{Channel, Config, LoginChannel, Running};
use reqwest::Client;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use sesshu::{
    cli::Service,
    storage::{NewSlot, Store},
    vaccination::{
        ids::{SlotId, VenueId},
        time::{Clock, TimeOfDay, start_of_day},
    },
};

use crate::{
    child::{Ahead, Killable, Told, free_address},
    client::client,
    coupon::coupon,
    fresh::Fresh,
    hall::hall,
};

const SLOTS: u16 = 6;
/// The application name by which the database distinguishes our connections.
const NAME: &str = "sesshu_racing";

pub(crate) struct Town {
    pub(crate) replicas: Vec<Killable>,
    pub(crate) slots: Vec<(SlotId, NewSlot)>,
    /// The staff's own connections to the database.
    pub(crate) store: Store,
    pub(crate) http: Client,
    pub(crate) people: usize,
    line: Running,
    /// For each replica, when it answered a request that changes something.
    served: Vec<Mutex<Vec<Instant>>>,
}

pub(crate) const BIRTH_DATE: &str = "1950-05-05";

/// The capacity of a slot, before staff change it by one.
pub(crate) fn seats() -> u32 {
    6
}

/// Returns the number of a person's coupon.
pub(crate) fn number_of(person: usize) -> String {
    format!("{:010}", 3_000_000_000_u64 + person as u64)
}

impl Town {
    pub(crate) async fn open(fresh: &Fresh, people: usize, replicas: usize) -> Self {
        let now = morning();
        let clock = line_simulator::Clock::running();
        clock.set(now);
        let line = line_simulator::start(simulated(), clock.clone()).await.unwrap();
        let told = |database: String| Told {
            address: free_address(),
            database,
            line: line.url().to_owned(),
            channel_secret: line.simulator().config().channel.secret.clone(),
            mailbox: line.mailbox().unwrap(),
            ahead: 0,
        };
        let ahead = clock.now() - Ahead(TimeDelta::zero()).now();
        let http = client();
        let replica = |_| {
            let replica = Killable::new(told(named(&fresh.url)), http.clone());
            replica.turn(ahead);
            replica
        };
        let replicas: Vec<_> = (0..replicas).map(replica).collect();
        let settings = told(fresh.url.clone()).settings();
        let store = Service::wire(&settings, Arc::new(Ahead(ahead))).await.unwrap().store;
        let slots = furnish(&store, people, now).await;
        for replica in &replicas {
            replica.start().await;
        }
        let served = replicas.iter().map(|_| Mutex::default()).collect();
        Self { replicas, slots, store, http, people, line, served }
    }

    /// Records that a replica has just answered a request that changes something.
    pub(crate) fn served(&self, replica: usize) {
        self.served[replica].lock().unwrap().push(Instant::now());
    }

    /// Returns the longest time after `since` in which a replica answered no such request.
    pub(crate) fn longest_gap(&self, replica: usize, since: Instant) -> Duration {
        let served = self.served[replica].lock().unwrap();
        let mut moments: Vec<_> = served.iter().copied().filter(|moment| *moment > since).collect();
        moments.insert(0, since);
        moments.push(Instant::now());
        moments.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default()
    }

    /// Closes every connection, as the services experience it when PostgreSQL restarts.
    pub(crate) async fn hangs_up(&self, url: &str) {
        if url.starts_with("sqlite:") {
            return;
        }
        let database = Database::connect(url).await.unwrap();
        let sql =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1";
        let name = [named_after(url).into()];
        let ended = Statement::from_sql_and_values(DbBackend::Postgres, sql, name);
        assert!(!database.query_all_raw(ended).await.unwrap().is_empty());
        database.close().await.unwrap();
    }

    /// Crashes PostgreSQL and lets it recover, if it is one that was started for the tests.
    pub(crate) async fn database_crashes(&self, url: &str) {
        let crash = std::env::var("SESSHU_TEST_POSTGRES_CRASH");
        let (false, Ok(crash)) = (url.starts_with("sqlite:"), crash) else { return };
        let crashing = move || Command::new("sh").arg("-c").arg(crash).status().unwrap();
        assert!(tokio::task::spawn_blocking(crashing).await.unwrap().success());
    }

    pub(crate) async fn close(self) {
        self.store.close().await.unwrap();
        self.line.shutdown().await;
    }
}

/// Half past nine in Tokyo, some days before the slots.
pub(crate) fn morning() -> DateTime<Utc> {
    start_of_day("2026-12-01".parse().unwrap()) + TimeDelta::minutes(9 * 60 + 30)
}

/// Returns the URL with an application name for its connections.
fn named(url: &str) -> String {
    if url.starts_with("sqlite:") {
        return url.to_owned();
    }
    format!("{url}&application_name={}", named_after(url))
}

/// Returns an application name that is unique for each test.
fn named_after(url: &str) -> String {
    format!("{NAME}_{}", &url[url.len() - 12..])
}

async fn furnish(store: &Store, people: usize, now: DateTime<Utc>) -> Vec<(SlotId, NewSlot)> {
    store.migrate().await.unwrap();
    let tx = store.begin().await.unwrap();
    let venue = tx.put_venue(&hall()).await.unwrap();
    let mut slots = Vec::new();
    for quarter in 0..SLOTS {
        let slot = slot(venue, quarter);
        slots.push((tx.put_slot(&slot).await.unwrap(), slot));
    }
    let coupons: Vec<_> =
        (0..people).map(|person| coupon(&number_of(person), BIRTH_DATE)).collect();
    tx.add_coupons(&coupons, now).await.unwrap();
    tx.commit().await.unwrap();
    slots
}

fn slot(venue: VenueId, quarter: u16) -> NewSlot {
    let starts = 10 * 60 + quarter * 15;
    NewSlot {
        venue,
        date: "2026-12-05".parse().unwrap(),
        starts: TimeOfDay::from_minutes(starts).unwrap(),
        ends: TimeOfDay::from_minutes(starts + 15).unwrap(),
        capacity: seats(),
    }
}

fn simulated() -> Config {
    Config {
        login: LoginChannel { id: "1000000002".to_owned(), ..LoginChannel::default() },
        channel: Channel { id: "1000000001".to_owned(), ..Channel::default() },
        mailbox: Some("127.0.0.1:0".parse().unwrap()),
        ..Config::default()
    }
}

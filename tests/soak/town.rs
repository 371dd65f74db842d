//! A town with LINE, a mail server, a database, slots, coupons, and a service that can be killed.

use std::{net::SocketAddr, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use line_simulator::{LiffApp, LoginChannel, Running};
use reqwest::Client;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::json;
use sesshu::{
    cli::Service,
    office::rich_menu::Change,
    storage::NewSlot,
    vaccination::{
        ids::SlotId,
        time::{self, Clock, TimeOfDay},
    },
};

use crate::{
    child::{Ahead, Killable, Told, free_address},
    client::client,
    connection::connect,
    coupon::coupon,
    fresh::Fresh,
    hall::hall,
    menus::{drawn, menu},
    people::number_of,
    record::Record,
};

const MORNING: &str = "2026-12-01T09:30:00";
/// So few that not everyone gets a seat.
const SLOTS: u32 = 12;

pub(crate) struct Town {
    pub(crate) service: Killable,
    pub(crate) slots: Vec<SlotId>,
    pub(crate) http: Client,
    line: Running,
    clock: line_simulator::Clock,
    database: DatabaseConnection,
}

impl Town {
    pub(crate) async fn open(fresh: &Fresh, people: usize) -> Self {
        Self::by_way_of(&fresh.url, fresh, people).await
    }

    /// Opens a town whose service reaches its database by another URL than the test.
    pub(crate) async fn by_way_of(way: &str, fresh: &Fresh, people: usize) -> Self {
        let clock = line_simulator::Clock::running();
        clock.set(tokyo(MORNING));
        let address = free_address();
        let line = line_simulator::start(simulated(address), clock.clone()).await.unwrap();
        line.simulator().keep_all_records(true);
        let told = Told {
            address,
            database: way.to_owned(),
            line: line.url().to_owned(),
            channel_secret: line.simulator().config().channel.secret.clone(),
            mailbox: line.mailbox().unwrap(),
            ahead: ahead(&clock).num_milliseconds(),
        };
        let behind = Told { database: fresh.url.clone(), ..told.clone() };
        let slots = furnish(&behind, people, clock.now()).await;
        let database = connect(&fresh.url).await;
        let http = client();
        let service = Killable::new(told, http.clone());
        service.start().await;
        Self { service, slots, http, line, clock, database }
    }

    /// Returns the time by LINE's clock.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) fn line(&self) -> &Running {
        &self.line
    }

    /// Sets LINE's clock, and restarts the service with its clock set alike.
    pub(crate) async fn turn_to(&self, moment: &str) {
        self.service.kill().await;
        self.clock.set(tokyo(moment));
        self.service.turn(ahead(&self.clock));
        self.service.start().await;
    }

    /// Restarts the service, with all clocks moved forward.
    pub(crate) async fn starts_later(&self, later: TimeDelta) {
        self.service.kill().await;
        self.clock.advance(later);
        self.service.turn(ahead(&self.clock));
        self.service.start().await;
    }

    /// Makes LINE redeliver failed webhooks after a short time.
    pub(crate) async fn redelivers(&self) {
        let manner = json!({ "redelivery": { "everyMs": 150, "times": 10_000 } });
        self.control("/_sim/webhooks", &manner).await;
    }

    /// Makes LINE deliver and respond with many faults.
    pub(crate) async fn days_of_trouble(&self, seed: u64) {
        let manner = json!({
            "doubled": 0.1, "delayed": 0.2, "delayMs": [5, 400], "together": 4, "unknown": 0.05,
            "redelivery": { "everyMs": 150, "times": 10_000 }, "seed": seed,
        });
        self.control("/_sim/webhooks", &manner).await;
        // LINE refuses our channel for some seconds, and issues no token.
        let refusals = [("/v2/bot/message/*", 401, 40), ("/v2/bot/message/*", 403, 30)];
        for (path, status, times) in refusals.into_iter().chain([("/oauth2/v3/token", 400, 6)]) {
            let fault = json!({ "path": path, "status": status, "times": times });
            self.control("/_sim/faults", &fault).await;
        }
        let effects = json!([
            { "status": 401 }, { "status": 403 }, { "status": 429 }, { "status": 500 }, { "status": 503 }, { "delayMs": 300 },
            { "lost": "request" }, { "lost": "answer" }, { "garbage": true }, { "repeated": true },
        ]);
        for path in ["/v2/bot/message/*", "/v2/bot/profile/*", "/oauth2/v3/token"] {
            let fault = json!({ "path": path, "chance": 0.1, "seed": seed, "effects": effects });
            self.control("/_sim/faults", &fault).await;
        }
    }

    /// Ends the faults and waits until all work is done. Leases and delays end by moving the clock,
    /// not by waiting.
    pub(crate) async fn calms_down(&self) {
        self.redelivers().await;
        let url = format!("{}/_sim/faults", self.line.url());
        self.http.delete(url).send().await.unwrap();
        for _ in 0..20 {
            if self.comes_to_rest().await {
                return;
            }
            self.starts_later(TimeDelta::minutes(2)).await;
        }
        panic!("there is no end: {:?}; {}", self.left().await, self.owed().await.join("; "));
    }

    /// Whether all work is done within a few seconds.
    async fn comes_to_rest(&self) -> bool {
        let mut before = None;
        for _ in 0..200 {
            let left = self.left().await;
            if left == [0; 4] {
                return true;
            }
            // What waits for a lease or a later attempt makes no progress any more.
            let stuck = left[..2] == [0; 2]
                && before.as_ref().is_some_and(|(it, n)| it == &left && *n > 15);
            if stuck {
                return false;
            }
            let times = before.filter(|(it, _)| it == &left).map_or(0, |(_, n)| n + 1);
            before = Some((left, times));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        false
    }

    /// Whether no work is pending.
    pub(crate) async fn is_at_rest(&self) -> bool {
        self.left().await == [0; 4]
    }

    /// Counts the pending work: events at LINE, events in the inbox, notifications.
    async fn left(&self) -> [i64; 4] {
        let setting = self.look("/_sim/webhooks/setting").await;
        let number = |name: &str| setting[name].as_i64().unwrap();
        [
            number("waiting"),
            number("onTheWay"),
            self.count("SELECT COUNT(*) AS n FROM event WHERE state IN ('waiting', 'taken')").await,
            self.count("SELECT COUNT(*) AS n FROM notice WHERE state IN ('waiting', 'sending')")
                .await,
        ]
    }

    /// Returns the pending notifications, for the failure message.
    async fn owed(&self) -> Vec<String> {
        let sql = "SELECT id, booking_id, kind, state, due_at, attempts, multicast_id, reason \
                   FROM notice WHERE state IN ('waiting', 'sending') ORDER BY id";
        let backend = self.database.get_database_backend();
        let rows = self.database.query_all_raw(Statement::from_string(backend, sql)).await;
        let now = self.clock.now().timestamp_micros();
        let told = |row: &sea_orm::QueryResult| {
            let number = |column| row.try_get::<Option<i64>>("", column).unwrap();
            let text = |column| row.try_get::<Option<String>>("", column).unwrap();
            format!(
                "{:?} of booking {:?}, multicast {:?}: {:?} {:?} due in {:?} s: {:?}",
                number("id"),
                number("booking_id"),
                number("multicast_id"),
                text("kind"),
                text("state"),
                number("due_at").map(|due| (due - now) / 1_000_000),
                text("reason"),
            )
        };
        rows.unwrap().iter().map(told).collect()
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        let backend = self.database.get_database_backend();
        let row = self.database.query_one_raw(Statement::from_string(backend, sql)).await;
        row.unwrap().unwrap().try_get("", "n").unwrap()
    }

    /// Returns all records of LINE.
    pub(crate) async fn record(&self) -> Record {
        Record {
            received: self.line.simulator().received(),
            mails: self.line.simulator().mails(),
            calls: self.pages("/_sim/calls").await,
            webhooks: self.pages("/_sim/webhooks").await,
        }
    }

    async fn pages(&self, path: &str) -> Vec<serde_json::Value> {
        let mut all: Vec<serde_json::Value> = Vec::new();
        loop {
            let after = all.last().map_or(0, |it| it["number"].as_u64().unwrap());
            let page = self.look(&format!("{path}?after={after}&limit=2000")).await;
            let page = page.as_array().unwrap();
            if page.is_empty() {
                return all;
            }
            all.extend(page.iter().cloned());
        }
    }

    async fn control(&self, path: &str, body: &serde_json::Value) {
        let url = format!("{}{path}", self.line.url());
        let answer = self.http.post(url).json(body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
    }

    async fn look(&self, path: &str) -> serde_json::Value {
        let url = format!("{}{path}", self.line.url());
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    pub(crate) async fn close(self) {
        self.database.close().await.unwrap();
        self.line.shutdown().await;
    }
}

/// Creates tables, menus, venues, slots and coupons. The coupon of person 0 has the first id.
async fn furnish(told: &Told, people: usize, now: DateTime<Utc>) -> Vec<SlotId> {
    let clock = std::sync::Arc::new(Ahead(TimeDelta::milliseconds(told.ahead)));
    let service = Service::wire(&told.settings(), clock).await.unwrap();
    let store = &service.store;
    store.migrate().await.unwrap();
    show_menus(&service, now).await;
    let tx = store.begin().await.unwrap();
    let venue = tx.put_venue(&hall()).await.unwrap();
    let seats = u32::try_from(people).unwrap() / SLOTS * 3 / 5 + 1;
    let mut slots = Vec::new();
    for quarter in 0..SLOTS {
        let minute = u16::try_from(10 * 60 + quarter * 15).unwrap();
        let starts = TimeOfDay::from_minutes(minute).unwrap();
        let ends = TimeOfDay::from_minutes(minute + 15).unwrap();
        let date = "2026-12-05".parse().unwrap();
        let slot = NewSlot { venue, date, starts, ends, capacity: seats };
        slots.push(tx.put_slot(&slot).await.unwrap());
    }
    let coupons: Vec<_> =
        (0..people).map(|person| coupon(&number_of(person), "1950-05-05")).collect();
    tx.add_coupons(&coupons, now).await.unwrap();
    tx.commit().await.unwrap();
    store.close().await.unwrap();
    slots
}

/// Creates rich menus, so that linked people get one of their own.
async fn show_menus(service: &Service, now: DateTime<Utc>) {
    let action = r#"{ type = "message", text = "予約" }"#;
    let menus = ["main", "linked"].map(|name| menu(name, action)).concat();
    let drawn = drawn("#06c755", &format!("default = \"main\"\nlinked = \"linked\"\n{menus}"));
    let change = Change {
        line: &service.line,
        store: &service.store,
        now,
        pause: &|time| Box::pin(tokio::time::sleep(time)),
    };
    change.apply(&drawn).await.unwrap();
}

fn simulated(service: SocketAddr) -> line_simulator::Config {
    line_simulator::Config {
        login: LoginChannel { id: "1000000002".to_owned(), ..LoginChannel::default() },
        channel: line_simulator::Channel {
            id: "1000000001".to_owned(),
            ..line_simulator::Channel::default()
        },
        liff: vec![LiffApp::new("1000000002-shiokaze", format!("http://{service}/liff"))],
        mailbox: Some("127.0.0.1:0".parse().unwrap()),
        webhook_url: Some(format!("http://{service}/line/webhook")),
        ..line_simulator::Config::default()
    }
}

fn ahead(clock: &line_simulator::Clock) -> TimeDelta {
    clock.now() - Ahead(TimeDelta::zero()).now()
}

/// Converts local time in Tokyo.
fn tokyo(text: &str) -> DateTime<Utc> {
    let (date, hour) = text.split_once('T').unwrap();
    let seconds: chrono::NaiveTime = hour.parse().unwrap();
    time::start_of_day(date.parse().unwrap()) + (seconds - chrono::NaiveTime::MIN)
}

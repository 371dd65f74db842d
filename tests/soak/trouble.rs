//! Faults that affect the running service and end by themselves.

use std::{sync::Mutex, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, rngs::StdRng};
use sea_orm::ConnectionTrait;
use serde_json::Value;

use crate::{
    MAX_CLOCK_STEP,
    connection::connect,
    fresh::Fresh,
    role::{Role, signal},
    town::Town,
};

/// How long a fault lasts, in milliseconds. Longer than a webhook may take and than the wait for a
/// connection; shorter than what makes the service unready.
const LASTS: std::ops::RangeInclusive<u64> = 1_500..=7_000;
/// The time to recover before slow responses count as failures.
const RECOVERS_WITHIN: TimeDelta = TimeDelta::seconds(15);

#[derive(Debug, Clone, Copy)]
enum Trouble {
    /// The process gets no CPU time (SIGSTOP, SIGCONT).
    Paused,
    /// Its clock jumps forward or back, and is corrected at the end.
    ClockStepped,
    /// PostgreSQL: some of its connections fall silent. SQLite: another process holds the write
    /// lock.
    DatabaseSilent,
    /// The database refuses changes, like a demoted primary. SQLite has no such state.
    DatabaseReadOnly,
}

/// A period in which the service could not work as usual, by LINE's clock.
pub(crate) struct Spell {
    begun: DateTime<Utc>,
    ended: DateTime<Utc>,
}

impl Spell {
    /// Whether a webhook was being processed during the fault or shortly after it.
    pub(crate) fn meets(&self, webhook: &Value) -> bool {
        let at: DateTime<Utc> = webhook["at"].as_str().unwrap().parse().unwrap();
        let took = TimeDelta::milliseconds(webhook["tookMs"].as_i64().unwrap());
        at <= self.ended + RECOVERS_WITHIN && at + took >= self.begun
    }
}

/// Injects the faults.
pub(crate) struct Troubles {
    database: TroubledDatabase,
    spells: Mutex<Vec<Spell>>,
}

enum TroubledDatabase {
    Sqlite(String),
    Postgres(Role),
}

impl Troubles {
    pub(crate) async fn new(fresh: &Fresh) -> Self {
        let database = if fresh.url.starts_with("sqlite:") {
            TroubledDatabase::Sqlite(fresh.url.clone())
        } else {
            TroubledDatabase::Postgres(Role::create(fresh).await)
        };
        Self { database, spells: Mutex::default() }
    }

    /// Returns the URL by which the service reaches its database.
    pub(crate) fn url(&self) -> &str {
        match &self.database {
            TroubledDatabase::Sqlite(url) => url,
            TroubledDatabase::Postgres(role) => &role.url,
        }
    }

    /// Injects one fault for a while. The kinds take turns.
    pub(crate) async fn befall(&self, town: &Town, turn: usize, dice: &mut StdRng) {
        let kinds: &[Trouble] = match self.database {
            TroubledDatabase::Sqlite(_) => {
                &[Trouble::Paused, Trouble::ClockStepped, Trouble::DatabaseSilent]
            }
            TroubledDatabase::Postgres(_) => &[
                Trouble::Paused,
                Trouble::ClockStepped,
                Trouble::DatabaseSilent,
                Trouble::DatabaseReadOnly,
            ],
        };
        let kind = kinds[turn % kinds.len()];
        let lasts = Duration::from_millis(dice.random_range(LASTS));
        eprintln!("{kind:?} for {lasts:?}");
        let begun = town.now();
        match kind {
            Trouble::Paused => {
                let process = [i32::try_from(town.service.id()).unwrap()];
                signal("-STOP", &process);
                tokio::time::sleep(lasts).await;
                signal("-CONT", &process);
            }
            Trouble::ClockStepped => {
                let step = if dice.random() { MAX_CLOCK_STEP } else { -MAX_CLOCK_STEP };
                town.service.step_clock(step);
                tokio::time::sleep(lasts).await;
                town.service.step_clock(TimeDelta::zero());
            }
            Trouble::DatabaseSilent => self.silence_database(lasts).await,
            Trouble::DatabaseReadOnly => self.make_database_read_only(lasts).await,
        }
        self.spells.lock().unwrap().push(Spell { begun, ended: town.now() });
    }

    async fn silence_database(&self, lasts: Duration) {
        match &self.database {
            TroubledDatabase::Sqlite(url) => {
                let other = connect(url).await;
                // It has to get the lock, however many others want to write.
                other.execute_unprepared("PRAGMA busy_timeout = 30000").await.unwrap();
                other.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
                tokio::time::sleep(lasts).await;
                other.execute_unprepared("ROLLBACK").await.unwrap();
                other.close().await.unwrap();
            }
            TroubledDatabase::Postgres(role) => {
                let processes: Vec<i32> = role.processes().await.into_iter().step_by(2).collect();
                signal("-STOP", &processes);
                tokio::time::sleep(lasts).await;
                signal("-CONT", &processes);
            }
        }
    }

    async fn make_database_read_only(&self, lasts: Duration) {
        if let TroubledDatabase::Postgres(role) = &self.database {
            role.make_read_only().await;
            tokio::time::sleep(lasts).await;
            role.make_writable().await;
        }
    }

    /// Returns all faults. The database must not be in use any more.
    pub(crate) async fn end(self) -> Vec<Spell> {
        if let TroubledDatabase::Postgres(role) = self.database {
            role.drop().await;
        }
        self.spells.into_inner().unwrap()
    }
}

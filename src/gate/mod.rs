//! Who may come in now: failed attempts are counted, and after too many a robot check is asked
//! for or a coupon number is locked for a time.
//!
//! The rules are pure (`rules`), the counters lie in storage. An attempt is counted before it is
//! made and taken back when it succeeds, so that a thousand attempts at once count as a thousand.
//! A number that was never given out is counted and locked like any other: nobody learns from
//! the gate which numbers exist. How likely a pair is guessed: `docs/SECURITY.md`.
//!
//! When too many come at once, they wait in line (`waiting_room`).

mod robot_check;
mod rules;
pub mod waiting_room;

use std::net::IpAddr;

use chrono::{DateTime, Utc};

pub use self::{
    robot_check::{Challenge, CheckRefused},
    rules::{Limits, Verdict},
};
use crate::{
    storage::{StorageError, Store, Subject, Tx},
    vaccination::{coupon::CouponNumber, ids::AccountId, time::tokyo_date},
};

/// Whoever knocks, by everything that is known of them.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// The token of their browser's session.
    pub session: Option<String>,
    /// Their LINE account.
    pub account: Option<AccountId>,
    /// Where the request came from, as far as the proxies in front are trusted.
    pub address: Option<IpAddr>,
}

/// How much somebody guesses, for the administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guesses {
    /// Failures of everybody together, today in Tokyo.
    pub failures_today: u32,
    /// With so many everybody is asked for the robot check.
    pub per_day: u32,
    /// Coupon numbers that nobody is let in by at this moment.
    pub locked_numbers: u64,
}

impl Guesses {
    /// More than people do who mistype: half of the day's budget, or a number that was locked.
    pub fn are_many(self) -> bool {
        self.locked_numbers > 0 || self.failures_today > self.per_day / 2
    }
}

/// How many tries a robot check buys where everybody is asked for one.
const TRIES_PER_CHECK: u32 = 1;

/// The gate. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Gate {
    store: Store,
    limits: Limits,
}

impl Gate {
    pub fn new(store: Store, limits: Limits) -> Self {
        Self { store, limits }
    }

    /// Whether a caller may try a number now. [`Verdict::Enter`] has counted the attempt:
    /// tell [`succeeded`](Self::succeeded) if it was none of those that fail.
    pub async fn admit(
        &self,
        caller: &Caller,
        number: &CouponNumber,
        now: DateTime<Utc>,
    ) -> Result<Verdict, StorageError> {
        let tx = self.store.begin().await?;
        let mut verdict = Verdict::Enter;
        let (mut reached, mut town_is_spent) = (Vec::new(), false);
        for subject in subjects(caller, number, now) {
            let failures = tx.count_failure(&subject, self.limits.memory, now).await?;
            verdict = verdict.stricter(self.limits.judge(&subject, failures, now));
            if self.limits.locks(&subject, failures.count) {
                reached.push(subject);
            } else {
                town_is_spent |= self.limits.is_spent(&subject, failures.count);
            }
        }
        if verdict == Verdict::RobotCheck && take_bought_try(&tx, caller).await? {
            verdict = Verdict::Enter;
        }
        count(verdict.as_str());
        if verdict != Verdict::Enter {
            // Dropping the transaction takes the counts back: only attempts that are made count.
            return Ok(verdict);
        }
        let locks = !reached.is_empty();
        for subject in reached {
            tx.lock(&subject, now + self.limits.lock).await?;
        }
        tx.commit().await?;
        warn(locks, town_is_spent);
        Ok(Verdict::Enter)
    }

    /// What the administrator has to know of.
    pub async fn guesses(&self, now: DateTime<Utc>) -> Result<Guesses, StorageError> {
        Ok(Guesses {
            failures_today: self.store.failures_of(&Subject::Town(tokyo_date(now))).await?,
            per_day: self.limits.town_per_day,
            locked_numbers: self.store.locked_subjects(now).await?,
        })
    }

    /// The attempt that was admitted has succeeded: the row of failures is over.
    pub async fn succeeded(
        &self,
        caller: &Caller,
        number: &CouponNumber,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        count("succeeded");
        let tx = self.store.begin().await?;
        for subject in subjects(caller, number, now) {
            match subject {
                // Shared by many: one who knows their birth date absolves only themselves.
                Subject::Address(_) | Subject::Town(_) => tx.uncount_failure(&subject).await?,
                _ => tx.forget_failures(&subject).await?,
            }
        }
        tx.commit().await
    }

    /// Takes back what [`admit`](Self::admit) has counted at the same moment, the lock included:
    /// the attempt could not be decided.
    pub async fn withdraw(
        &self,
        caller: &Caller,
        number: &CouponNumber,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let tx = self.store.begin().await?;
        for subject in subjects(caller, number, now) {
            tx.uncount_failure(&subject).await?;
            tx.release_lock(&subject, now + self.limits.lock).await?;
        }
        tx.commit().await
    }

    /// The office lets a number in again.
    pub async fn unlock(&self, number: &CouponNumber) -> Result<(), StorageError> {
        let tx = self.store.begin().await?;
        tx.forget_failures(&Subject::Number(number.clone())).await?;
        tx.commit().await
    }

    /// Until when a number is locked.
    pub async fn locked_until(
        &self,
        number: &CouponNumber,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StorageError> {
        let until = self.store.locked_until(&Subject::Number(number.clone())).await?;
        Ok(until.filter(|until| *until > now))
    }

    /// Forgets the failures that no longer count and the robot checks that have expired.
    pub async fn sweep(&self, now: DateTime<Utc>) -> Result<u64, StorageError> {
        self.store.sweep_failures(self.limits.memory, now).await
    }

    /// A challenge for 「私はロボットではありません」.
    pub fn challenge(&self, now: DateTime<Utc>) -> Challenge {
        robot_check::challenge(&self.store.robot_check_secret(), self.limits.check_cost, now)
    }

    /// Takes a solution, each once: the caller's own failures are forgotten, and they have one try
    /// where everybody is asked (a number, an address, a town under attack).
    pub async fn check(
        &self,
        caller: &Caller,
        solution: &str,
        now: DateTime<Utc>,
    ) -> Result<(), CheckRefused> {
        let solved = robot_check::verify(&self.store.robot_check_secret(), solution, now)?;
        let tx = self.store.begin().await?;
        if !tx.use_check(&solved.signature, solved.until).await? {
            return Err(CheckRefused::UsedBefore);
        }
        for subject in own(caller) {
            tx.grant_tries(&subject, TRIES_PER_CHECK, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Once for each, whoever is at it: whose number it was is in no log.
fn warn(locks: bool, town_is_spent: bool) {
    if locks {
        tracing::warn!("a coupon number is locked: too many failures with it");
    }
    if town_is_spent {
        tracing::warn!("the failures of today are spent: everybody is asked for the robot check");
    }
}

fn count(verdict: &'static str) {
    metrics::counter!("sesshu_identifications_total", "verdict" => verdict).increment(1);
}

/// The caller's very own: not the address, which may be a whole family's.
fn own(caller: &Caller) -> impl Iterator<Item = Subject> {
    let session = caller.session.clone().map(Subject::Session);
    session.into_iter().chain(caller.account.map(Subject::Account))
}

/// Always in the same order, so that two who knock at once do not wait for each other in a ring.
fn subjects(caller: &Caller, number: &CouponNumber, now: DateTime<Utc>) -> Vec<Subject> {
    let mut all: Vec<Subject> = own(caller).collect();
    all.extend(caller.address.map(Subject::Address));
    all.push(Subject::Number(number.clone()));
    all.push(Subject::Town(tokyo_date(now)));
    all
}

/// A check buys one try, by whichever sign the caller is known again: it is taken from all of them.
async fn take_bought_try(tx: &Tx, caller: &Caller) -> Result<bool, StorageError> {
    let mut taken = false;
    for subject in own(caller) {
        taken |= tx.take_try(&subject).await?;
    }
    Ok(taken)
}

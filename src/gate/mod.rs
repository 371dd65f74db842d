//! Who may come in now: failed attempts are counted, and after too many a robot check is asked
//! for or a coupon number is locked for a time.
//!
//! The rules are pure (`rules`, `work`), the counters lie in storage. An attempt is counted before it
//! is made and taken back when it succeeds, so that a thousand attempts at once count as a thousand.
//! A number that was never given out is counted and locked like any other: nobody learns from
//! the gate which numbers exist. How likely a pair is guessed: `docs/SECURITY.md`.
//!
//! When too many come at once, they wait in line (`waiting_room`).

mod rate_limit;
mod robot_check;
mod rules;
pub mod waiting_room;
mod work;

use std::{net::IpAddr, sync::Arc};

use chrono::{DateTime, Utc};
use ipnet::IpNet;

use self::{rate_limit::AddressRateLimit, robot_check::ChallengeMaker};
pub use self::{
    robot_check::{Challenge, ChallengeError, CheckRefused},
    rules::{Evidence, Limits, Verdict},
    work::Work,
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

/// The networks whose failures count together.
const NETWORK_BITS_V4: u8 = 24;
const NETWORK_BITS_V6: u8 = 48;

/// How many challenges one address gets at once, and again within each minute. Each costs a
/// derivation here, and is good for twenty minutes: without a limit an attacker would solve a stock
/// of them in advance.
pub const MAX_CHALLENGES_PER_ADDRESS: u32 = 30;
/// The same for a network.
pub const MAX_CHALLENGES_PER_NETWORK: u32 = 120;

/// Whose failures are counted together, as metrics and the log name it.
const SCOPES: [&str; 3] = ["address", "network", "town"];

/// The gate. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Gate {
    store: Store,
    limits: Limits,
    challenges: ChallengeMaker,
    challenge_limit: Arc<AddressRateLimit>,
}

impl Gate {
    pub fn new(store: Store, limits: Limits) -> Self {
        let challenge_limit =
            AddressRateLimit::per_minute(MAX_CHALLENGES_PER_ADDRESS, MAX_CHALLENGES_PER_NETWORK);
        let challenge_limit = Arc::new(challenge_limit);
        Self { store, limits, challenges: ChallengeMaker::default(), challenge_limit }
    }

    /// Whether a caller may try a number now. [`Verdict::Enter`] has counted the attempt:
    /// tell [`succeeded`](Self::succeeded) if it was none of those that fail.
    pub async fn admit(
        &self,
        caller: &Caller,
        number: &CouponNumber,
        evidence: Evidence,
        now: DateTime<Utc>,
    ) -> Result<Verdict, StorageError> {
        let tx = self.store.begin().await?;
        let mut verdict = Verdict::Enter;
        let mut counted = Vec::new();
        for subject in subjects(caller, number, now) {
            let failures = tx.count_failure(&subject, self.limits.memory, now).await?;
            verdict = verdict.stricter(self.limits.judge(&subject, evidence, failures, now));
            counted.push((subject, failures.count));
        }
        if let Verdict::RobotCheck(work) = verdict
            && take_granted_try(&tx, caller, work).await?
        {
            verdict = Verdict::Enter;
        }
        count(verdict.as_str());
        if verdict != Verdict::Enter {
            // Dropping the transaction takes the counts back: only attempts that are made count.
            return Ok(verdict);
        }
        let locked = counted.iter().filter(|(subject, count)| self.limits.locks(subject, *count));
        let locked: Vec<&Subject> = locked.map(|(subject, _)| subject).collect();
        for subject in &locked {
            tx.lock(subject, now + self.limits.lock).await?;
        }
        tx.commit().await?;
        if !locked.is_empty() {
            // Once for each: whose number it was is in no log.
            tracing::warn!("a coupon number is locked: too many failures with it");
        }
        for (subject, failures) in &counted {
            self.report_step(subject, *failures);
        }
        Ok(Verdict::Enter)
    }

    /// Tells those who watch the service that the failures of many together ask for more work.
    fn report_step(&self, subject: &Subject, failures: u32) {
        let limit = self.limits.shared_limit(subject);
        let Some(work) = limit.and_then(|limit| Work::reached(failures, limit)) else { return };
        let [address, network, town] = SCOPES;
        let scope = match subject {
            Subject::Address(..) => address,
            Subject::Network(..) => network,
            _ => town,
        };
        step_counter(scope, work).increment(1);
        let work = work.as_str();
        // No address and no network: only how many failures, of whom together.
        tracing::warn!(scope, work, failures, "failed identifications reached a step");
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
                Subject::Address(..) | Subject::Network(..) | Subject::Town(_) => {
                    tx.uncount_failure(&subject).await?;
                }
                Subject::Session(_) | Subject::Account(_) | Subject::Number(_) => {
                    tx.forget_failures(&subject).await?;
                }
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
        // Prometheus sees a counter rise only where it has been there before.
        for scope in SCOPES {
            for work in Work::ALL {
                step_counter(scope, work).increment(0);
            }
        }
        self.store.sweep_failures(self.limits.memory, now).await
    }

    /// Makes a challenge for 「私はロボットではありません」, of as much work as the failures that the
    /// caller shares with others ask for; where a check code is shown, they ask for none.
    pub async fn challenge(
        &self,
        caller: &Caller,
        evidence: Evidence,
        now: DateTime<Utc>,
    ) -> Result<Challenge, ChallengeError> {
        if !self.challenge_limit.take(caller.address, now) {
            return Err(ChallengeError::TooMany);
        }
        let shared = match evidence {
            Evidence::BirthDate => shared(caller, now),
            Evidence::CheckCode => Vec::new(),
        };
        let mut work = Work::Light;
        for subject in shared {
            let Some(limit) = self.limits.shared_limit(&subject) else { continue };
            let next = self.store.failures_of(&subject).await?.saturating_add(1);
            work = work.max(Work::after(next, limit).unwrap_or(work));
        }
        let secret = self.store.robot_check_secret();
        self.challenges.make(secret, work, self.limits.check_memory_kib, now).await
    }

    /// Takes a solution, each once: the caller's own failures are forgotten, and they have one try
    /// where its work is asked for (a number, a network, a town under attack).
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
            tx.reset_failures(&subject).await?;
        }
        if let Some(subject) = strongest(caller) {
            tx.grant_try(&subject, solved.work.amount(), now).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

fn step_counter(scope: &'static str, work: Work) -> metrics::Counter {
    let work = work.as_str();
    metrics::counter!("sesshu_robot_check_steps_total", "scope" => scope, "work" => work)
}

fn count(verdict: &'static str) {
    metrics::counter!("sesshu_identifications_total", "verdict" => verdict).increment(1);
}

/// The caller's very own: not the address, which may be a whole family's.
fn own(caller: &Caller) -> impl Iterator<Item = Subject> {
    let session = caller.session.clone().map(Subject::Session);
    session.into_iter().chain(caller.account.map(Subject::Account))
}

/// The sign by which a caller is known again wherever they come from: the LINE account where one is
/// proven, else the browser.
fn strongest(caller: &Caller) -> Option<Subject> {
    own(caller).last()
}

/// What a caller shares with others, on this day in Tokyo.
fn shared(caller: &Caller, now: DateTime<Utc>) -> Vec<Subject> {
    let day = tokyo_date(now);
    let mut all = Vec::new();
    if let Some(address) = caller.address {
        all.push(Subject::Address(address, day));
        all.extend(network(address).map(|network| Subject::Network(network, day)));
    }
    all.push(Subject::Town(day));
    all
}

/// The network of an address whose traffic counts together.
fn network(address: IpAddr) -> Option<IpNet> {
    let bits = if address.is_ipv4() { NETWORK_BITS_V4 } else { NETWORK_BITS_V6 };
    IpNet::new(address, bits).ok().map(|net| net.trunc())
}

/// Always in the same order, so that two who knock at once do not wait for each other in a ring.
fn subjects(caller: &Caller, number: &CouponNumber, now: DateTime<Utc>) -> Vec<Subject> {
    let mut all: Vec<Subject> = own(caller).collect();
    all.push(Subject::Number(number.clone()));
    all.extend(shared(caller, now));
    all
}

/// A check grants one try, to the strongest sign by which the caller is known: it is taken from there
/// alone, so that two browsers of one account have one try together.
async fn take_granted_try(tx: &Tx, caller: &Caller, work: Work) -> Result<bool, StorageError> {
    match strongest(caller) {
        Some(subject) => tx.take_try(&subject, work.amount()).await,
        None => Ok(false),
    }
}

//! Login throttling. Failed identifications are counted, and too many of them lead to a robot check
//! or to the lockout of a coupon number.
//!
//! The policy is pure (`rules`, `work`), the counters are in storage. An attempt is counted before
//! it is made and uncounted when it succeeds, so that a thousand concurrent attempts count as a
//! thousand. A coupon number that was never issued is counted and locked like any other, so that an
//! attacker cannot learn from the throttle which numbers exist. For the odds of guessing a pair see
//! `docs/SECURITY.md`.
//!
//! Also contains the queue in front of the pages (`waiting_room`).

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

/// The requester, by everything that is known about them.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// The token of the browser's session.
    pub session: Option<String>,
    /// The LINE account.
    pub account: Option<AccountId>,
    /// The client's address, as far as the proxies in front are trusted.
    pub address: Option<IpAddr>,
}

/// Figures about credential guessing, for the administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guesses {
    /// Failures of all requesters, today in Tokyo.
    pub failures_today: u32,
    /// The number of failures from which every requester needs a robot check.
    pub per_day: u32,
    /// Coupon numbers that are locked out at this moment.
    pub locked_numbers: u64,
}

impl Guesses {
    /// Whether there are more failures than mistyping explains: over half of the daily budget, or a
    /// locked coupon number.
    pub fn are_many(self) -> bool {
        self.locked_numbers > 0 || self.failures_today > self.per_day / 2
    }
}

/// Prefix lengths of the networks whose failures are counted together.
const NETWORK_BITS_V4: u8 = 24;
const NETWORK_BITS_V6: u8 = 48;

/// The rate limit of challenges per address: this many in a burst, and again within each minute.
/// Each challenge costs the server a derivation and is valid for twenty minutes. Without a limit an
/// attacker would solve a stock of them in advance.
pub const MAX_CHALLENGES_PER_ADDRESS: u32 = 30;
/// The rate limit of challenges per network.
pub const MAX_CHALLENGES_PER_NETWORK: u32 = 120;

/// The shared throttle keys, as metrics and the log name them.
const SCOPES: [&str; 3] = ["address", "network", "town"];

/// The login throttle. Cheap to clone.
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

    /// Decides whether a requester may try a coupon number now. With [`Verdict::Enter`] the attempt
    /// has been counted. Call [`succeeded`](Self::succeeded) if it does not fail.
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
            // Dropping the transaction rolls the counts back: only attempts that are made count.
            return Ok(verdict);
        }
        let locked = counted.iter().filter(|(subject, count)| self.limits.locks(subject, *count));
        let locked: Vec<&Subject> = locked.map(|(subject, _)| subject).collect();
        for subject in &locked {
            tx.lock(subject, now + self.limits.lock).await?;
        }
        tx.commit().await?;
        if !locked.is_empty() {
            // One line per lockout, without the coupon number: personal data is never logged.
            tracing::warn!("a coupon number was locked after too many failed identifications");
        }
        for (subject, failures) in &counted {
            self.report_step(subject, *failures);
        }
        Ok(Verdict::Enter)
    }

    /// Reports to metrics and log that shared failures have reached the next step of work.
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
        // Without address and network: only how many failures, and of which scope.
        tracing::warn!(
            scope,
            work,
            failures,
            "the robot check was made harder after failed identifications"
        );
    }

    /// Returns the figures about credential guessing.
    pub async fn guesses(&self, now: DateTime<Utc>) -> Result<Guesses, StorageError> {
        Ok(Guesses {
            failures_today: self.store.failures_of(&Subject::Town(tokyo_date(now))).await?,
            per_day: self.limits.town_per_day,
            locked_numbers: self.store.locked_subjects(now).await?,
        })
    }

    /// Records that an admitted attempt succeeded, which ends its row of failures.
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
                // Shared by many people: one who knows their birth date clears only their own
                // failure.
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

    /// Uncounts what [`admit`](Self::admit) counted at the same moment, including the lockout,
    /// because the attempt could not be decided.
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

    /// Ends the lockout of a coupon number on behalf of the administration, in the transaction that
    /// records it.
    pub async fn unlock(tx: &Tx, number: &CouponNumber) -> Result<(), StorageError> {
        tx.forget_failures(&Subject::Number(number.clone())).await
    }

    /// Returns until when a coupon number is locked.
    pub async fn locked_until(
        &self,
        number: &CouponNumber,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StorageError> {
        let until = self.store.locked_until(&Subject::Number(number.clone())).await?;
        Ok(until.filter(|until| *until > now))
    }

    /// Deletes expired failures and expired robot checks.
    pub async fn sweep(&self, now: DateTime<Utc>) -> Result<u64, StorageError> {
        // Prometheus sees a counter rise only if its series existed before.
        for scope in SCOPES {
            for work in Work::ALL {
                step_counter(scope, work).increment(0);
            }
        }
        self.store.sweep_failures(self.limits.memory, now).await
    }

    /// Creates a challenge for 「私はロボットではありません」. Its work depends on the failures
    /// that the requester shares with others; with a check code these do not count.
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

    /// Accepts a solution, each only once. It resets the requester's own failures and grants one
    /// try where the verdict requires this work (a number, a network or a municipality under
    /// attack).
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

/// Returns the throttle keys of the requester alone. The address is not one of them: a whole family
/// may share it.
fn own(caller: &Caller) -> impl Iterator<Item = Subject> {
    let session = caller.session.clone().map(Subject::Session);
    session.into_iter().chain(caller.account.map(Subject::Account))
}

/// Returns the throttle key that recognizes a requester from any address: the LINE account if it is
/// proven, otherwise the browser.
fn strongest(caller: &Caller) -> Option<Subject> {
    own(caller).last()
}

/// Returns the throttle keys that a requester shares with others, on this day in Tokyo.
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

/// Returns the network of an address whose failures and requests are counted together.
fn network(address: IpAddr) -> Option<IpNet> {
    let bits = if address.is_ipv4() { NETWORK_BITS_V4 } else { NETWORK_BITS_V6 };
    IpNet::new(address, bits).ok().map(|net| net.trunc())
}

/// Returns all throttle keys of an attempt, always in the same order, so that concurrent attempts
/// cannot deadlock.
fn subjects(caller: &Caller, number: &CouponNumber, now: DateTime<Utc>) -> Vec<Subject> {
    let mut all: Vec<Subject> = own(caller).collect();
    all.push(Subject::Number(number.clone()));
    all.extend(shared(caller, now));
    all
}

/// Consumes the try that a robot check granted. It is stored under the strongest throttle key only,
/// so that two browsers of one account share one try.
async fn take_granted_try(tx: &Tx, caller: &Caller, work: Work) -> Result<bool, StorageError> {
    match strongest(caller) {
        Some(subject) => tx.take_try(&subject, work.amount()).await,
        None => Ok(false),
    }
}

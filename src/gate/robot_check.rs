//! The robot check 「私はロボットではありません」 (CAPTCHA): a proof of work by ALTCHA, without a
//! third party. Argon2id fills memory at each derivation, so that a graphics card gains little over
//! a phone.
//!
//! The server draws the number of derivations and derives once; the browser derives from zero until
//! it reaches the same key. So the work is bounded, and a solution is verified by a signature.
//!
//! The library's expiry reads the system clock. Ours is part of the signed data and is compared
//! with the moment that the caller passes.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

pub use altcha::Challenge;
use altcha::{
    CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge, verify_solution,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use rand::{TryRngCore, rngs::OsRng};
use tokio::sync::Semaphore;

use super::work::Work;
use crate::storage::StorageError;

/// How long a challenge is valid.
const LIFE: TimeDelta = TimeDelta::minutes(20);
/// How long a request for a challenge may wait for a free permit to derive.
const DERIVATION_TIMEOUT: Duration = Duration::from_secs(5);
const ALGORITHM: &str = "ARGON2ID";
/// The passes over the memory per derivation.
const PASSES: u32 = 1;
const UNTIL: &str = "until";
const WORK: &str = "work";

/// Why a solution is rejected.
#[derive(Debug, thiserror::Error)]
pub enum CheckRefused {
    #[error("the solution is malformed")]
    Unreadable,
    #[error("the solution is wrong, or this service did not issue its challenge")]
    Wrong,
    #[error("the challenge has expired")]
    Expired,
    #[error("the solution has already been used")]
    UsedBefore,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why no challenge was created.
#[derive(Debug, thiserror::Error)]
pub enum ChallengeError {
    #[error("too many challenges are being created")]
    Busy,
    #[error("too many challenges were issued to the address or its network")]
    TooMany,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Creates challenges outside of the async runtime, a few at a time, as each costs a derivation.
#[derive(Debug, Clone)]
pub(super) struct ChallengeMaker {
    permits: Arc<Semaphore>,
}

impl Default for ChallengeMaker {
    /// Allows derivations on half of the processors.
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self { permits: Arc::new(Semaphore::new((processors / 2).max(1))) }
    }
}

impl ChallengeMaker {
    /// Creates a challenge of this much work; each derivation fills `memory_kib` of memory.
    pub(super) async fn make(
        &self,
        secret: String,
        work: Work,
        memory_kib: u32,
        now: DateTime<Utc>,
    ) -> Result<Challenge, ChallengeError> {
        let permit = self.permits.clone().acquire_owned();
        let permit = tokio::time::timeout(DERIVATION_TIMEOUT, permit).await;
        let permit = permit.map_err(|_| ChallengeError::Busy)?.map_err(|_| ChallengeError::Busy)?;
        let derivation = tokio::task::spawn_blocking(move || {
            let challenge = challenge(secret, work, memory_kib, now);
            // The derivation holds the permit, so that cancelling a request does not let another
            // one begin.
            drop(permit);
            challenge
        });
        derivation.await.map_err(|_| ChallengeError::Busy)
    }
}

/// Creates a challenge.
///
/// # Panics
/// Never: the parameters are our constants, and a test checks that the library accepts them.
#[expect(clippy::expect_used, reason = "the parameters are our own constants")]
fn challenge(secret: String, work: Work, memory_kib: u32, now: DateTime<Utc>) -> Challenge {
    let until = (now + LIFE).timestamp();
    let data = [(UNTIL.to_owned(), until.into()), (WORK.to_owned(), work.amount().into())];
    create_challenge(CreateChallengeOptions {
        algorithm: ALGORITHM.to_owned(),
        cost: PASSES,
        memory_cost: Some(memory_kib),
        parallelism: Some(1),
        counter: Some(draw_counter(work)),
        data: Some(BTreeMap::from(data)),
        hmac_key_signature_secret: Some(key_secret(&secret)),
        hmac_signature_secret: Some(secret),
        ..CreateChallengeOptions::default()
    })
    .expect("the parameters are valid")
}

/// Draws the number of the last derivation, counted from zero, in the second half of the bound.
#[expect(clippy::expect_used, reason = "without randomness the work could be guessed")]
fn draw_counter(work: Work) -> u32 {
    let half = work.max_derivations() / 2;
    half + OsRng.try_next_u32().expect("the operating system provides randomness") % half
}

/// Returns the secret that signs derived keys, which differs from the one that signs challenges.
fn key_secret(secret: &str) -> String {
    format!("{secret} derived keys")
}

/// A solved challenge. Its signature identifies it until it expires, however the solution is
/// encoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Solved {
    pub(super) signature: String,
    pub(super) until: DateTime<Utc>,
    pub(super) work: Work,
}

/// Verifies a solution by signatures alone, without a derivation.
pub(super) fn verify(
    secret: &str,
    solution: &str,
    now: DateTime<Utc>,
) -> Result<Solved, CheckRefused> {
    let json = STANDARD.decode(solution).map_err(|_| CheckRefused::Unreadable)?;
    let payload: Payload = serde_json::from_slice(&json).map_err(|_| CheckRefused::Unreadable)?;
    // Without the signature of the derived key the library would derive the key here.
    if payload.challenge.parameters.key_signature.is_none() {
        return Err(CheckRefused::Wrong);
    }
    let options = VerifySolutionOptions {
        hmac_key_signature_secret: Some(key_secret(secret)),
        ..VerifySolutionOptions::new(&payload.challenge, &payload.solution, secret)
    };
    let verified = verify_solution(options).map_err(|_| CheckRefused::Unreadable)?;
    if !verified.verified {
        return Err(CheckRefused::Wrong);
    }
    let data = payload.challenge.parameters.data.unwrap_or_default();
    let until = data.get(UNTIL).and_then(serde_json::Value::as_i64);
    let until = until.and_then(|at| DateTime::from_timestamp(at, 0)).ok_or(CheckRefused::Wrong)?;
    let work = data.get(WORK).and_then(serde_json::Value::as_u64);
    let work = work.and_then(Work::from_amount).ok_or(CheckRefused::Wrong)?;
    let signature = payload.challenge.signature.ok_or(CheckRefused::Wrong)?.to_ascii_lowercase();
    if until <= now { Err(CheckRefused::Expired) } else { Ok(Solved { signature, until, work }) }
}

#[cfg(test)]
mod tests {
    use altcha::{SolveChallengeOptions, solve_challenge};

    use super::*;

    const SECRET: &str = "secret";
    /// Argon2's minimum, so that tests are fast.
    const MEMORY_KIB: u32 = 8;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_777_600_000, 0).unwrap()
    }

    /// Solves a challenge as the widget does, at a cost that suits a test.
    fn solved(secret: &str) -> String {
        let challenge = challenge(secret.to_owned(), Work::Light, MEMORY_KIB, now());
        let solution = solve_challenge(SolveChallengeOptions::new(&challenge)).unwrap().unwrap();
        STANDARD.encode(serde_json::to_vec(&Payload { challenge, solution }).unwrap())
    }

    #[test]
    fn the_work_lies_in_the_second_half_of_its_bound() {
        for work in Work::ALL {
            let bound = work.max_derivations();
            let drawn: Vec<u32> = (0..1_000).map(|_| draw_counter(work)).collect();
            assert!(drawn.iter().all(|counter| (bound / 2..bound).contains(counter)));
            assert!(drawn.iter().any(|counter| *counter != drawn[0]));
        }
    }

    #[test]
    fn a_challenge_does_not_tell_its_derived_key() {
        let challenge = challenge(SECRET.to_owned(), Work::Light, MEMORY_KIB, now());
        assert_eq!(challenge.parameters.key_prefix.len(), 32, "half of the key");
        let solution = altcha::Solution {
            counter: 16,
            derived_key: challenge.parameters.key_prefix.repeat(2),
            time: None,
        };
        let guessed = serde_json::to_vec(&Payload { challenge, solution }).unwrap();
        let refused = verify(SECRET, &STANDARD.encode(guessed), now());
        assert!(matches!(refused, Err(CheckRefused::Wrong)));
    }

    #[test]
    fn a_right_solution_is_taken_until_its_challenge_expires() {
        let solution = solved(SECRET);
        let until = verify(SECRET, &solution, now()).unwrap().until;
        assert_eq!(until, now() + LIFE);
        assert!(matches!(verify(SECRET, &solution, until), Err(CheckRefused::Expired)));
    }

    #[test]
    fn a_solution_written_in_another_way_is_the_same_one() {
        let solution = solved(SECRET);
        let json = STANDARD.decode(&solution).unwrap();
        let spaced = String::from_utf8(json).unwrap().replace(':', ": ");
        let again = verify(SECRET, &STANDARD.encode(spaced), now());
        assert_eq!(again.unwrap(), verify(SECRET, &solution, now()).unwrap());
    }

    #[test]
    fn a_solution_to_a_challenge_of_somebody_else_is_refused() {
        let refused = verify(SECRET, &solved("another"), now());
        assert!(matches!(refused, Err(CheckRefused::Wrong)));
    }

    #[test]
    fn a_challenge_made_easier_or_longer_lived_is_refused() {
        let json = STANDARD.decode(solved(SECRET)).unwrap();
        for change in [
            |payload: &mut Payload| payload.challenge.parameters.cost += 1,
            |payload: &mut Payload| payload.challenge.parameters.data = None,
            |payload: &mut Payload| payload.challenge.parameters.key_signature = None,
            |payload: &mut Payload| payload.solution.derived_key.replace_range(..2, "zz"),
            |payload: &mut Payload| payload.solution.derived_key.truncate(32),
        ] {
            let mut payload: Payload = serde_json::from_slice(&json).unwrap();
            change(&mut payload);
            let changed = STANDARD.encode(serde_json::to_vec(&payload).unwrap());
            assert!(matches!(verify(SECRET, &changed, now()), Err(CheckRefused::Wrong)));
        }
    }

    #[test]
    fn what_is_no_solution_is_refused() {
        for text in ["", "あ", "e30=", "bm90IGpzb24="] {
            assert!(matches!(verify(SECRET, text, now()), Err(CheckRefused::Unreadable)), "{text}");
        }
    }
}

//! 「私はロボットではありません」: a proof of work by ALTCHA, on our own, without asking anybody
//! else. It costs a phone a second and a bot the same second for every few guesses.
//!
//! The library's expiry reads the system's clock; ours lies in the signed data and is read by
//! the moment that is handed in.

use std::collections::BTreeMap;

pub use altcha::Challenge;
use altcha::{
    CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge, verify_solution,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};

use crate::storage::StorageError;

/// How long a challenge may be worked on.
const LIFE: TimeDelta = TimeDelta::minutes(20);
const UNTIL: &str = "until";

/// Why a solution lets nobody in.
#[derive(Debug, thiserror::Error)]
pub enum CheckRefused {
    #[error("the solution cannot be read")]
    Unreadable,
    #[error("the solution is wrong, or to a challenge that is not ours")]
    Wrong,
    #[error("the challenge has expired")]
    Expired,
    #[error("the solution was used before")]
    UsedBefore,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// # Panics
/// Never: the parameters are ours and lawful, which a test holds.
#[expect(clippy::expect_used, reason = "the parameters are constants of ours")]
pub(super) fn challenge(secret: &str, cost: u32, now: DateTime<Utc>) -> Challenge {
    let until = (now + LIFE).timestamp();
    create_challenge(CreateChallengeOptions {
        algorithm: "PBKDF2/SHA-256".to_owned(),
        cost,
        data: Some(BTreeMap::from([(UNTIL.to_owned(), until.into())])),
        hmac_signature_secret: Some(secret.to_owned()),
        ..CreateChallengeOptions::default()
    })
    .expect("lawful parameters make a challenge")
}

/// A challenge that was solved: by its signature it is known again, however the solution is
/// written, until it expires.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Solved {
    pub(super) signature: String,
    pub(super) until: DateTime<Utc>,
}

pub(super) fn verify(
    secret: &str,
    solution: &str,
    now: DateTime<Utc>,
) -> Result<Solved, CheckRefused> {
    let json = STANDARD.decode(solution).map_err(|_| CheckRefused::Unreadable)?;
    let payload: Payload = serde_json::from_slice(&json).map_err(|_| CheckRefused::Unreadable)?;
    let options = VerifySolutionOptions::new(&payload.challenge, &payload.solution, secret);
    let verified = verify_solution(options).map_err(|_| CheckRefused::Unreadable)?;
    if !verified.verified {
        return Err(CheckRefused::Wrong);
    }
    let data = payload.challenge.parameters.data.unwrap_or_default();
    let until = data.get(UNTIL).and_then(serde_json::Value::as_i64);
    let until = until.and_then(|at| DateTime::from_timestamp(at, 0)).ok_or(CheckRefused::Wrong)?;
    let signature = payload.challenge.signature.ok_or(CheckRefused::Wrong)?.to_ascii_lowercase();
    if until <= now { Err(CheckRefused::Expired) } else { Ok(Solved { signature, until }) }
}

#[cfg(test)]
mod tests {
    use altcha::{SolveChallengeOptions, solve_challenge};

    use super::*;

    const SECRET: &str = "secret";

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_777_600_000, 0).unwrap()
    }

    /// As the widget does it, at a cost that a test can bear.
    fn solved(secret: &str) -> String {
        let challenge = challenge(secret, 1, now());
        let solution = solve_challenge(SolveChallengeOptions::new(&challenge)).unwrap().unwrap();
        STANDARD.encode(serde_json::to_vec(&Payload { challenge, solution }).unwrap())
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
            |payload: &mut Payload| payload.solution.counter += 1,
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

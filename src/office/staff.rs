//! The staff: members, their rights, and the tokens that authenticate them.
//!
//! A token is a random password of 256 bits, printed once and stored as a digest. While no member
//! is registered, anyone with access to the machine can register the first one.

use std::fmt::{self, Write as _};

use chrono::{DateTime, TimeDelta, Utc};
use rand::{TryRngCore, rngs::OsRng};

use crate::{
    storage::{StaffActed, StaffMember, StorageError, Store, Tx},
    vaccination::{
        ids::CouponId,
        staff::StaffName,
        staff_act::{Right, StaffAct},
    },
};

/// The prefix of every token, by which it can be recognized anywhere.
const MARK: &str = "sst_";

/// The token by which a member of staff authenticates.
#[derive(Clone, PartialEq, Eq)]
pub struct StaffToken(String);

impl StaffToken {
    /// Draws a token from the operating system's randomness.
    ///
    /// # Panics
    /// If the operating system has no randomness: nothing can be kept safe then.
    #[expect(clippy::expect_used, reason = "without randomness a token could be guessed")]
    fn draw() -> Self {
        let mut bytes = [0_u8; 32];
        OsRng.try_fill_bytes(&mut bytes).expect("the operating system provides randomness");
        let mut token = MARK.to_owned();
        for byte in bytes {
            write!(token, "{byte:02x}").expect("writing to a string does not fail");
        }
        Self(token)
    }

    /// Wraps a token that was entered. It may be unknown.
    pub fn given(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for StaffToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaffToken(…)")
    }
}

/// Why an action is refused.
#[derive(Debug, thiserror::Error)]
pub enum NotAdmitted {
    #[error("no staff member is registered yet")]
    NobodyRegistered,
    #[error("no staff token was given")]
    NoToken,
    #[error("unknown staff token")]
    UnknownToken,
    #[error("this needs the right to {0}")]
    Lacks(Right),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why the staff is not changed.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    #[error("a staff member of this name is already registered")]
    NameTaken,
    #[error("no staff member of this name is registered")]
    Unknown,
    #[error("at least one administrator must remain")]
    LastAdministrator,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Authorizes the member who has this token for an action. An unknown token and a missing right are
/// recorded in the audit log; a missing token is not.
pub async fn admit(
    store: &Store,
    token: Option<&StaffToken>,
    act: StaffAct,
    now: DateTime<Utc>,
) -> Result<StaffMember, NotAdmitted> {
    if !store.has_staff().await? {
        return Err(NotAdmitted::NobodyRegistered);
    }
    let token = token.ok_or(NotAdmitted::NoToken)?;
    let member = store.staff_by_token(token.as_str()).await?;
    let refused = |name| StaffActed { name, allowed: false, ..StaffActed::new(act, now) };
    match member {
        None => {
            store.record_staff_act(&refused(None)).await?;
            Err(NotAdmitted::UnknownToken)
        }
        Some(member) => match act.right().filter(|right| !member.may(*right)) {
            Some(right) => {
                store.record_staff_act(&refused(Some(member.name))).await?;
                Err(NotAdmitted::Lacks(right))
            }
            None => Ok(member),
        },
    }
}

/// How many wrong birth dates, coupon numbers or contacts a member without the right to view may
/// compare with those of residents within [`MISMATCH_WINDOW`]. A file counts once.
pub const MAX_MISMATCHES: usize = 10;

const MISMATCH_WINDOW: TimeDelta = TimeDelta::hours(24);

/// What a member of the staff may be told of a comparison with what is known of a resident.
#[must_use = "a member must not learn more from a comparison"]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Match,
    Mismatch,
    /// Nothing, whatever came of it: too many did not match before.
    Withheld,
}

/// Decides what a member may be told of a comparison, which did not match for the resident in
/// `mismatch`. Those who may not view residents could find a birth date by trying: each mismatch is
/// recorded as a refusal, and after [`MAX_MISMATCHES`] of them nothing is told for a while.
pub async fn settle_comparison(
    store: &Store,
    member: &StaffMember,
    act: StaffAct,
    mismatch: Option<CouponId>,
    now: DateTime<Utc>,
) -> Result<Comparison, StorageError> {
    if member.may(Right::View) {
        return Ok(if mismatch.is_some() { Comparison::Mismatch } else { Comparison::Match });
    }
    let tx = store.begin().await?;
    tx.hold_staff(member.id).await?;
    let since = now - MISMATCH_WINDOW;
    if tx.count_refusals_about_residents(&member.name, since).await? >= MAX_MISMATCHES {
        return Ok(Comparison::Withheld);
    }
    let Some(coupon) = mismatch else { return Ok(Comparison::Match) };
    let refused = StaffActed {
        name: Some(member.name.clone()),
        coupon: Some(coupon),
        allowed: false,
        ..StaffActed::new(act, now)
    };
    tx.record_staff_acts(&[refused]).await?;
    tx.commit().await?;
    Ok(Comparison::Mismatch)
}

/// Registers a member. The returned token is not stored, only its digest.
pub async fn add(
    store: &Store,
    name: &StaffName,
    rights: &[Right],
    now: DateTime<Utc>,
) -> Result<StaffToken, StaffError> {
    let tx = store.begin().await?;
    if find(&tx, name).await?.is_some() {
        return Err(StaffError::NameTaken);
    }
    let token = StaffToken::draw();
    tx.add_staff(name, rights, token.as_str(), now).await?;
    tx.commit().await?;
    Ok(token)
}

/// Replaces a member's rights.
pub async fn allow(store: &Store, name: &StaffName, rights: &[Right]) -> Result<(), StaffError> {
    let tx = store.begin().await?;
    let member = find(&tx, name).await?.ok_or(StaffError::Unknown)?;
    if !rights.contains(&Right::Administer) {
        somebody_else_administers(&tx, &member).await?;
    }
    tx.allow_staff(&member, rights).await?;
    Ok(tx.commit().await?)
}

/// Gives a member a new token; the old one becomes invalid.
pub async fn renew(store: &Store, name: &StaffName) -> Result<StaffToken, StaffError> {
    let tx = store.begin().await?;
    let member = find(&tx, name).await?.ok_or(StaffError::Unknown)?;
    let token = StaffToken::draw();
    tx.renew_staff(&member, token.as_str()).await?;
    tx.commit().await?;
    Ok(token)
}

/// Removes a member. The audit log keeps what they did under their name.
pub async fn remove(store: &Store, name: &StaffName, now: DateTime<Utc>) -> Result<(), StaffError> {
    let tx = store.begin().await?;
    let member = find(&tx, name).await?.ok_or(StaffError::Unknown)?;
    somebody_else_administers(&tx, &member).await?;
    tx.remove_staff(&member, now).await?;
    Ok(tx.commit().await?)
}

async fn find(tx: &Tx, name: &StaffName) -> Result<Option<StaffMember>, StorageError> {
    Ok(tx.staff().await?.into_iter().find(|member| member.name == *name))
}

async fn somebody_else_administers(tx: &Tx, member: &StaffMember) -> Result<(), StaffError> {
    let staff = tx.staff().await?;
    let others = || staff.iter().filter(|other| other.id != member.id);
    if member.may(Right::Administer) && !others().any(|other| other.may(Right::Administer)) {
        return Err(StaffError::LastAdministrator);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_another_each_time_and_does_not_show_itself() {
        let (one, other) = (StaffToken::draw(), StaffToken::draw());
        assert_ne!(one, other);
        assert_eq!(one.as_str().len(), MARK.len() + 64);
        assert!(!format!("{one:?}").contains(&one.as_str()[MARK.len()..]));
    }
}

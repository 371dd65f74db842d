//! Sessions of residents on the pages: proof of identity for a limited time.
//!
//! An ID token or credentials are verified once and exchanged for a session. The session token
//! changes with every gain of rights, and only its keyed hash is stored.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use rand::{TryRngCore, rngs::OsRng};

use super::{Desk, Proved};
use crate::{
    storage::{ChangedSession, HeldCoupon, MAX_SESSION_AGE, Session, StorageError, Tx, Write},
    vaccination::{
        history::Way,
        ids::{AccountId, CouponId},
    },
};

/// The idle timeout of sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idle(TimeDelta);

impl Idle {
    /// Creates a timeout from the settings: enough for slow typing, at most the maximum age.
    pub fn minutes(minutes: u32) -> Option<Self> {
        (10..=120).contains(&minutes).then(|| Self(TimeDelta::minutes(minutes.into())))
    }

    pub fn as_minutes(self) -> i64 {
        self.0.num_minutes()
    }

    /// Returns when a session ends that was created at one time and used at another.
    fn end(self, created_at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        (now + self.0).min(created_at + MAX_SESSION_AGE)
    }

    /// Returns how long after a recorded use the next one is recorded: a tenth of the timeout, so
    /// that not every request of a session is a write.
    fn step(self) -> TimeDelta {
        self.0 / 10
    }
}

impl Default for Idle {
    fn default() -> Self {
        Self(TimeDelta::minutes(30))
    }
}

/// The value of the session cookie: 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// Draws a token from the operating system's randomness.
    ///
    /// # Panics
    /// If the operating system has no randomness: nothing can be kept safe then.
    #[expect(clippy::expect_used, reason = "without randomness no session may be opened")]
    pub fn draw() -> Self {
        let mut bytes = [0_u8; 32];
        OsRng.try_fill_bytes(&mut bytes).expect("the operating system provides randomness");
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Parses the token of a request. There may be no session for it.
    pub fn from_cookie(value: &str) -> Option<Self> {
        (value.len() == 43).then(|| Self(value.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// The identity of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Visitor {
    /// The coupon whose holder was identified.
    pub coupon: Option<CouponId>,
    /// The LINE account whose ID token was verified.
    pub account: Option<AccountId>,
    /// Whether the coupon was found by its link to the account, and not by credentials.
    pub by_link: bool,
    /// When this was verified, which starts the maximum age; `None` if it was verified in this
    /// request.
    pub proved_at: Option<DateTime<Utc>>,
}

impl Visitor {
    /// Returns the channel through which this person acts.
    pub fn way(self) -> Way {
        if self.account.is_some() { Way::Liff } else { Way::Web }
    }
}

/// Why no session was opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenSessionError {
    /// The coupon was corrected or revoked, or the session before was ended, at the same moment.
    #[error("the coupon or the session has changed meanwhile")]
    Changed,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Desk {
    /// Returns the identity of a session; empty if the token is unknown or the session has ended.
    /// Extends the session by the idle timeout.
    pub async fn visitor(
        &self,
        token: &SessionToken,
        now: DateTime<Utc>,
    ) -> Result<Visitor, StorageError> {
        let Some(session) = self.store.session(token.as_str(), now).await? else {
            return Ok(Visitor::default());
        };
        if now - session.last_used_at >= self.idle.step() {
            let end = self.idle.end(session.created_at, now);
            self.store.use_session(token.as_str(), end, now).await?;
        }
        Ok(Visitor {
            coupon: session.coupon,
            account: session.account,
            by_link: session.by_link,
            proved_at: Some(session.created_at),
        })
    }

    /// Opens a session with what was just proved, and ends the previous one. A coupon is checked
    /// again while it is locked: it may have been corrected or revoked since. An account that was
    /// verified in the previous session is taken over only if that session is still in force.
    pub async fn open_session(
        &self,
        visitor: Visitor,
        before: Option<&SessionToken>,
        proved: Option<&Proved>,
        now: DateTime<Utc>,
    ) -> Result<SessionToken, OpenSessionError> {
        let tx = self.store.begin().await?;
        // A link is checked whenever the session is used.
        let by_number = visitor.coupon.filter(|_| !visitor.by_link);
        let is_valid = match (by_number, proved) {
            (None, _) => true,
            (Some(_), Some(proved)) => self.hold_proved(&tx, proved).await? == HeldCoupon::Valid,
            (Some(_), None) => false,
        };
        // With the number, only the coupon was proved in this request.
        let former_account = visitor.account.filter(|_| by_number.is_some());
        if !is_valid || !has_account(&tx, former_account, before, now).await? {
            return Err(OpenSessionError::Changed);
        }
        if let Some(before) = before {
            let ended = tx.end_session(before.as_str()).await?;
            if former_account.is_some() && ended == Write::Skipped {
                return Err(OpenSessionError::Changed);
            }
        }
        let token = self.put_session(&tx, visitor, now).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Stores a session under a new token.
    pub(super) async fn put_session(
        &self,
        tx: &Tx,
        visitor: Visitor,
        now: DateTime<Utc>,
    ) -> Result<SessionToken, StorageError> {
        let token = SessionToken::draw();
        tx.put_session(token.as_str(), &self.session(visitor, now)).await?;
        Ok(token)
    }

    /// Replaces a session by one with other rights; `None` if it has ended meanwhile, so that what
    /// was proved in it does not come back. The time of the proof stays.
    pub async fn change_session(
        &self,
        visitor: Visitor,
        before: &SessionToken,
        now: DateTime<Utc>,
    ) -> Result<Option<SessionToken>, StorageError> {
        let token = SessionToken::draw();
        let session = self.session(visitor, now);
        let tx = self.store.begin().await?;
        if tx.session(before.as_str(), now).await?.is_none() {
            return Ok(None);
        }
        // Replaced only if no other transaction ends it now.
        let changed = tx.change_session(before.as_str(), token.as_str(), &session).await?;
        tx.commit().await?;
        Ok((changed == ChangedSession::Changed).then_some(token))
    }

    fn session(&self, visitor: Visitor, now: DateTime<Utc>) -> Session {
        let proved_at = visitor.proved_at.unwrap_or(now);
        Session {
            coupon: visitor.coupon,
            account: visitor.account,
            by_link: visitor.by_link,
            created_at: proved_at,
            expires_at: self.idle.end(proved_at, now),
            last_used_at: now,
        }
    }

    /// Ends a session (log-out).
    pub async fn end_session(&self, token: &SessionToken) -> Result<(), StorageError> {
        let tx = self.store.begin().await?;
        let _may_have_ended_before: Write = tx.end_session(token.as_str()).await?;
        tx.commit().await
    }
}

/// Returns whether the account, if there is one, is that of a session that is still in force.
async fn has_account(
    tx: &Tx,
    account: Option<AccountId>,
    session: Option<&SessionToken>,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let (Some(account), Some(token)) = (account, session) else { return Ok(account.is_none()) };
    let session = tx.session(token.as_str(), now).await?;
    Ok(session.is_some_and(|session| session.account == Some(account)))
}

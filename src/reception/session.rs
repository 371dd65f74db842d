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
    storage::{HeldCoupon, Session, StorageError, Write},
    vaccination::{
        history::Way,
        ids::{AccountId, CouponId},
    },
};

/// The maximum age of a session, whatever its activity.
const LIFE: TimeDelta = TimeDelta::hours(2);

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
        (now + self.0).min(created_at + LIFE)
    }

    /// Returns the smallest extension that is stored: a tenth of the timeout, so that not every
    /// request of a session is a write.
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
        OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives randomness");
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
    #[error("what was proved has changed meanwhile")]
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
        let end = self.idle.end(session.created_at, now);
        if end - session.expires_at >= self.idle.step() {
            self.store.put_off_session_end(token.as_str(), end).await?;
        }
        Ok(Visitor {
            coupon: session.coupon,
            account: session.account,
            by_link: session.by_link,
            proved_at: Some(session.created_at),
        })
    }

    /// Opens a session with other rights and ends the previous one; the time of verification stays.
    pub async fn open_session(
        &self,
        visitor: Visitor,
        before: Option<&SessionToken>,
        proved: Option<&Proved>,
        now: DateTime<Utc>,
    ) -> Result<SessionToken, OpenSessionError> {
        let token = SessionToken::draw();
        let proved_at = visitor.proved_at.unwrap_or(now);
        let session = Session {
            coupon: visitor.coupon,
            account: visitor.account,
            by_link: visitor.by_link,
            created_at: proved_at,
            expires_at: self.idle.end(proved_at, now),
        };
        let tx = self.store.begin().await?;
        // A link is looked at whenever the session is.
        let by_number = visitor.coupon.filter(|_| !visitor.by_link);
        let held = match (by_number, proved) {
            (None, _) => HeldCoupon::Valid,
            (Some(_), Some(proved)) => self.hold_proved(&tx, proved).await?,
            (Some(coupon), None) => tx.hold_coupon(coupon).await?,
        };
        let ended = match before {
            Some(before) => tx.end_session(before.as_str()).await?,
            None => Write::Skipped,
        };
        let is_carried_over = by_number.is_some() && proved.is_none();
        if held == HeldCoupon::Invalid || (is_carried_over && !ended.is_applied()) {
            return Err(OpenSessionError::Changed);
        }
        tx.put_session(token.as_str(), &session).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Ends a session (log-out).
    pub async fn end_session(&self, token: &SessionToken) -> Result<(), StorageError> {
        let tx = self.store.begin().await?;
        let _may_have_ended_before: Write = tx.end_session(token.as_str()).await?;
        tx.commit().await
    }
}

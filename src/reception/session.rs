//! A visitor's session on the pages: what was proven, for a short time.
//!
//! An ID token or a coupon is verified once and exchanged for a session of our own. The token is
//! new at every rise of rights, and only its keyed hash is stored.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use rand::{TryRngCore, rngs::OsRng};

use super::Desk;
use crate::{
    storage::{ChangedSession, Session, StorageError},
    vaccination::{
        history::Way,
        ids::{AccountId, CouponId},
    },
};

/// How long a proof lasts at most, whatever is done meanwhile.
const LIFE: TimeDelta = TimeDelta::hours(2);

/// How long a session lasts in which nothing is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idle(TimeDelta);

impl Idle {
    /// As settings may say it: long enough for whoever types slowly, never past the end of a proof.
    pub fn minutes(minutes: u32) -> Option<Self> {
        (10..=120).contains(&minutes).then(|| Self(TimeDelta::minutes(minutes.into())))
    }

    pub fn as_minutes(self) -> i64 {
        self.0.num_minutes()
    }

    /// When a session ends that was opened at one moment and asked for at another.
    fn end(self, created_at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        (now + self.0).min(created_at + LIFE)
    }

    /// How long after a recorded use the next one is recorded: a tenth of the limit, so that those who
    /// book are not one more write with every step.
    fn step(self) -> TimeDelta {
        self.0 / 10
    }
}

impl Default for Idle {
    fn default() -> Self {
        Self(TimeDelta::minutes(30))
    }
}

/// What a visitor carries in the cookie: 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// Draws a token from the operating system's randomness.
    ///
    /// # Panics
    /// When the operating system has none to give: nothing can be kept safe then.
    #[expect(clippy::expect_used, reason = "without randomness no session may be opened")]
    pub fn draw() -> Self {
        let mut bytes = [0_u8; 32];
        OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives randomness");
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// A token as it came with a request; whether it opens anything is found out later.
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

/// What is known of a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Visitor {
    /// The coupon whose holder they have proven to be.
    pub coupon: Option<CouponId>,
    /// The LINE account whose ID token was verified.
    pub account: Option<AccountId>,
    /// Whether the coupon was proved by its link to the account, not by its number.
    pub by_link: bool,
    /// When this was proved, from which moment on the two hours count; absent for what is proved
    /// just now.
    pub proved_at: Option<DateTime<Utc>>,
}

impl Visitor {
    /// The way by which this visitor acts.
    pub fn way(self) -> Way {
        if self.account.is_some() { Way::Liff } else { Way::Web }
    }
}

impl Desk {
    /// Who stands behind a token: nobody, when it is unknown or its time is over. Asking puts off
    /// the end of a session in which nothing is done.
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

    /// Opens a session of what was just proved, and ends the one before it.
    pub async fn open_session(
        &self,
        visitor: Visitor,
        before: Option<&SessionToken>,
        now: DateTime<Utc>,
    ) -> Result<SessionToken, StorageError> {
        let token = SessionToken::draw();
        let tx = self.store.begin().await?;
        if let Some(before) = before {
            tx.end_session(before.as_str()).await?;
        }
        tx.put_session(token.as_str(), &self.session(visitor, now)).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Exchanges a session for one with other rights; `None` where it was ended meanwhile: what was
    /// proved in it does not come back. The moment of proof stays what it was.
    pub async fn change_session(
        &self,
        visitor: Visitor,
        before: &SessionToken,
        now: DateTime<Utc>,
    ) -> Result<Option<SessionToken>, StorageError> {
        let token = SessionToken::draw();
        let session = self.session(visitor, now);
        let tx = self.store.begin().await?;
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

    /// Logs out.
    pub async fn end_session(&self, token: &SessionToken) -> Result<(), StorageError> {
        let tx = self.store.begin().await?;
        tx.end_session(token.as_str()).await?;
        tx.commit().await
    }
}

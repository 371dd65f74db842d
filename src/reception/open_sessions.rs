//! The sessions that open a person's pages, as the person sees and ends them.

use chrono::{DateTime, Utc};

use super::{AskingHolder, Desk, HolderError};
use crate::{
    storage::{EndedSession, Entry, ListedSession, StorageError, Tx},
    vaccination::history::Act,
};

/// The sessions that give access to a person's pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSessions {
    /// The session of the request first, then newest first.
    pub sessions: Vec<OpenSession>,
    /// When the coupon was linked; `None` if it is not.
    pub linked_at: Option<DateTime<Utc>>,
}

/// A valid session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// Identifies the session; cannot be used as its token.
    pub id: String,
    pub signed_in_at: DateTime<Utc>,
    /// To within a tenth of the idle limit.
    pub last_used_at: DateTime<Utc>,
    pub proof: SessionProof,
    /// Whether it is the session of the request.
    pub is_current: bool,
}

/// How a person signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionProof {
    /// By a verified LINE account.
    Line,
    /// By the number of the coupon.
    CouponNumber,
}

#[derive(Debug, thiserror::Error)]
pub enum EndSessionError {
    /// The session of the request has ended, or its coupon was revoked.
    #[error("the session of the request has ended")]
    NotIdentified,
    #[error("the person has no such session")]
    Unknown,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<HolderError> for EndSessionError {
    fn from(error: HolderError) -> Self {
        match error {
            HolderError::NotIdentified => Self::NotIdentified,
            HolderError::Storage(error) => Self::Storage(error),
        }
    }
}

impl Desk {
    /// Lists the sessions that the holder of a coupon may see.
    pub async fn open_sessions(
        &self,
        holder: AskingHolder<'_>,
        now: DateTime<Utc>,
    ) -> Result<OpenSessions, StorageError> {
        let listed = self.store.sessions_of(holder.scope(), now).await?;
        Ok(OpenSessions {
            sessions: listed.into_iter().map(|listed| shown(listed, now)).collect(),
            linked_at: self.store.linked_at(holder.coupon).await?,
        })
    }

    /// Ends one of the sessions that the holder of a coupon may see. Returns the same error for
    /// another person's session as for one that does not exist.
    pub async fn end_one_session(
        &self,
        holder: AskingHolder<'_>,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<(), EndSessionError> {
        let tx = self.store.begin().await?;
        // Of two sessions that end each other at the same time, the first one remains.
        holder.hold(&tx, now).await?;
        if tx.end_session_of(holder.scope(), id, now).await? == EndedSession::Unknown {
            return Err(EndSessionError::Unknown);
        }
        record(&tx, holder, now).await?;
        Ok(tx.commit().await?)
    }

    /// Ends all sessions that the holder of a coupon may see, except that of the request.
    pub async fn end_other_sessions(
        &self,
        holder: AskingHolder<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), EndSessionError> {
        let tx = self.store.begin().await?;
        holder.hold(&tx, now).await?;
        if tx.end_other_sessions(holder.scope(), now).await? > 0 {
            record(&tx, holder, now).await?;
        }
        Ok(tx.commit().await?)
    }
}

async fn record(tx: &Tx, holder: AskingHolder<'_>, now: DateTime<Utc>) -> Result<(), StorageError> {
    let AskingHolder { coupon, way, .. } = holder;
    tx.record(&Entry { at: now, coupon, booking: None, act: &Act::SessionsEnded, way }).await
}

fn shown(listed: ListedSession, now: DateTime<Utc>) -> OpenSession {
    let ListedSession { id, session, is_current } = listed;
    // Before a coupon is chosen, only the account is proved.
    let is_by_line = session.by_link || session.coupon.is_none();
    OpenSession {
        id: id.as_str().to_owned(),
        signed_in_at: session.created_at,
        last_used_at: if is_current { now } else { session.last_used_at },
        proof: if is_by_line { SessionProof::Line } else { SessionProof::CouponNumber },
        is_current,
    }
}

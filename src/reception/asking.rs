//! The coupon holder who makes a request, and whether their session is still in force.
//!
//! A request is authenticated before its body is read and before it waits for its transaction.
//! Meanwhile the person may end the session elsewhere, or unlink the coupon. Each transaction that
//! acts for a session therefore checks the session again.

use chrono::{DateTime, Utc};

use super::SessionToken;
use crate::{
    storage::{HeldCoupon, Session, SessionScope, StorageError, Tx},
    vaccination::{
        history::Way,
        ids::{AccountId, CouponId},
    },
};

/// The coupon holder who makes the request, with what their session has proved.
#[derive(Debug, Clone, Copy)]
pub struct AskingHolder<'a> {
    pub coupon: CouponId,
    pub account: Option<AccountId>,
    pub session: &'a SessionToken,
    pub way: Way,
}

/// Why nothing was done for a holder. The transaction must be dropped.
#[derive(Debug, thiserror::Error)]
pub enum HolderError {
    /// The session has ended, or its coupon was revoked, since the request was authenticated.
    #[error("the session of the request has ended")]
    NotIdentified,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl<'a> AskingHolder<'a> {
    pub(super) fn scope(self) -> SessionScope<'a> {
        let Self { coupon, account, session, way: _ } = self;
        SessionScope { coupon, account, token: session.as_str() }
    }

    /// Locks the coupon and checks that the session of the request is still in force. What ends
    /// sessions of a coupon locks it as well, and so comes before this transaction or after it.
    pub(super) async fn hold(self, tx: &Tx, now: DateTime<Utc>) -> Result<Session, HolderError> {
        if tx.hold_coupon(self.coupon).await? == HeldCoupon::Invalid {
            return Err(HolderError::NotIdentified);
        }
        self.session_in_force(tx, now).await
    }

    /// Returns the session of the request if it is still in force. The caller has locked what it
    /// changes: what is read before a lock is granted may be over.
    pub(super) async fn session_in_force(
        self,
        tx: &Tx,
        now: DateTime<Utc>,
    ) -> Result<Session, HolderError> {
        let session = tx.session(self.session.as_str(), now).await?;
        let of_coupon = session.filter(|session| session.coupon == Some(self.coupon));
        of_coupon.ok_or(HolderError::NotIdentified)
    }
}

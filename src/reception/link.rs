//! LINE連携: a LINE account tied to a coupon, so that nobody types a number twice.

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::{
    Claim, Desk, Identified, SessionToken,
    holder::{self, LinkAnswer},
};
use crate::{
    gate::Caller,
    storage::{Entry, HeldCoupon, Linked, StorageError},
    vaccination::{
        history::{Act, Way},
        ids::{AccountId, CouponId},
    },
};

#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    #[error("there is no such coupon")]
    UnknownCoupon,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Desk {
    /// The account of a LINE user, known from now on. The user id must come from a signed
    /// webhook or a verified ID token.
    pub async fn account(
        &self,
        user_id: &str,
        now: DateTime<Utc>,
    ) -> Result<AccountId, StorageError> {
        if let Some(account) = self.store.find_account(user_id).await? {
            return Ok(account);
        }
        let tx = self.store.begin().await?;
        let account = tx.account(user_id, now).await?;
        tx.commit().await?;
        Ok(account)
    }

    /// Ties a coupon to an account, as asked for in a session. Linked again from another account, it
    /// moves there: the former account is owed a notice, and all other sessions of the coupon end.
    pub async fn link(
        &self,
        coupon: CouponId,
        account: AccountId,
        session: Option<&SessionToken>,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Linked, LinkError> {
        if self.store.coupon(coupon).await?.is_none() {
            return Err(LinkError::UnknownCoupon);
        }
        let tx = self.store.begin().await?;
        let linked = holder::link(&tx, coupon, account, LinkAnswer::None, now).await?;
        if linked == Linked::Refused {
            return Err(LinkError::UnknownCoupon);
        }
        if matches!(linked, Linked::MovedFrom(_)) {
            tx.end_sessions_of(coupon, session.map(SessionToken::as_str)).await?;
        }
        if linked != Linked::Unchanged {
            tx.record(&Entry { at: now, coupon, booking: None, act: &Act::Linked, way }).await?;
        }
        tx.commit().await?;
        Ok(linked)
    }

    /// Identifies and links in one: consent and link are recorded together or not at all, so that
    /// a claim that is made once more, by whoever does not know what came of it, does nothing.
    pub async fn link_by(
        &self,
        caller: &Caller,
        claim: &Claim,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> Result<Identified, StorageError> {
        let found = self.prove(caller, claim, now).await?;
        let Identified::As(proved) = &found else { return Ok(found) };
        let coupon = proved.coupon;
        let agreed = Act::Identified { terms_version: claim.terms_version.clone() };
        let tx = self.store.begin().await?;
        if self.hold_proved(&tx, proved).await? == HeldCoupon::Invalid {
            return Ok(Identified::NotFound);
        }
        let linked = holder::link(&tx, coupon, account, LinkAnswer::Reply, now).await?;
        if linked == Linked::Refused {
            return Ok(Identified::NotFound);
        }
        let known = linked == Linked::Unchanged
            && tx.history_of(coupon).await?.iter().any(|recorded| recorded.act == agreed);
        let entry = |act| Entry { at: now, coupon, booking: None, act, way: Way::Chat };
        if !known {
            tx.record(&entry(&agreed)).await?;
        }
        if matches!(linked, Linked::MovedFrom(_)) {
            tx.end_sessions_of(coupon, None).await?;
        }
        if linked != Linked::Unchanged {
            tx.record(&entry(&Act::Linked)).await?;
        }
        tx.commit().await?;
        Ok(found)
    }

    /// Unties a coupon, and ends all sessions in which it was proved; `false` when it was not tied.
    pub async fn unlink(
        &self,
        coupon: CouponId,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        let tx = self.store.begin().await?;
        let was_linked = holder::unlink(&tx, coupon, now).await?;
        tx.end_sessions_of(coupon, None).await?;
        if was_linked {
            tx.record(&Entry { at: now, coupon, booking: None, act: &Act::Unlinked, way }).await?;
        }
        tx.commit().await?;
        Ok(was_linked)
    }

    /// The coupons of one LINE account, oldest link first: a family.
    pub async fn linked_coupons(&self, account: AccountId) -> Result<Vec<CouponId>, StorageError> {
        self.store.linked_coupons(account).await
    }

    /// The LINE account a coupon is tied to.
    pub async fn account_of(&self, coupon: CouponId) -> Result<Option<AccountId>, StorageError> {
        self.store.account_of(coupon).await
    }

    /// The user id at LINE of an account.
    pub async fn user_id(&self, account: AccountId) -> Result<Option<SecretString>, StorageError> {
        Ok(self.store.account(account).await?.map(|account| account.user_id))
    }

    /// Whether a LINE user is a friend of the account; `None` while nobody knows.
    pub async fn is_friend(&self, account: AccountId) -> Result<Option<bool>, StorageError> {
        Ok(self.store.account(account).await?.and_then(|account| account.friend))
    }

    /// Remembers whether a LINE user was a friend of the account at a moment, and could be written
    /// to.
    pub async fn set_friend(
        &self,
        account: AccountId,
        friend: bool,
        as_of: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let tx = self.store.begin().await?;
        tx.set_friend(account, friend, as_of).await?;
        // LINE shows a menu of their own to friends only.
        if friend && !tx.linked_coupons(account).await?.is_empty() {
            tx.owe_menu(account, as_of).await?;
        }
        tx.commit().await
    }

    /// Remembers the language LINE is set to, e.g. `ja`.
    pub async fn set_language(&self, account: AccountId, tag: &str) -> Result<(), StorageError> {
        let tx = self.store.begin().await?;
        tx.set_language(account, tag).await?;
        tx.commit().await
    }
}

//! LINE連携: ties a LINE account to a coupon, so that its number is entered only once.

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::{
    Claim, Desk, Identified, SessionToken,
    holder::{self, LinkAnswer},
};
use crate::{
    gate::Caller,
    storage::{Account, Entry, HeldCoupon, Linked, StorageError, Tx},
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
    /// Returns the account of a LINE user, and creates it if it is new. The user id must come from
    /// a signed webhook or a verified ID token.
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

    /// Links a coupon to an account, on the request of a session. If it was linked to another
    /// account, the former one is notified, and all other sessions of the coupon end.
    pub async fn link(
        &self,
        coupon: CouponId,
        account: AccountId,
        session: Option<&SessionToken>,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<(), LinkError> {
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
        Ok(tx.commit().await?)
    }

    /// Identifies the holder and links the coupon, recording consent and link together or not at
    /// all. A repeated claim, whose first outcome was lost, changes nothing.
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

    /// Unlinks a coupon and ends all its sessions; `false` if it was not linked.
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

    /// Returns the coupons of a LINE account, oldest link first: a family.
    pub async fn linked_coupons(&self, account: AccountId) -> Result<Vec<CouponId>, StorageError> {
        self.store.linked_coupons(account).await
    }

    /// Returns the LINE account of a coupon.
    pub async fn account_of(&self, coupon: CouponId) -> Result<Option<AccountId>, StorageError> {
        self.store.account_of(coupon).await
    }

    /// Returns the user id at LINE of an account.
    pub async fn user_id(&self, account: AccountId) -> Result<Option<SecretString>, StorageError> {
        Ok(self.known_account(account).await?.map(|account| account.user_id))
    }

    /// Returns what is known of a LINE account.
    pub async fn known_account(&self, account: AccountId) -> Result<Option<Account>, StorageError> {
        self.store.account(account).await
    }

    /// Returns whether a LINE user is a friend of the account; `None` if not known.
    pub async fn is_friend(&self, account: AccountId) -> Result<Option<bool>, StorageError> {
        Ok(self.known_account(account).await?.and_then(|account| account.friend))
    }

    /// Records that a LINE user followed the account (`friend`) or blocked it, so that messages are
    /// sent to friends only. `occurred_at` is by LINE's clock, `now` by ours.
    pub async fn set_friend(
        &self,
        account: AccountId,
        friend: bool,
        occurred_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let tx = self.store.begin().await?;
        tx.set_friend(account, friend, occurred_at).await?;
        if friend {
            enqueue_menu_of_linked(&tx, account, now).await?;
        }
        tx.commit().await
    }

    /// Records whether LINE returned a profile of the account, which it does for friends only.
    pub async fn record_profile_query(
        &self,
        account: &Account,
        is_friend: bool,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let tx = self.store.begin().await?;
        tx.record_profile_query(account, is_friend).await?;
        if is_friend {
            enqueue_menu_of_linked(&tx, account.id, now).await?;
        }
        tx.commit().await
    }

    /// Records the language that LINE is set to, e.g. `ja`.
    pub async fn set_language(&self, account: AccountId, tag: &str) -> Result<(), StorageError> {
        let tx = self.store.begin().await?;
        tx.set_language(account, tag).await?;
        tx.commit().await
    }
}

/// Enqueues the personal rich menu of an account with a linked coupon. LINE shows such menus to
/// friends only.
async fn enqueue_menu_of_linked(
    tx: &Tx,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    if !tx.linked_coupons(account).await?.is_empty() {
        tx.owe_menu(account, now).await?;
    }
    Ok(())
}

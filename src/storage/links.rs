//! Links: an account may hold several coupons, a coupon belongs to one account.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};

use super::{
    HeldCoupon, Tx,
    entity::link::{ActiveModel, Column, Entity, Model},
    instant::{micros, moment},
    seal::Secret,
    view::{Result, View},
};
use crate::vaccination::ids::{AccountId, CouponId};

/// The result of linking.
#[must_use = "the coupon may not have been linked"]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linked {
    New,
    /// The coupon was already linked to this account.
    Unchanged,
    /// The coupon was linked to another account, which has lost it.
    MovedFrom(AccountId),
    /// The coupon is revoked or erased. Nothing was linked.
    Refused,
}

impl Tx {
    /// Links a coupon to an account, and unlinks it from another one if necessary. Enqueues the
    /// rich menus of both accounts.
    pub async fn link(
        &self,
        coupon: CouponId,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> Result<Linked> {
        // On PostgreSQL this lock makes concurrent links of a coupon follow each other, so that the
        // second one sees which account loses the coupon. On SQLite a transaction that writes is
        // the only one.
        if self.hold_coupon(coupon).await? == HeldCoupon::Invalid {
            return Ok(Linked::Refused);
        }
        let linked = match self.account_of(coupon).await? {
            Some(former) if former == account => return Ok(Linked::Unchanged),
            Some(former) => Linked::MovedFrom(former),
            None => Linked::New,
        };
        let bound = link_bound(coupon.0, account.0, micros(now));
        let row = ActiveModel {
            coupon_id: Set(coupon.0),
            account_id: Set(account.0),
            linked_at: Set(micros(now)),
            seal: Set(self.sealer.seal_bound(Secret::Link, b"", &bound)?),
        };
        let moved = OnConflict::column(Column::CouponId)
            .update_columns([Column::AccountId, Column::LinkedAt, Column::Seal])
            .to_owned();
        Entity::insert(row).on_conflict(moved).exec_without_returning(&self.connection).await?;
        let mut accounts = vec![account];
        if let Linked::MovedFrom(former) = linked {
            accounts.push(former);
        }
        // In a fixed order, so that links in opposite directions do not deadlock.
        accounts.sort_unstable();
        for account in accounts {
            self.owe_menu(account, now).await?;
        }
        Ok(linked)
    }

    /// Unlinks a coupon and returns the account that it was linked to. Enqueues the rich menu of
    /// that account.
    pub async fn unlink(&self, coupon: CouponId, now: DateTime<Utc>) -> Result<Option<AccountId>> {
        let account = self.account_of(coupon).await?;
        let unlinked = Entity::delete_by_id(coupon.0).exec(&self.connection).await?;
        let account = account.filter(|_| unlinked.rows_affected == 1);
        if let Some(account) = account {
            self.owe_menu(account, now).await?;
        }
        Ok(account)
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Finds the coupons of an account in the order in which they were linked.
    pub async fn linked_coupons(&self, account: AccountId) -> Result<Vec<CouponId>> {
        let links = Entity::find()
            .filter(Column::AccountId.eq(account.0))
            .order_by_asc(Column::LinkedAt)
            .order_by_asc(Column::CouponId)
            .all(&self.connection)
            .await?;
        let genuine = links.into_iter().filter(|link| self.is_genuine_link(link));
        Ok(genuine.map(|link| CouponId(link.coupon_id)).collect())
    }

    /// Finds the account that a coupon is linked to.
    pub async fn account_of(&self, coupon: CouponId) -> Result<Option<AccountId>> {
        let link = Entity::find_by_id(coupon.0).one(&self.connection).await?;
        let genuine = link.filter(|link| self.is_genuine_link(link));
        Ok(genuine.map(|link| AccountId(link.account_id)))
    }

    /// When a coupon was linked; `None` if it is not.
    pub async fn linked_at(&self, coupon: CouponId) -> Result<Option<DateTime<Utc>>> {
        let link = Entity::find_by_id(coupon.0).one(&self.connection).await?;
        let genuine = link.filter(|link| self.is_genuine_link(link));
        genuine
            .map(|link| moment(link.linked_at, "link", "linked_at", Some(link.coupon_id)))
            .transpose()
    }
}

impl<C> View<C> {
    /// Returns whether the service made this row. Write access to the database alone, without a
    /// key, does not suffice to link a coupon. SQL cannot check this, so that every query of links
    /// whose result opens or sends something has to return the rows.
    pub(super) fn is_genuine_link(&self, link: &Model) -> bool {
        let bound = link_bound(link.coupon_id, link.account_id, link.linked_at);
        let row = Some(link.coupon_id);
        match self.sealer.open_bound(Secret::Link, row, &link.seal, &bound) {
            Ok(_) => true,
            Err(error) => {
                tracing::error!(%error, "ignored a link that the service did not create");
                false
            }
        }
    }
}

/// Returns what the seal of a link is bound to.
pub(super) fn link_bound(coupon: i64, account: i64, linked_at: i64) -> Vec<u8> {
    [coupon, account, linked_at].map(i64::to_be_bytes).concat()
}

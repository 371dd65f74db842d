//! Links: an account may hold several coupons, a coupon belongs to one account.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::OnConflict,
};

use super::{
    HeldCoupon, Tx,
    entity::link::{ActiveModel, Column, Entity},
    instant::micros,
    view::{Result, View},
};
use crate::vaccination::ids::{AccountId, CouponId};

/// What linking has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linked {
    New,
    /// The coupon was linked to this account already.
    Unchanged,
    /// The coupon was linked to another account, which has lost it.
    MovedFrom(AccountId),
    /// The coupon is revoked or erased: nothing was linked.
    Refused,
}

impl Tx {
    /// Links a coupon to an account, away from another one if need be. Both are owed the rich menu
    /// that fits them now.
    pub async fn link(
        &self,
        coupon: CouponId,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> Result<Linked> {
        // On PostgreSQL two who link the same coupon at once come one after the other, so that
        // the second sees whom it takes the coupon from. On SQLite a transaction is alone anyway.
        if self.hold_coupon(coupon).await? == HeldCoupon::Invalid {
            return Ok(Linked::Refused);
        }
        let linked = match self.account_of(coupon).await? {
            Some(former) if former == account => return Ok(Linked::Unchanged),
            Some(former) => Linked::MovedFrom(former),
            None => Linked::New,
        };
        let row = ActiveModel {
            coupon_id: Set(coupon.0),
            account_id: Set(account.0),
            linked_at: Set(micros(now)),
        };
        let moved = OnConflict::column(Column::CouponId)
            .update_columns([Column::AccountId, Column::LinkedAt])
            .to_owned();
        Entity::insert(row).on_conflict(moved).exec_without_returning(&self.connection).await?;
        let mut accounts = vec![account];
        if let Linked::MovedFrom(former) = linked {
            accounts.push(former);
        }
        // In one order, so that two links that move in opposite directions do not wait in a ring.
        accounts.sort_unstable();
        for account in accounts {
            self.owe_menu(account, now).await?;
        }
        Ok(linked)
    }

    /// Unlinks a coupon; false when it was not linked. The account is owed the rich menu that fits
    /// it now.
    pub async fn unlink(&self, coupon: CouponId, now: DateTime<Utc>) -> Result<bool> {
        let Some(account) = self.account_of(coupon).await? else { return Ok(false) };
        let unlinked = Entity::delete_by_id(coupon.0).exec(&self.connection).await?;
        if unlinked.rows_affected == 1 {
            self.owe_menu(account, now).await?;
        }
        Ok(unlinked.rows_affected == 1)
    }
}

impl<C: ConnectionTrait> View<C> {
    /// The coupons of an account, in the order in which they were linked.
    pub async fn linked_coupons(&self, account: AccountId) -> Result<Vec<CouponId>> {
        let ids: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::CouponId)
            .filter(Column::AccountId.eq(account.0))
            .order_by_asc(Column::LinkedAt)
            .order_by_asc(Column::CouponId)
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(ids.into_iter().map(CouponId).collect())
    }

    pub async fn account_of(&self, coupon: CouponId) -> Result<Option<AccountId>> {
        let row = Entity::find_by_id(coupon.0).one(&self.connection).await?;
        Ok(row.map(|link| AccountId(link.account_id)))
    }
}

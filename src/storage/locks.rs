//! Row locks that a transaction takes before it reads what it is about to change.
//!
//! Every transaction locks slots first, then bookings, then coupons, and rows of one table in the
//! order of their ids, so that transactions cannot deadlock. On SQLite the one writer excludes all
//! others, and the locks are left out of the statements.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{LockType, SelectStatement},
};

use super::{
    Tx,
    entity::{booking, coupon},
    view::Result,
};
use crate::vaccination::ids::{BookingId, CouponId};

/// Rows per statement, well below the number of values that either database accepts in one.
const MAX_LOCKED_AT_ONCE: usize = 1_000;

/// A coupon whose row is locked.
#[must_use = "nothing may be written for an invalid coupon"]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldCoupon {
    Valid,
    /// The coupon is revoked, erased, or does not exist.
    Invalid,
}

impl Tx {
    /// Locks bookings until the transaction ends. The next statement reads their final state.
    pub async fn hold_bookings(&self, bookings: &[BookingId]) -> Result<()> {
        let mut ids: Vec<i64> = bookings.iter().map(|id| id.0).collect();
        ids.sort_unstable();
        for ids in ids.chunks(MAX_LOCKED_AT_ONCE) {
            self.connection.query_all(&locked_bookings(ids.iter().copied())).await?;
        }
        Ok(())
    }

    /// Locks coupons until the transaction ends. The next statement reads every booking that was
    /// made for them. A later booking waits.
    pub async fn hold_coupons(&self, coupons: &[CouponId]) -> Result<()> {
        let mut ids: Vec<i64> = coupons.iter().map(|id| id.0).collect();
        ids.sort_unstable();
        for ids in ids.chunks(MAX_LOCKED_AT_ONCE) {
            self.connection.query_all(&locked_coupons(ids.iter().copied())).await?;
        }
        Ok(())
    }

    /// Locks coupons that are about to be erased. Their hashes change, which are part of a unique
    /// index and conflict with every row that is being added for these coupons. The weaker lock of
    /// [`hold_coupons`](Self::hold_coupons) would not be enough.
    pub async fn hold_coupons_to_erase(&self, coupons: &[CouponId]) -> Result<()> {
        let mut ids: Vec<i64> = coupons.iter().map(|id| id.0).collect();
        ids.sort_unstable();
        for ids in ids.chunks(MAX_LOCKED_AT_ONCE) {
            let locked = coupons_for(LockType::Update, ids.iter().copied());
            self.connection.query_all(&locked).await?;
        }
        Ok(())
    }

    /// Locks a coupon until the transaction ends, and returns whether it is valid.
    pub async fn hold_coupon(&self, coupon: CouponId) -> Result<HeldCoupon> {
        let valid = coupon::Entity::find_by_id(coupon.0)
            .select_only()
            .column(coupon::Column::Id)
            .filter(coupon::Column::RevokedAt.is_null())
            .filter(coupon::Column::ErasedAt.is_null())
            .lock(LockType::NoKeyUpdate)
            .into_tuple::<i64>()
            .one(&self.connection)
            .await?;
        Ok(if valid.is_some() { HeldCoupon::Valid } else { HeldCoupon::Invalid })
    }
}

/// Selects and locks bookings in the order of their ids.
pub(super) fn locked_bookings(ids: impl Iterator<Item = i64>) -> SelectStatement {
    booking::Entity::find()
        .select_only()
        .column(booking::Column::Id)
        .filter(booking::Column::Id.is_in(ids))
        .order_by_asc(booking::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_query()
}

/// Selects and locks coupons in the order of their ids.
pub(super) fn locked_coupons(ids: impl Iterator<Item = i64>) -> SelectStatement {
    coupons_for(LockType::NoKeyUpdate, ids)
}

fn coupons_for(lock: LockType, ids: impl Iterator<Item = i64>) -> SelectStatement {
    coupon::Entity::find()
        .select_only()
        .column(coupon::Column::Id)
        .filter(coupon::Column::Id.is_in(ids))
        .order_by_asc(coupon::Column::Id)
        .lock(lock)
        .into_query()
}

//! Attendance, and how many bookings count for a coupon. That number is in the coupon's row and
//! changes by conditional updates.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, UpdateMany,
    sea_query::{Expr, ExprTrait},
};

use super::{
    NewBooking, StorageError, Tx,
    entity::{
        booking::{Column, Entity},
        coupon,
    },
    instant::micros,
    locks::{locked_bookings, locked_coupons},
    rows::{ATTENDED, CONFIRMED, MISSED, PAST, state_word},
    view::Result,
};
use crate::vaccination::{
    booking::{Attendance, Booking, State},
    ids::{BookingId, CouponId},
};

#[derive(Debug, thiserror::Error)]
pub enum MarkError {
    /// Another transaction has changed the booking. The caller has to drop its transaction.
    #[error("the booking has changed meanwhile")]
    Changed,
    /// The person was recorded as a no-show and the coupon was booked for again since, so that
    /// counting this booking would exceed the limit. The caller has to drop the transaction.
    #[error("the coupon has a newer booking")]
    UsedUp,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The result of counting bookings for their coupons.
#[must_use = "bookings of used-up or revoked coupons must not be committed"]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CouponUse {
    Counted,
    /// One of the coupons already has as many bookings as it entitles to.
    UsedUp,
    /// One of the coupons is revoked or erased.
    Revoked,
}

impl Tx {
    /// Marks a booking as attended or as a no-show, if it is still as it was read. A no-show does
    /// not count for its coupon.
    pub async fn mark_attendance(
        &self,
        booking: &Booking,
        attendance: Attendance,
        most: u32,
        now: DateTime<Utc>,
    ) -> Result<(), MarkError> {
        let word = match attendance {
            Attendance::Attended => ATTENDED,
            Attendance::Missed => MISSED,
        };
        let marked = Entity::update_many()
            .col_expr(Column::State, Expr::val(word))
            .col_expr(Column::MarkedAt, Expr::val(micros(now)))
            .filter(Column::Id.eq(booking.id.0))
            .filter(Column::State.eq(state_word(&booking.state)))
            .exec(&self.connection)
            .await
            .map_err(StorageError::from)?;
        if marked.rows_affected == 0 {
            return Err(MarkError::Changed);
        }
        let counted = !matches!(booking.state, State::Missed { .. } | State::Cancelled(_));
        match (counted, attendance) {
            (true, Attendance::Missed) => self.free_coupon(booking.coupon).await?,
            (false, Attendance::Attended) => {
                // A coupon that was revoked since counts the booking nevertheless.
                let counted = one_more(&[booking.coupon], most).exec(&self.connection).await;
                if counted.map_err(StorageError::from)?.rows_affected == 0 {
                    return Err(MarkError::UsedUp);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Marks confirmed bookings as past, so that each coupon can have another active booking. Past
    /// bookings still count for the coupon.
    pub(super) async fn put_aside(&self, past: &[BookingId]) -> Result<()> {
        if past.is_empty() {
            return Ok(());
        }
        Entity::update_many()
            .col_expr(Column::State, Expr::val(PAST))
            .filter(Column::Id.in_subquery(locked_bookings(past.iter().map(|id| id.0))))
            .filter(Column::State.eq(CONFIRMED))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Counts one more booking for each coupon, if every coupon is valid and has a booking left.
    /// Unless the result is [`CouponUse::Counted`], the caller has to drop the transaction.
    pub(super) async fn use_coupons(
        &self,
        bookings: &[(NewBooking, DateTime<Utc>)],
    ) -> Result<CouponUse> {
        let mut by_most: BTreeMap<u32, Vec<CouponId>> = BTreeMap::new();
        for (booking, _) in bookings {
            by_most.entry(booking.most).or_default().push(booking.coupon);
        }
        for (most, coupons) in by_most {
            let counted = one_more(&coupons, most)
                .filter(coupon::Column::RevokedAt.is_null())
                .filter(coupon::Column::ErasedAt.is_null())
                .exec(&self.connection)
                .await?;
            if counted.rows_affected < coupons.len() as u64 {
                return self.why_not_used(&coupons).await;
            }
        }
        Ok(CouponUse::Counted)
    }

    async fn why_not_used(&self, coupons: &[CouponId]) -> Result<CouponUse> {
        let revoked = coupon::Entity::find()
            .filter(coupon::Column::Id.is_in(coupons.iter().map(|coupon| coupon.0)))
            .filter(
                coupon::Column::RevokedAt.is_not_null().or(coupon::Column::ErasedAt.is_not_null()),
            )
            .count(&self.connection)
            .await?;
        Ok(if revoked > 0 { CouponUse::Revoked } else { CouponUse::UsedUp })
    }

    /// Counts one booking less for a coupon.
    pub(super) async fn free_coupon(&self, coupon: CouponId) -> Result<()> {
        coupon::Entity::update_many()
            .col_expr(coupon::Column::Bookings, Expr::col(coupon::Column::Bookings).sub(1))
            .filter(coupon::Column::Id.eq(coupon.0))
            .exec(&self.connection)
            .await?;
        Ok(())
    }
}

/// Builds the update that counts one more booking for those of the coupons that have one left.
fn one_more(coupons: &[CouponId], most: u32) -> UpdateMany<coupon::Entity> {
    let most = i32::try_from(most).unwrap_or(i32::MAX);
    coupon::Entity::update_many()
        .col_expr(coupon::Column::Bookings, Expr::col(coupon::Column::Bookings).add(1))
        .filter(coupon::Column::Id.in_subquery(locked_coupons(coupons.iter().map(|id| id.0))))
        .filter(coupon::Column::Bookings.lt(most))
}

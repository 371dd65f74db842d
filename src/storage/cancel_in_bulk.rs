//! Cancelling all bookings of slots with few statements: one for the bookings, one per slot and
//! quota channel for the seats, and one per thousand coupons.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Query},
};

use super::{
    StorageError, Tx,
    entity::{
        booking::{Column, Entity},
        coupon,
    },
    instant::micros,
    rows::{CANCELLED, CONFIRMED},
    view::Result,
};
use crate::vaccination::{
    booking::Cancellation,
    history::Way,
    ids::{BookingId, CouponId, SlotId},
    public_message::PublicMessage,
    share::Share,
};

/// Coupons per statement, well below the number of values that either database accepts in one.
const MAX_COUPONS: usize = 1_000;

/// A booking that was cancelled with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CancelledBooking {
    pub booking: BookingId,
    pub coupon: CouponId,
}

impl Tx {
    /// Cancels all confirmed bookings of slots, releases their seats, and counts them off their
    /// coupons. The caller has locked the slots by [`hold_slots`](Self::hold_slots).
    pub async fn cancel_confirmed_in(
        &self,
        slots: &[SlotId],
        cancellation: &Cancellation,
    ) -> Result<Vec<CancelledBooking>> {
        if slots.is_empty() {
            return Ok(Vec::new());
        }
        let message = cancellation.message.as_ref().map(PublicMessage::as_str);
        let mut update = Query::update();
        update
            .table(Entity)
            .value(Column::State, CANCELLED)
            .value(Column::CancelledAt, micros(cancellation.at))
            .value(Column::CancelledWay, cancellation.way.as_str())
            .value(Column::CancelMessage, message)
            .and_where(Column::SlotId.is_in(slots.iter().map(|slot| slot.0)))
            .and_where(Column::State.eq(CONFIRMED))
            .returning(Query::returning().columns([
                Column::Id,
                Column::CouponId,
                Column::SlotId,
                Column::Way,
            ]));
        let mut cancelled = Vec::new();
        let mut seats: BTreeMap<(SlotId, Share), u32> = BTreeMap::new();
        for row in self.connection.query_all(&update).await? {
            let booking = BookingId(row.try_get("", "id")?);
            let way: String = row.try_get("", "way")?;
            let way = Way::from_record(&way)
                .ok_or_else(|| StorageError::corrupt("booking", "way", Some(booking.0)))?;
            let slot = SlotId(row.try_get("", "slot_id")?);
            *seats.entry((slot, way.into())).or_default() += 1;
            let coupon = CouponId(row.try_get("", "coupon_id")?);
            cancelled.push(CancelledBooking { booking, coupon });
        }
        for ((slot, share), count) in seats {
            self.release_seats(slot, share, count).await?;
        }
        cancelled.sort_by_key(|cancelled| cancelled.coupon);
        for coupons in cancelled.chunks(MAX_COUPONS) {
            self.free_coupons(coupons).await?;
        }
        Ok(cancelled)
    }

    /// Counts one booking less for each coupon, which has one confirmed booking at most.
    async fn free_coupons(&self, cancelled: &[CancelledBooking]) -> Result<()> {
        let counted = coupon::Column::Bookings;
        coupon::Entity::update_many()
            .col_expr(counted, Expr::col(counted).sub(1))
            .filter(coupon::Column::Id.is_in(cancelled.iter().map(|one| one.coupon.0)))
            .filter(counted.gt(0))
            .exec(&self.connection)
            .await?;
        Ok(())
    }
}

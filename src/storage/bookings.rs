//! Bookings. That a coupon has one active booking at most is a unique index; how often it may be
//! booked for is counted in its row.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{OnConflict, Query},
};

use super::{
    StorageError, Tx,
    entity::booking::{Column, Entity},
    instant::micros,
    rows::{BookingRows, CANCELLED, CONFIRMED, booking, bookings, confirmed_bookings},
    view::{Result, View},
};
use crate::vaccination::{
    booking::Booking,
    history::Way,
    ids::{BookingId, CouponId, SlotId},
};

/// A booking that is not in the database yet.
#[derive(Debug, Clone, Copy)]
pub struct NewBooking {
    pub coupon: CouponId,
    pub slot: SlotId,
    pub way: Way,
    /// How many bookings a coupon is good for.
    pub most: u32,
    /// The coupon's booking before this one, where it is over and still confirmed.
    pub past: Option<BookingId>,
}

#[derive(Debug, thiserror::Error)]
pub enum AddBookingError {
    /// The coupon has an active booking. The transaction goes on.
    #[error("the coupon has an active booking")]
    AlreadyBooked,
    /// The coupon has been booked for as often as it is good for. The transaction is to be dropped.
    #[error("the coupon is used up")]
    UsedUp,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Tx {
    /// Adds a confirmed booking. Its seat is taken by [`take_seat`](Self::take_seat), before:
    /// on a busy slot that order is the faster one. Everybody goes from the slot to the booking to
    /// the coupon, so that nobody waits for each other in a ring.
    pub async fn add_booking(
        &self,
        booking: &NewBooking,
        now: DateTime<Utc>,
    ) -> Result<BookingId, AddBookingError> {
        let NewBooking { coupon, slot, way, most, past } = *booking;
        if let Some(past) = past {
            self.put_aside(past).await?;
        }
        let mut insert = Query::insert();
        insert
            .into_table(Entity)
            .columns([
                Column::CouponId,
                Column::SlotId,
                Column::Way,
                Column::State,
                Column::BookedAt,
            ])
            .values_panic([
                coupon.0.into(),
                slot.0.into(),
                way.as_str().into(),
                CONFIRMED.into(),
                micros(now).into(),
            ])
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .returning_col(Column::Id);
        let added = self.connection.query_one(&insert).await.map_err(StorageError::from)?;
        let id = added.ok_or(AddBookingError::AlreadyBooked)?.try_get("", "id");
        if !self.use_coupon(coupon, most).await? {
            return Err(AddBookingError::UsedUp);
        }
        Ok(BookingId(id.map_err(StorageError::from)?))
    }

    /// Cancels a confirmed booking; false when it was none. Its seat is not
    /// given back by this but by [`release_seat`](Self::release_seat), before.
    pub async fn mark_cancelled(&self, id: BookingId, now: DateTime<Utc>) -> Result<bool> {
        let mut update = Query::update();
        update
            .table(Entity)
            .value(Column::State, CANCELLED)
            .value(Column::CancelledAt, micros(now))
            .and_where(Column::Id.eq(id.0))
            .and_where(Column::State.eq(CONFIRMED))
            .returning_col(Column::CouponId);
        let Some(marked) = self.connection.query_one(&update).await? else { return Ok(false) };
        self.free_coupon(CouponId(marked.try_get("", "coupon_id")?)).await?;
        Ok(true)
    }
}

impl<C: ConnectionTrait> View<C> {
    pub async fn booking(&self, id: BookingId) -> Result<Option<Booking>> {
        let rows = bookings().filter(Column::Id.eq(id.0)).one(&self.connection).await?;
        rows.map(booking).transpose()
    }

    /// All bookings of a coupon, the newest first.
    pub async fn bookings_of(&self, coupon: CouponId) -> Result<Vec<Booking>> {
        let rows = bookings()
            .filter(Column::CouponId.eq(coupon.0))
            .order_by_desc(Column::BookedAt)
            .order_by_desc(Column::Id)
            .all(&self.connection)
            .await?;
        facts(rows)
    }

    /// The booking of a coupon that was not cancelled. It may lie in the past.
    pub async fn active_booking(&self, coupon: CouponId) -> Result<Option<Booking>> {
        let rows = confirmed_bookings()
            .filter(Column::CouponId.eq(coupon.0))
            .one(&self.connection)
            .await?;
        rows.map(booking).transpose()
    }

    /// So many of a slot's confirmed bookings, those that were made last first.
    pub async fn newest_bookings(&self, slot: SlotId, limit: u64) -> Result<Vec<Booking>> {
        let rows = confirmed_bookings()
            .filter(Column::SlotId.eq(slot.0))
            .order_by_desc(Column::BookedAt)
            .order_by_desc(Column::Id)
            .limit(limit)
            .all(&self.connection)
            .await?;
        facts(rows)
    }
}

pub(super) fn facts(rows: Vec<BookingRows>) -> Result<Vec<Booking>> {
    rows.into_iter().map(booking).collect()
}

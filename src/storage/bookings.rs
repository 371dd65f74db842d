//! Bookings. A unique index allows one active booking per coupon. How many bookings count for a
//! coupon is in the coupon's row.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QueryResult,
    QuerySelect,
    sea_query::{InsertStatement, OnConflict, Query},
};

use super::{
    StorageError, Tx, Write,
    attendance::CouponUse,
    entity::booking::{Column, Entity},
    error::readable,
    instant::micros,
    rows::{BookingRows, CANCELLED, CONFIRMED, booking, bookings, confirmed_bookings},
    view::{Result, View},
};
use crate::vaccination::{
    booking::{Booking, Cancellation},
    history::Way,
    ids::{BookingId, CouponId, SlotId},
    public_message::PublicMessage,
};

/// A booking that is not in the database yet.
#[derive(Debug, Clone, Copy)]
pub struct NewBooking {
    pub coupon: CouponId,
    pub slot: SlotId,
    pub way: Way,
    /// The number of bookings that a coupon entitles to.
    pub most: u32,
    /// The coupon's previous booking, if it is over and still stored as confirmed.
    pub past: Option<BookingId>,
}

#[derive(Debug, thiserror::Error)]
pub enum AddBookingError {
    /// The coupon has an active booking. The transaction remains usable.
    #[error("the coupon has an active booking")]
    AlreadyBooked,
    /// The coupon has no booking left. The caller has to drop the transaction.
    #[error("the coupon is used up")]
    UsedUp,
    /// The coupon is revoked or erased. The caller has to drop the transaction.
    #[error("the coupon is revoked")]
    Revoked,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Tx {
    /// Adds a confirmed booking. The caller has locked its slot by
    /// [`hold_slots`](Self::hold_slots). All transactions lock the slot first, then the booking,
    /// then the coupon, so that they cannot deadlock.
    pub async fn add_booking(
        &self,
        booking: &NewBooking,
        now: DateTime<Utc>,
    ) -> Result<BookingId, AddBookingError> {
        let [id] = self.add_bookings(&[(*booking, now)]).await?[..] else {
            return Err(AddBookingError::AlreadyBooked);
        };
        Ok(id)
    }

    /// Adds confirmed bookings, each of another coupon, and returns their ids in the given order.
    /// If one cannot be added, the error applies to all, and the caller has to drop the
    /// transaction.
    pub async fn add_bookings(
        &self,
        bookings: &[(NewBooking, DateTime<Utc>)],
    ) -> Result<Vec<BookingId>, AddBookingError> {
        let past: Vec<_> = bookings.iter().filter_map(|(booking, _)| booking.past).collect();
        self.put_aside(&past).await?;
        let rows = self.connection.query_all(&insertion(bookings)).await;
        let id = |row: QueryResult| {
            Ok((row.try_get("", "coupon_id")?, BookingId(row.try_get("", "id")?)))
        };
        let rows = rows.map_err(StorageError::from)?.into_iter();
        let ids: HashMap<i64, BookingId> =
            rows.map(id).collect::<Result<_, DbErr>>().map_err(StorageError::from)?;
        if ids.len() < bookings.len() {
            return Err(AddBookingError::AlreadyBooked);
        }
        match self.use_coupons(bookings).await? {
            CouponUse::Counted => {}
            CouponUse::UsedUp => return Err(AddBookingError::UsedUp),
            CouponUse::Revoked => return Err(AddBookingError::Revoked),
        }
        Ok(bookings.iter().filter_map(|(it, _)| ids.get(&it.coupon.0).copied()).collect())
    }

    /// Cancels a booking if it is confirmed, and returns [`Write::Skipped`] if it is not. The seat
    /// has to be released before, by [`release_seat`](Self::release_seat).
    pub async fn mark_cancelled(
        &self,
        id: BookingId,
        cancellation: &Cancellation,
    ) -> Result<Write> {
        let message = cancellation.message.as_ref().map(PublicMessage::as_str);
        let mut update = Query::update();
        update
            .table(Entity)
            .value(Column::State, CANCELLED)
            .value(Column::CancelledAt, micros(cancellation.at))
            .value(Column::CancelledWay, cancellation.way.as_str())
            .value(Column::CancelMessage, message)
            .and_where(Column::Id.eq(id.0))
            .and_where(Column::State.eq(CONFIRMED))
            .returning_col(Column::CouponId);
        let Some(marked) = self.connection.query_one(&update).await? else {
            return Ok(Write::Skipped);
        };
        self.free_coupon(CouponId(marked.try_get("", "coupon_id")?)).await?;
        Ok(Write::Applied)
    }
}

/// Builds the insert, in the order in which all transactions reach the index of active bookings.
fn insertion(bookings: &[(NewBooking, DateTime<Utc>)]) -> InsertStatement {
    let mut sorted: Vec<_> = bookings.iter().collect();
    sorted.sort_by_key(|(booking, _)| booking.coupon);
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns([Column::CouponId, Column::SlotId, Column::Way, Column::State, Column::BookedAt])
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .returning(Query::returning().columns([Column::Id, Column::CouponId]));
    for (booking, at) in sorted {
        insert.values_panic([
            booking.coupon.0.into(),
            booking.slot.0.into(),
            booking.way.as_str().into(),
            CONFIRMED.into(),
            micros(*at).into(),
        ]);
    }
    insert
}

impl<C: ConnectionTrait> View<C> {
    pub async fn booking(&self, id: BookingId) -> Result<Option<Booking>> {
        let rows = bookings().filter(Column::Id.eq(id.0)).one(&self.connection).await?;
        rows.map(booking).transpose()
    }

    /// Reads all bookings of a coupon, newest first.
    pub async fn bookings_of(&self, coupon: CouponId) -> Result<Vec<Booking>> {
        let rows = bookings()
            .filter(Column::CouponId.eq(coupon.0))
            .order_by_desc(Column::BookedAt)
            .order_by_desc(Column::Id)
            .all(&self.connection)
            .await?;
        facts(rows)
    }

    /// Finds the confirmed booking of a coupon. Its slot may be over.
    pub async fn active_booking(&self, coupon: CouponId) -> Result<Option<Booking>> {
        let rows = confirmed_bookings()
            .filter(Column::CouponId.eq(coupon.0))
            .one(&self.connection)
            .await?;
        rows.map(booking).transpose()
    }

    /// Reads those of the bookings with these ids that exist.
    pub async fn bookings_by_id(
        &self,
        ids: impl IntoIterator<Item = BookingId>,
    ) -> Result<Vec<Booking>> {
        let ids = ids.into_iter().map(|id| id.0);
        facts(bookings().filter(Column::Id.is_in(ids)).all(&self.connection).await?)
    }

    /// Finds the confirmed bookings of many coupons, see [`active_booking`](Self::active_booking).
    pub async fn active_bookings(
        &self,
        coupons: impl IntoIterator<Item = CouponId>,
    ) -> Result<Vec<Booking>> {
        let ids = coupons.into_iter().map(|coupon| coupon.0);
        let active = confirmed_bookings().filter(Column::CouponId.is_in(ids));
        facts(active.all(&self.connection).await?)
    }

    /// Finds the ids of the confirmed bookings of slots.
    pub async fn confirmed_in(&self, slots: &[SlotId]) -> Result<Vec<BookingId>> {
        let ids: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::SlotId.is_in(slots.iter().map(|slot| slot.0)))
            .filter(Column::State.eq(CONFIRMED))
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(ids.into_iter().map(BookingId).collect())
    }

    /// Reads up to `limit` confirmed bookings of a slot, newest first.
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

/// Converts rows for a decision, which must not be made without one of them.
fn facts(rows: Vec<BookingRows>) -> Result<Vec<Booking>> {
    rows.into_iter().map(booking).collect()
}

/// Converts rows for a list of many people's bookings. One that cannot be read is left out.
pub(super) fn readable_facts(rows: Vec<BookingRows>) -> Result<Vec<Booking>> {
    readable(rows.into_iter().map(booking))
}

//! Slots, and their seats: taken and given back by conditional updates, whatever was read before.
//! What is kept for a share is held by the same update.

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, UpdateMany,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};

use super::{
    StorageError, Tx,
    entity::slot::{Column, Entity},
    view::{Result, View},
};
use crate::vaccination::{
    ids::{SlotId, VenueId},
    share::{Kept, Share},
    slot::Slot,
    time::TimeOfDay,
};

/// A slot as the administration lists it, known by venue, date and start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSlot {
    pub venue: VenueId,
    pub date: NaiveDate,
    pub starts: TimeOfDay,
    pub ends: TimeOfDay,
    pub capacity: u32,
}

/// Which slots to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slots {
    /// `None` for all venues.
    pub venue: Option<VenueId>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, itself included.
    pub until: NaiveDate,
}

#[derive(Debug, thiserror::Error)]
pub enum PutSlotError {
    #[error("more seats of the slot are booked than it would have")]
    BelowBooked,
    #[error("a slot of this venue, date and start is there already")]
    ThereAlready,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Tx {
    /// Adds the slot, or gives the one of this venue, date and start a new end and capacity.
    pub async fn put_slot(&self, slot: &NewSlot) -> Result<SlotId, PutSlotError> {
        let capacity = i32::try_from(slot.capacity).unwrap_or(i32::MAX);
        let mut insert = Query::insert();
        insert
            .into_table(Entity)
            .columns([
                Column::VenueId,
                Column::Date,
                Column::Starts,
                Column::Ends,
                Column::Capacity,
            ])
            .values_panic([
                slot.venue.0.into(),
                slot.date.into(),
                minutes(slot.starts).into(),
                minutes(slot.ends).into(),
                capacity.into(),
            ])
            .on_conflict(
                OnConflict::columns([Column::VenueId, Column::Date, Column::Starts])
                    .update_columns([Column::Ends, Column::Capacity])
                    .action_and_where(Expr::col((Entity, Column::Booked)).lte(capacity))
                    .to_owned(),
            )
            .returning_col(Column::Id);
        let put = self.connection.query_one(&insert).await.map_err(StorageError::from)?;
        let id = put.ok_or(PutSlotError::BelowBooked)?.try_get("", "id");
        Ok(SlotId(id.map_err(StorageError::from)?))
    }

    /// Takes one seat for a share if there is one that is not kept for others and the slot is not
    /// closed.
    pub async fn take_seat(&self, slot: SlotId, share: Share, kept: Kept) -> Result<bool> {
        let taken = count(share, |counter| counter.add(1))
            .filter(Column::Id.eq(slot.0))
            .filter(Column::Closed.eq(false))
            .filter(has_room(share, kept))
            .exec(&self.connection)
            .await?;
        Ok(taken.rows_affected == 1)
    }

    /// Gives one seat back to the share it was taken from; false when none was taken. Comes before
    /// [`mark_cancelled`](Self::mark_cancelled), so that those who book and those who cancel
    /// lock the slot first and never wait for each other in a ring.
    pub async fn release_seat(&self, slot: SlotId, share: Share) -> Result<bool> {
        let released = count(share, |counter| counter.sub(1))
            .filter(Column::Id.eq(slot.0))
            .filter(booked_by(share).gt(0))
            .exec(&self.connection)
            .await?;
        Ok(released.rows_affected == 1)
    }
}

/// An update of the counters in a slot's row: that of all seats, and the share's own. What came by
/// LINE is the rest and has none.
fn count(share: Share, change: impl Fn(Expr) -> Expr) -> UpdateMany<Entity> {
    let changed = |column: Column| (column, change(Expr::col(column)));
    let own = match share {
        Share::Line => None,
        Share::Web => Some(Column::BookedByWeb),
        Share::Phone => Some(Column::BookedByPhone),
    };
    let columns = [Some(Column::Booked), own].into_iter().flatten().map(changed);
    columns.fold(Entity::update_many(), |update, (column, value)| update.col_expr(column, value))
}

/// Whether a seat is left beside those booked and those kept for others that they have not used.
///
/// Of each other share, the unused part of what is kept counts, and nothing where they have taken
/// more: `max(0, a) + max(0, b)`. That is below the capacity exactly when each of `0`, `a`, `b`
/// and `a + b` is, which both databases say without a function of their own.
fn has_room(share: Share, kept: Kept) -> Condition {
    let mut sums = vec![Expr::col(Column::Booked)];
    for other in share.others().filter(|other| kept.percent(*other) > 0) {
        let theirs = Expr::col(Column::Capacity).mul(i32::from(kept.percent(other))).div(100);
        let unused = theirs.sub(booked_by(other));
        let with_theirs: Vec<_> = sums.iter().map(|sum| sum.clone().add(unused.clone())).collect();
        sums.extend(with_theirs);
    }
    let below_capacity = |sum: Expr| sum.lt(Expr::col(Column::Capacity));
    sums.into_iter().map(below_capacity).fold(Condition::all(), Condition::add)
}

fn booked_by(share: Share) -> Expr {
    let column = Expr::col;
    match share {
        Share::Web => column(Column::BookedByWeb),
        Share::Phone => column(Column::BookedByPhone),
        Share::Line => column(Column::Booked)
            .sub(column(Column::BookedByWeb))
            .sub(column(Column::BookedByPhone)),
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Slots by day, start and venue.
    pub async fn slots(&self, which: Slots) -> Result<Vec<Slot>> {
        let rows = Entity::find()
            .filter(Column::Date.between(which.from, which.until))
            .apply_if(which.venue, |slots, venue| slots.filter(Column::VenueId.eq(venue.0)))
            .order_by_asc(Column::Date)
            .order_by_asc(Column::Starts)
            .order_by_asc(Column::VenueId)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(Slot::try_from).collect()
    }

    /// Open slots with a free seat, those that can be booked longest first: `limit` of them
    /// behind the first `after`.
    pub async fn free_slots(&self, from: NaiveDate, after: u64, limit: u64) -> Result<Vec<Slot>> {
        let rows = Entity::find()
            .filter(Column::Date.gte(from))
            .filter(Column::Closed.eq(false))
            .filter(Expr::col(Column::Booked).lt(Expr::col(Column::Capacity)))
            .order_by_desc(Column::Date)
            .order_by_desc(Column::Id)
            .offset(after)
            .limit(limit)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(Slot::try_from).collect()
    }

    pub async fn slot(&self, id: SlotId) -> Result<Option<Slot>> {
        let row = Entity::find_by_id(id.0).one(&self.connection).await?;
        row.map(Slot::try_from).transpose()
    }
}

/// At most 1,440, so that it always fits.
pub(super) fn minutes(time: TimeOfDay) -> i16 {
    i16::try_from(time.minutes()).unwrap_or(i16::MAX)
}

//! Slots as the administration defines them and as they are read. Their seats are in
//! [`seats`](super::seats).

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};

use super::{
    MayBeContention, StorageError, Tx,
    entity::slot::{Column, Entity},
    view::{Result, View},
};
use crate::vaccination::{
    ids::{SlotId, VenueId},
    slot::Slot,
    time::TimeOfDay,
};

/// A slot as the administration lists it, identified by venue, date and start.
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
    /// The last day, included.
    pub until: NaiveDate,
}

#[derive(Debug, thiserror::Error)]
pub enum PutSlotError {
    #[error("the slot has more bookings than its new capacity")]
    BelowBooked,
    #[error("a slot with this venue, date and start already exists")]
    ThereAlready,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl MayBeContention for PutSlotError {
    fn is_contention(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_contention())
    }
}

impl Tx {
    /// Adds the slot, or changes end and capacity of the one with this venue, date and start.
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
}

impl<C: ConnectionTrait> View<C> {
    /// Reads slots, ordered by day, start and venue.
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

    pub async fn slot(&self, id: SlotId) -> Result<Option<Slot>> {
        let row = Entity::find_by_id(id.0).one(&self.connection).await?;
        row.map(Slot::try_from).transpose()
    }
}

/// Returns the minutes since midnight, at most 1,440, which always fit.
pub(super) fn minutes(time: TimeOfDay) -> i16 {
    i16::try_from(time.minutes()).unwrap_or(i16::MAX)
}

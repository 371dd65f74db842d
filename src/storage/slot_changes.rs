//! Changes that the administration makes to many slots at a time.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict, Query},
};

use super::{
    NewSlot, PutSlotError, StorageError, Tx,
    entity::slot::{Column, Entity},
    slots::minutes,
    view::Result,
};
use crate::vaccination::{ids::SlotId, public_message::PublicMessage};

/// Rows per statement, well below the number of values that either database accepts in one.
const AT_ONCE: usize = 2_000;

impl Tx {
    /// Adds slots that do not exist yet. Fails if one does.
    pub async fn add_slots(&self, slots: &[NewSlot]) -> Result<(), PutSlotError> {
        for slots in slots.chunks(AT_ONCE) {
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
                .on_conflict(OnConflict::new().do_nothing().to_owned());
            for slot in slots {
                insert.values_panic([
                    slot.venue.0.into(),
                    slot.date.into(),
                    minutes(slot.starts).into(),
                    minutes(slot.ends).into(),
                    i32::try_from(slot.capacity).unwrap_or(i32::MAX).into(),
                ]);
            }
            let added = self.connection.execute(&insert).await.map_err(StorageError::from)?;
            if added.rows_affected() != slots.len() as u64 {
                return Err(PutSlotError::ThereAlready);
            }
        }
        Ok(())
    }

    /// Closes or reopens slots, and returns how many changed.
    pub async fn set_closed(&self, slots: &[SlotId], closed: bool) -> Result<u64> {
        let mut changed = 0;
        let mut sorted = slots.to_vec();
        sorted.sort_unstable();
        for slots in sorted.chunks(AT_ONCE) {
            self.hold_slots(&slots.iter().copied().collect()).await?;
            let done = Entity::update_many()
                .col_expr(Column::Closed, Expr::val(closed))
                .filter(Column::Id.is_in(slots.iter().map(|id| id.0)))
                .filter(Column::Closed.eq(!closed))
                .exec(&self.connection)
                .await?;
            changed += done.rows_affected;
        }
        Ok(changed)
    }

    /// Stores the message about the suspension for people with bookings in these slots, or none if
    /// the slots are open.
    pub async fn set_closed_message(
        &self,
        slots: &[SlotId],
        message: Option<&PublicMessage>,
    ) -> Result<()> {
        for slots in slots.chunks(AT_ONCE) {
            Entity::update_many()
                .col_expr(Column::ClosedMessage, Expr::val(message.map(PublicMessage::as_str)))
                .filter(Column::Id.is_in(slots.iter().map(|id| id.0)))
                .exec(&self.connection)
                .await?;
        }
        Ok(())
    }
}

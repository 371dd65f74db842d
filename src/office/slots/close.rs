//! Closing and reopening: no more bookings, those made stand.

use chrono::NaiveDate;

use crate::{
    storage::{Slots, StorageError, Store},
    vaccination::{ids::VenueId, slot::Slot, time::TimeOfDay},
};

/// Which slots are meant.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// `None` for all venues.
    pub venue: Option<VenueId>,
    pub from_day: NaiveDate,
    /// Itself included.
    pub until_day: NaiveDate,
    /// Slots that begin at this time or later.
    pub from: Option<TimeOfDay>,
    /// Slots that begin before this time.
    pub until: Option<TimeOfDay>,
}

/// The slots that are meant, by day, start and venue.
pub async fn reached(store: &Store, reach: &Reach) -> Result<Vec<Slot>, StorageError> {
    let Reach { venue, from_day, until_day, .. } = *reach;
    let mut slots = store.slots(Slots { venue, from: from_day, until: until_day }).await?;
    slots.retain(|slot| {
        reach.from.is_none_or(|from| slot.starts >= from)
            && reach.until.is_none_or(|until| slot.starts < until)
    });
    Ok(slots)
}

/// Closes or reopens slots; how many were not so before.
pub async fn set_closed(store: &Store, slots: &[Slot], closed: bool) -> Result<u64, StorageError> {
    let tx = store.begin().await?;
    let ids: Vec<_> = slots.iter().map(|slot| slot.id).collect();
    let changed = tx.set_closed(&ids, closed).await?;
    tx.commit().await?;
    tracing::info!(slots = changed, closed, "slots were closed or reopened");
    Ok(changed)
}

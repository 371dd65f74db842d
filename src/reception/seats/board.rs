//! A snapshot of the availability cache: all slots from today on, and the venues.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    storage::SlotSums,
    vaccination::{
        ids::{SlotId, VenueId},
        slot::Slot,
        venue::Venue,
    },
};

#[derive(Debug)]
pub(super) struct Board {
    venues: Vec<Venue>,
    /// By day, start and venue.
    slots: Vec<Slot>,
    places: HashMap<SlotId, usize>,
    /// The range of days that the snapshot covers.
    days: (NaiveDate, NaiveDate),
    /// When the snapshot was last known to match the database.
    pub(super) true_at: DateTime<Utc>,
    /// When all of it was last read.
    pub(super) read_at: DateTime<Utc>,
    /// Increases whenever the content changes.
    pub(super) version: u64,
}

impl Board {
    pub(super) fn new(
        days: (NaiveDate, NaiveDate),
        slots: Vec<Slot>,
        venues: Vec<Venue>,
        now: DateTime<Utc>,
    ) -> Self {
        let places = slots.iter().enumerate().map(|(place, slot)| (slot.id, place)).collect();
        Self { venues, slots, places, days, true_at: now, read_at: now, version: 0 }
    }

    /// Takes the version of the snapshot it replaces, or the next one if the content differs.
    pub(super) fn in_place_of(mut self, before: Option<&Self>) -> Self {
        let Some(before) = before else { return self };
        let same = self.slots == before.slots && self.venues == before.venues;
        self.version = if same { before.version } else { before.version + 1 };
        self
    }

    /// Applies changes that were made since.
    pub(super) fn put_right(&mut self, seen: &[Slot]) {
        let mut changed = false;
        for slot in seen {
            let Some(place) = self.places.get(&slot.id) else { continue };
            if self.slots[*place] != *slot {
                self.slots[*place] = slot.clone();
                changed = true;
            }
        }
        self.version += u64::from(changed);
    }

    /// Returns whether the snapshot matches the database, as far as checksums show.
    pub(super) fn says(
        &self,
        days: (NaiveDate, NaiveDate),
        venues: &[Venue],
        sums: SlotSums,
    ) -> bool {
        self.days == days && self.venues == venues && SlotSums::of(&self.slots) == sums
    }

    pub(super) fn venues(&self) -> &[Venue] {
        &self.venues
    }

    pub(super) fn venue(&self, id: VenueId) -> Option<&Venue> {
        self.venues.iter().find(|venue| venue.id == id)
    }

    pub(super) fn slot(&self, id: SlotId) -> Option<&Slot> {
        self.places.get(&id).map(|place| &self.slots[*place])
    }

    pub(super) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Returns the slots of one day.
    pub(super) fn on(&self, date: NaiveDate) -> &[Slot] {
        let from = self.slots.partition_point(|slot| slot.date < date);
        let until = self.slots.partition_point(|slot| slot.date <= date);
        &self.slots[from..until]
    }
}

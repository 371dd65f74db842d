//! Compares slots with the existing ones, and writes them to the calendar.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::{
    storage::{NewSlot, PutSlotError, Slots, StorageError, Store, with_retries},
    vaccination::{ids::VenueId, slot::Slot, time::TimeOfDay},
};

/// How slots differ from the existing ones.
#[derive(Debug, Default)]
pub struct Differences {
    pub new: Vec<NewSlot>,
    /// Existing slots with another end or capacity.
    pub changed: Vec<(Slot, NewSlot)>,
    pub unchanged: usize,
    /// Existing slots with more bookings than their new capacity.
    pub below_booked: Vec<(Slot, NewSlot)>,
    /// Slots of one venue that overlap.
    pub overlapping: Vec<Overlap>,
}

/// Two slots that overlap, at least one of which is new or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    pub venue: VenueId,
    pub date: NaiveDate,
    pub first: (TimeOfDay, TimeOfDay),
    pub second: (TimeOfDay, TimeOfDay),
}

impl Differences {
    pub fn changes_nothing(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.below_booked.is_empty()
    }
}

/// Compares slots with the existing ones. Changes nothing.
pub async fn compare(store: &Store, wanted: &[NewSlot]) -> Result<Differences, StorageError> {
    let days = || wanted.iter().map(|slot| slot.date);
    let (Some(from), Some(until)) = (days().min(), days().max()) else {
        return Ok(Differences::default());
    };
    let there = store.slots(Slots { venue: None, from, until }).await?;
    Ok(differences(wanted, there))
}

fn differences(wanted: &[NewSlot], there: Vec<Slot>) -> Differences {
    let overlapping = overlapping(wanted, &there);
    let mut there: HashMap<_, _> =
        there.into_iter().map(|slot| ((slot.venue, slot.date, slot.starts), slot)).collect();
    let mut differences = Differences { overlapping, ..Differences::default() };
    for slot in wanted {
        match there.remove(&(slot.venue, slot.date, slot.starts)) {
            None => differences.new.push(*slot),
            Some(it) if it.ends == slot.ends && it.capacity == slot.capacity => {
                differences.unchanged += 1;
            }
            Some(it) if it.booked > slot.capacity => differences.below_booked.push((it, *slot)),
            Some(it) => differences.changed.push((it, *slot)),
        }
    }
    differences
}

/// Checks each day of each venue as it would be after loading.
fn overlapping(wanted: &[NewSlot], there: &[Slot]) -> Vec<Overlap> {
    let mut days: BTreeMap<_, BTreeMap<TimeOfDay, (TimeOfDay, bool)>> = BTreeMap::new();
    for slot in there {
        days.entry((slot.date, slot.venue)).or_default().insert(slot.starts, (slot.ends, false));
    }
    for slot in wanted {
        let day = days.entry((slot.date, slot.venue)).or_default();
        let same = day.get(&slot.starts).is_some_and(|(ends, _)| *ends == slot.ends);
        day.insert(slot.starts, (slot.ends, !same));
    }
    let mut overlapping = Vec::new();
    for ((date, venue), day) in days {
        let slots: Vec<_> = day.into_iter().collect();
        for (first, second) in slots.iter().zip(slots.iter().skip(1)) {
            let ((starts, (ends, moved)), (next, (next_ends, next_moved))) = (first, second);
            if ends > next && (*moved || *next_moved) {
                let (first, second) = ((*starts, *ends), (*next, *next_ends));
                overlapping.push(Overlap { venue, date, first, second });
            }
        }
    }
    overlapping
}

/// Writes new and changed slots to the calendar, all or nothing.
pub async fn put(store: &Store, differences: &Differences) -> Result<(), PutSlotError> {
    with_retries(|| put_once(store, differences)).await?;
    let new = differences.new.len();
    let changed = differences.changed.len();
    tracing::info!(new, changed, "slots were loaded");
    Ok(())
}

async fn put_once(store: &Store, differences: &Differences) -> Result<(), PutSlotError> {
    let tx = store.begin().await?;
    tx.add_slots(&differences.new).await?;
    for (_, slot) in &differences.changed {
        tx.put_slot(slot).await?;
    }
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vaccination::ids::SlotId;

    fn time(text: &str) -> TimeOfDay {
        TimeOfDay::parse(text).unwrap()
    }

    fn wanted(starts: &str, ends: &str, capacity: u32) -> NewSlot {
        let date = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        NewSlot { venue: VenueId(1), date, starts: time(starts), ends: time(ends), capacity }
    }

    fn there(starts: &str, ends: &str, capacity: u32, booked: u32) -> Slot {
        let NewSlot { venue, date, starts, ends, capacity } = wanted(starts, ends, capacity);
        Slot {
            id: SlotId(1),
            venue,
            date,
            starts,
            ends,
            capacity,
            booked,
            booked_by_web: 0,
            booked_by_phone: 0,
            closed: false,
            closed_message: None,
        }
    }

    #[test]
    fn what_is_there_already_is_told_from_what_is_new_changed_or_booked() {
        let found = differences(
            &[
                wanted("9:00", "9:15", 5),
                wanted("9:15", "9:30", 6),
                wanted("9:30", "9:45", 1),
                wanted("9:45", "10:00", 5),
            ],
            vec![
                there("9:00", "9:15", 5, 0),
                there("9:15", "9:30", 5, 5),
                there("9:30", "9:45", 5, 2),
            ],
        );
        let Differences { new, changed, unchanged, below_booked, overlapping } = found;
        assert_eq!((new.len(), changed.len(), unchanged), (1, 1, 1));
        assert_eq!(below_booked[0].0.booked, 2);
        assert_eq!(overlapping, []);
    }

    #[test]
    fn slots_that_overlap_are_found_unless_they_did_before() {
        let told = |wanted: &[NewSlot], there: Vec<Slot>| {
            let shown = |it: Overlap| format!("{}-{} {}", it.first.0, it.first.1, it.second.0);
            differences(wanted, there).overlapping.into_iter().map(shown).collect::<Vec<_>>()
        };
        // The second load of a plan whose times were moved by five minutes.
        let before = || vec![there("9:00", "9:15", 5, 0), there("9:15", "9:30", 5, 0)];
        assert_eq!(
            told(&[wanted("9:05", "9:20", 5)], before()),
            ["09:00-09:15 09:05", "09:05-09:20 09:15"]
        );
        assert_eq!(told(&[wanted("9:30", "9:45", 5)], before()), Vec::<String>::new());
        let twisted = vec![there("9:00", "9:20", 5, 0), there("9:15", "9:30", 5, 0)];
        assert_eq!(told(&[wanted("9:00", "9:20", 9)], twisted), Vec::<String>::new());
    }
}

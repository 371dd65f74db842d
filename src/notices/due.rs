//! Enqueues reminders for tomorrow's slots, from the set hour on. Before that hour no booking of
//! tomorrow is read.

use chrono::{DateTime, Days, Utc};
use uuid::Uuid;

use super::Notices;
use crate::{
    storage::{DayToRemind, NewReminder, StorageError, ToRemind},
    vaccination::time::{start_of_day, tokyo_date},
};

/// The number of reminders enqueued in one transaction, so that none holds the write permit for
/// long.
const BATCH: u64 = 1_000;

impl Notices {
    /// Enqueues a reminder for every confirmed booking whose reminder is due; returns how many were
    /// new. A booking made after that hour gets none, and a slot that has begun needs none.
    pub async fn fill(&self, now: DateTime<Utc>) -> Result<u64, StorageError> {
        let (mut owed, mut after) = (0, None);
        loop {
            let (new, last) = self.fill_some(after, now).await?;
            owed += new;
            if last.is_none() {
                return Ok(owed);
            }
            after = last;
        }
    }

    /// Enqueues one batch of reminders, slot by slot, for the bookings after `after`. Returns how
    /// many were new, and the last booking if there may be more.
    pub(super) async fn fill_some(
        &self,
        after: Option<ToRemind>,
        now: DateTime<Utc>,
    ) -> Result<(u64, Option<ToRemind>), StorageError> {
        let days = self.days_to_remind(now);
        let bookings = self.store.bookings_to_remind(&days, after, BATCH).await?;
        let Some(last) = bookings.last() else { return Ok((0, None)) };
        let tx = self.store.begin().await?;
        let due: Vec<_> = bookings.iter().map(|found| self.reminder_of(found)).collect();
        let owed = tx.owe_reminders(&due).await?;
        tx.commit().await?;
        let last = (bookings.len() as u64 == BATCH).then_some(*last);
        Ok((owed, last))
    }

    /// Returns today, for slots that have not begun, and tomorrow once its reminders are due.
    fn days_to_remind(&self, now: DateTime<Utc>) -> Vec<DayToRemind> {
        let today = tokyo_date(now);
        let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
        [today, tomorrow]
            .into_iter()
            .map(|date| DayToRemind {
                date,
                booked_before: self.programme.reminder_due(date),
                starts_after: now - start_of_day(date),
            })
            .filter(|day| day.booked_before <= now)
            .collect()
    }

    fn reminder_of(&self, found: &ToRemind) -> NewReminder {
        let due_at = self.programme.reminder_due(found.date);
        NewReminder { booking: found.booking, due_at, retry_key: Uuid::new_v4() }
    }
}

//! What falls due: reminders for tomorrow's slots, from the set hour on.

use chrono::{DateTime, Days, Utc};
use uuid::Uuid;

use super::Notices;
use crate::{
    storage::{NewReminder, StorageError, ToRemind},
    vaccination::time::tokyo_date,
};

/// How many reminders are owed in one transaction, so that none holds the writer for long.
const BATCH: u64 = 1_000;

impl Notices {
    /// Owes a reminder for every confirmed booking whose hour has come; returns how many were
    /// new. A booking made after the hour gets none, a slot that has begun needs none.
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

    /// The same for some bookings, slot by slot, from behind `after` on; answers with how many
    /// were new, and the last one if there may be more.
    pub(super) async fn fill_some(
        &self,
        after: Option<ToRemind>,
        now: DateTime<Utc>,
    ) -> Result<(u64, Option<ToRemind>), StorageError> {
        let today = tokyo_date(now);
        let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
        let bookings = self.store.bookings_to_remind(today, tomorrow, after, BATCH).await?;
        let Some(last) = bookings.last() else { return Ok((0, None)) };
        let due: Vec<_> = bookings.iter().filter_map(|it| self.reminder_of(it, now)).collect();
        if due.is_empty() {
            return Ok((0, Some(*last)));
        }
        let tx = self.store.begin().await?;
        let owed = tx.owe_reminders(&due).await?;
        tx.commit().await?;
        Ok((owed, Some(*last)))
    }

    fn reminder_of(&self, found: &ToRemind, now: DateTime<Utc>) -> Option<NewReminder> {
        let due_at = self.programme.reminder_due(found.date);
        let is_due = due_at <= now
            && now < found.starts.on(found.date)
            && self.programme.owes_reminder(found.date, found.booked_at);
        let (booking, retry_key) = (found.booking, Uuid::new_v4());
        is_due.then_some(NewReminder { booking, due_at, retry_key })
    }
}

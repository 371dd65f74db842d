//! What falls due: reminders for tomorrow's slots, from the set hour on.

use chrono::{DateTime, Days, Utc};
use uuid::Uuid;

use super::Notices;
use crate::{
    storage::StorageError,
    vaccination::{booking::Booking, notice::NoticeKind, time::tokyo_date},
};

/// How many reminders are owed in one transaction, so that none holds the writer for long.
const BATCH: u64 = 500;

impl Notices {
    /// Owes a reminder for every confirmed booking whose hour has come; returns how many were
    /// new. A booking made after the hour gets none, a slot that has begun needs none.
    pub async fn fill(&self, now: DateTime<Utc>) -> Result<u64, StorageError> {
        let today = tokyo_date(now);
        let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
        let mut owed = 0;
        let mut after = None;
        loop {
            let bookings = self.store.bookings_to_remind(today, tomorrow, after, BATCH).await?;
            let Some(last) = bookings.last() else {
                return Ok(owed);
            };
            after = Some(last.id);
            owed += self.owe(&bookings, now).await?;
        }
    }

    async fn owe(&self, bookings: &[Booking], now: DateTime<Utc>) -> Result<u64, StorageError> {
        let tx = self.store.begin().await?;
        let mut owed = 0;
        for booking in bookings.iter().filter(|booking| self.is_due(booking, now)) {
            let due = self.programme.reminder_due(booking.slot.date);
            if tx.owe(booking.id, NoticeKind::Reminder, due, Uuid::new_v4()).await? {
                owed += 1;
            }
        }
        tx.commit().await?;
        Ok(owed)
    }

    fn is_due(&self, booking: &Booking, now: DateTime<Utc>) -> bool {
        let date = booking.slot.date;
        self.programme.reminder_due(date) <= now
            && now < booking.slot.starts_at()
            && self.programme.owes_reminder(date, booking.booked_at)
    }
}

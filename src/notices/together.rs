//! Sends reminders with equal text by multicast: up to 500 people per call to LINE.
//!
//! Two tasks run concurrently. One enqueues and groups reminders slot by slot, the other sends
//! them, so that LINE's rate limit is the only bottleneck.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Notices, deliver::added, guard::guarded};
use crate::{
    line::message::{Outgoing, Unsendable},
    storage::{Alike, StorageError, ToRemind, Tx},
    vaccination::{
        booking::Booking,
        language::Language,
        notice::{Notice, NoticeKind},
        time::Clock,
    },
    wording,
};

/// The maximum number of people in one call (Messaging API reference, "Send multicast message").
const MOST_PEOPLE: usize = 500;
/// The number of reminders grouped in one transaction, so that none holds the write permit for
/// long.
const AT_ONCE: u64 = 2_000;

/// What the grouping task shares with the sending task.
#[derive(Default)]
pub(super) struct Gathering {
    pub(super) is_over: AtomicBool,
    pub(super) news: Notify,
}

impl Notices {
    /// Groups enqueued reminders with equal text and sends them; returns the number of people.
    /// Reminders that cannot be grouped are left to be sent one by one.
    pub(super) async fn deliver_together(
        &self,
        clock: &dyn Clock,
        stop: &CancellationToken,
    ) -> Result<usize, StorageError> {
        self.both_hands(clock, false, stop).await
    }

    /// Enqueues due reminders as [`fill`](Self::fill) does, and meanwhile sends those that can be
    /// grouped.
    pub async fn remind(&self, clock: &dyn Clock) -> Result<usize, StorageError> {
        self.remind_until(clock, &CancellationToken::new()).await
    }

    /// Like [`remind`](Self::remind), but starts nothing more once `stop` is cancelled.
    pub(super) async fn remind_until(
        &self,
        clock: &dyn Clock,
        stop: &CancellationToken,
    ) -> Result<usize, StorageError> {
        self.both_hands(clock, true, stop).await
    }

    async fn both_hands(
        &self,
        clock: &dyn Clock,
        fill: bool,
        stop: &CancellationToken,
    ) -> Result<usize, StorageError> {
        let gathering = Gathering::default();
        let gather = async {
            let gathered = self.gather_all(&gathering, clock, fill, stop).await;
            gathering.is_over.store(true, Ordering::Release);
            gathering.news.notify_one();
            gathered
        };
        let (gathered, sent) = tokio::join!(gather, self.send_all(&gathering, clock, stop));
        added(gathered.map(|()| 0), sent)
    }

    async fn gather_all(
        &self,
        gathering: &Gathering,
        clock: &dyn Clock,
        fill: bool,
        stop: &CancellationToken,
    ) -> Result<(), StorageError> {
        let (mut more, mut after): (bool, Option<ToRemind>) = (fill, None);
        loop {
            if stop.is_cancelled() {
                return Ok(());
            }
            if more {
                (_, after) = self.fill_some(after, clock.now()).await?;
                more = after.is_some();
            }
            let gathered = self.gather(clock.now()).await?;
            gathering.news.notify_one();
            if gathered == 0 && !more {
                return Ok(());
            }
        }
    }

    async fn gather(&self, now: DateTime<Utc>) -> Result<usize, StorageError> {
        if !self.pushed.contains(&NoticeKind::Reminder) {
            return Ok(0);
        }
        // Most rounds find none; this check avoids waiting for the write permit.
        if !self.store.has_alike_reminders(now).await? {
            return Ok(0);
        }
        let tx = self.store.begin().await?;
        let alike = tx.alike_reminders(now, AT_ONCE).await?;
        let mut gathered = 0;
        let says_the_same = |a: &Alike, b: &Alike| a.slot == b.slot && voice(a) == voice(b);
        for group in alike.chunk_by(says_the_same) {
            let Some(body) = self.body(&tx, group, now).await? else { continue };
            for people in group.chunks(MOST_PEOPLE) {
                tx.put_multicast(people, &body, Uuid::new_v4(), now).await?;
                gathered += people.len();
            }
        }
        if gathered > 0 {
            tx.commit().await?;
        }
        Ok(gathered)
    }

    /// Returns the messages for a group, as JSON for LINE.
    async fn body(
        &self,
        tx: &Tx,
        group: &[Alike],
        now: DateTime<Utc>,
    ) -> Result<Option<String>, StorageError> {
        let Some((member, booking)) = readable_booking(tx, group).await? else { return Ok(None) };
        // Processed one by one, each is given up with its reason.
        if booking.slot.starts_at() <= now {
            return Ok(None);
        }
        let words = async { self.reminder(booking, voice(member)) };
        let Some(outgoing) = guarded(words).await else {
            tracing::error!(slot = %member.slot, "rendering a reminder panicked");
            return Ok(None);
        };
        if let Err(error) = &outgoing {
            tracing::error!(
                %error, slot = %member.slot,
                "a reminder did not meet LINE's requirements"
            );
        }
        Ok(outgoing.ok())
    }

    fn reminder(&self, booking: Booking, language: Language) -> Result<String, Unsendable> {
        let message = wording::notice(&Notice::Reminder(booking), None, &self.voice(language));
        Outgoing::new([message])?.to_json()
    }
}

/// Reads the first readable booking of a group, whose members all have the same text.
async fn readable_booking<'a>(
    tx: &Tx,
    group: &'a [Alike],
) -> Result<Option<(&'a Alike, Booking)>, StorageError> {
    for member in group {
        match tx.booking(member.booking).await {
            Ok(Some(booking)) => return Ok(Some((member, booking))),
            Ok(None) => {}
            Err(StorageError::Corrupt(place)) => {
                tracing::error!(notice = %member.notice, %place, "a record is corrupt");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

fn voice(alike: &Alike) -> Language {
    Language::from_line(alike.language.as_deref())
}

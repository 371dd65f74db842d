//! Reminders that say the same go out together: one call to LINE for up to 500 people.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::{
    Notices,
    backoff::{is_forgotten, next_try},
    deliver::{NOT_KNOWN, NOT_TAKEN},
};
use crate::{
    line::{LineError, RetryKey, UserId, message::Outgoing},
    storage::{Alike, OwedMulticast, StorageError, Tx},
    vaccination::{
        language::Language,
        notice::{Notice, NoticeKind},
        time::Clock,
    },
    wording,
};

/// The most people that LINE takes in one call (Messaging API reference, "Send multicast
/// message").
const MOST_PEOPLE: usize = 500;
/// How many reminders are gathered in one transaction, so that none holds the writer for long.
const AT_ONCE: u64 = 5_000;
/// Longer than LINE's slowest answer.
const LEASE: TimeDelta = TimeDelta::seconds(60);
const SIDE_BY_SIDE: u64 = 20;

impl Notices {
    /// Gathers reminders that are due and say the same, and sends them; returns how many people
    /// they were for. What cannot go together is left to be sent one by one.
    pub(super) async fn deliver_together(&self, clock: &dyn Clock) -> Result<usize, StorageError> {
        let mut people = 0;
        loop {
            let gathered = self.gather(clock.now()).await?;
            let now = clock.now();
            let owed = self.store.lease_multicasts(now, LEASE, SIDE_BY_SIDE).await?;
            if owed.is_empty() && gathered == 0 {
                return Ok(people);
            }
            people += owed.iter().map(|multicast| multicast.to.len()).sum::<usize>();
            let sent = join_all(owed.iter().map(|multicast| self.send_together(multicast, now)));
            sent.await.into_iter().collect::<Result<(), _>>()?;
        }
    }

    async fn gather(&self, now: DateTime<Utc>) -> Result<usize, StorageError> {
        if !self.pushed.contains(&NoticeKind::Reminder) {
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
        tx.commit().await?;
        Ok(gathered)
    }

    /// What the people of a group are told, as LINE gets it.
    async fn body(
        &self,
        tx: &Tx,
        group: &[Alike],
        now: DateTime<Utc>,
    ) -> Result<Option<String>, StorageError> {
        let [any, ..] = group else { return Ok(None) };
        let booking = tx.booking(any.booking).await?;
        // One by one they are given up, each with the reason.
        let Some(booking) = booking.filter(|it| now < it.slot.starts_at()) else { return Ok(None) };
        let message = wording::notice(&Notice::Reminder(booking), None, &self.voice(voice(any)));
        let outgoing = Outgoing::new([message]).and_then(|outgoing| outgoing.to_json());
        if let Err(error) = &outgoing {
            tracing::error!(%error, slot = %any.slot, "a reminder would be refused by LINE");
        }
        Ok(outgoing.ok())
    }

    async fn send_together(
        &self,
        multicast: &OwedMulticast,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let (id, people) = (multicast.id, multicast.to.len());
        if is_forgotten(multicast.attempts, multicast.first_tried_at, now) {
            return self.not_known(multicast, now).await;
        }
        let to: Result<Vec<UserId>, _> =
            multicast.to.iter().map(|user| user.expose_secret().parse()).collect();
        let Ok(to) = to else {
            return self.store.dissolve_multicast(id, "not all are user ids", now).await;
        };
        let key = RetryKey(multicast.retry_key);
        match self.line.multicast(&to, &multicast.body, key).await {
            Ok(_) => {
                tracing::info!(multicast = %id, people, "reminders were sent together");
                let kind = NoticeKind::Reminder.as_str();
                metrics::counter!("sesshu_notices_total", "kind" => kind, "way" => "line", "outcome" => "sent")
                    .increment(people as u64);
                self.store.multicast_sent(id, "line", now).await
            }
            Err(error) if error.may_retry() => self.again(multicast, now).await,
            Err(LineError::Unreadable) => self.not_known(multicast, now).await,
            Err(error) => {
                tracing::warn!(multicast = %id, people, %error, "reminders will go one by one");
                self.store.dissolve_multicast(id, &error.to_string(), now).await
            }
        }
    }

    async fn again(
        &self,
        multicast: &OwedMulticast,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let id = multicast.id;
        if let Some(at) =
            next_try(multicast.attempts, multicast.first_tried_at, now, multicast.retry_key)
        {
            return self.store.multicast_retry(id, at, NOT_TAKEN).await;
        }
        self.not_known(multicast, now).await
    }

    /// A person decides: `sesshu notices list --failed`, `sesshu notices retry`.
    async fn not_known(
        &self,
        multicast: &OwedMulticast,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let people = multicast.to.len();
        tracing::error!(multicast = %multicast.id, people, "whether reminders arrived is not known");
        metrics::counter!("notices_failed").increment(people as u64);
        self.store.multicast_failed(multicast.id, NOT_KNOWN, now).await
    }
}

fn voice(alike: &Alike) -> Language {
    Language::from_line(alike.language.as_deref())
}

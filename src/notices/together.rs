//! Reminders that say the same go out together: one call to LINE for up to 500 people.
//!
//! Two hands work side by side: one owes and gathers, slot by slot, the other sends, so that LINE's
//! rate is what the whole waits for and neither the other hand nor the database.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use secrecy::ExposeSecret;
use tokio::sync::Notify;
use uuid::Uuid;

use super::{
    Notices,
    backoff::{is_forgotten, next_try},
    reasons::{NOT_KNOWN, NOT_TAKEN},
};
use crate::{
    line::{LineError, Pushed, RetryKey, UserId, message::Outgoing},
    storage::{Alike, OwedMulticast, StorageError, ToRemind, Tx},
    vaccination::{
        ids::MulticastId,
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
const AT_ONCE: u64 = 2_000;
/// Longer than LINE's slowest answer.
const LEASE: TimeDelta = TimeDelta::seconds(60);
const SIDE_BY_SIDE: usize = 100;

/// What one hand knows of the other.
#[derive(Default)]
struct Gathering {
    is_over: AtomicBool,
    news: Notify,
}

/// What LINE said to a call, and which one it was.
type Told = (OwedMulticast, Result<Pushed, LineError>);

impl Notices {
    /// Gathers reminders that are owed and say the same, and sends them; returns how many people
    /// they were for. What cannot go together is left to be sent one by one.
    pub(super) async fn deliver_together(&self, clock: &dyn Clock) -> Result<usize, StorageError> {
        self.both_hands(clock, false).await
    }

    /// Owes the reminders that are due, as [`fill`](Self::fill) does, and sends those that go
    /// together while more come to be owed.
    pub async fn remind(&self, clock: &dyn Clock) -> Result<usize, StorageError> {
        self.both_hands(clock, true).await
    }

    async fn both_hands(&self, clock: &dyn Clock, fill: bool) -> Result<usize, StorageError> {
        let gathering = Gathering::default();
        let gather = async {
            let gathered = self.gather_all(&gathering, clock, fill).await;
            gathering.is_over.store(true, Ordering::Release);
            gathering.news.notify_one();
            gathered
        };
        let (gathered, sent) = tokio::join!(gather, self.send_all(&gathering, clock));
        gathered.and(sent)
    }

    async fn gather_all(
        &self,
        gathering: &Gathering,
        clock: &dyn Clock,
        fill: bool,
    ) -> Result<(), StorageError> {
        let (mut more, mut after): (bool, Option<ToRemind>) = (fill, None);
        loop {
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
        // Most rounds find none, and take no turn to write.
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

    async fn send_all(
        &self,
        gathering: &Gathering,
        clock: &dyn Clock,
    ) -> Result<usize, StorageError> {
        let (mut people, mut outcome) = (0, Ok(()));
        let mut under_way = FuturesUnordered::new();
        loop {
            let is_last_look = gathering.is_over.load(Ordering::Acquire);
            let free = SIDE_BY_SIDE.saturating_sub(under_way.len());
            let mut leased = false;
            // Not one by one: leasing is a transaction.
            if outcome.is_ok() && free >= SIDE_BY_SIDE / 2 {
                match self.store.lease_multicasts(clock.now(), LEASE, free as u64).await {
                    Ok(owed) => {
                        leased = !owed.is_empty();
                        people += owed.iter().map(|it| it.to.len()).sum::<usize>();
                        under_way.extend(owed.into_iter().map(|it| self.send_together(it, clock)));
                    }
                    Err(error) => outcome = Err(error),
                }
            }
            if under_way.is_empty() && !leased && (is_last_look || outcome.is_err()) {
                return outcome.map(|()| people);
            }
            tokio::select! {
                Some(told) = under_way.next() => {
                    // All that have come meanwhile are noted in one transaction.
                    let mut all = vec![told];
                    while let Some(Some(told)) = under_way.next().now_or_never() {
                        all.push(told);
                    }
                    outcome = outcome.and(self.note(all, clock.now()).await);
                }
                () = gathering.news.notified(), if free >= SIDE_BY_SIDE / 2 => {}
            }
        }
    }

    async fn send_together(&self, multicast: OwedMulticast, clock: &dyn Clock) -> Told {
        if is_forgotten(multicast.attempts, multicast.first_tried_at, clock.now()) {
            return (multicast, Err(LineError::Unreadable));
        }
        let to: Result<Vec<UserId>, _> =
            multicast.to.iter().map(|user| user.expose_secret().parse()).collect();
        let told = if let Ok(to) = to {
            let key = RetryKey(multicast.retry_key);
            self.line.multicast(&to, &multicast.body, key).await
        } else {
            let message = "not all members are user ids".to_owned();
            Err(LineError::Refused { status: 400, message })
        };
        (multicast, told)
    }

    async fn note(&self, told: Vec<Told>, now: DateTime<Utc>) -> Result<(), StorageError> {
        let is_taken = |(_, outcome): &Told| outcome.is_ok();
        let (taken, others): (Vec<Told>, Vec<Told>) = told.into_iter().partition(is_taken);
        let ids: Vec<MulticastId> = taken.iter().map(|(multicast, _)| multicast.id).collect();
        self.store.multicasts_sent(&ids, "line", now).await?;
        for (multicast, _) in &taken {
            let (id, people) = (multicast.id, multicast.to.len());
            tracing::info!(multicast = %id, people, "reminders were sent together");
            let kind = NoticeKind::Reminder.as_str();
            metrics::counter!("sesshu_notices_total", "kind" => kind, "way" => "line", "outcome" => "sent")
                .increment(people as u64);
        }
        for (multicast, outcome) in others {
            let Err(error) = outcome else { continue };
            self.note_refusal(&multicast, &error, now).await?;
        }
        Ok(())
    }

    async fn note_refusal(
        &self,
        multicast: &OwedMulticast,
        error: &LineError,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let (id, people) = (multicast.id, multicast.to.len());
        if *error == LineError::Unreadable {
            return self.not_known(multicast, now).await;
        }
        if !error.may_retry() {
            tracing::warn!(multicast = %id, people, %error, "reminders will go one by one");
            return self.store.dissolve_multicast(id, &error.to_string(), now).await;
        }
        let OwedMulticast { attempts, first_tried_at, retry_key, .. } = *multicast;
        match next_try(attempts, first_tried_at, now, retry_key) {
            Some(at) => self.store.multicast_retry(id, at, NOT_TAKEN).await,
            None => self.not_known(multicast, now).await,
        }
    }

    /// A person decides: `sesshu notices list --failed`, `sesshu notices retry`.
    async fn not_known(
        &self,
        multicast: &OwedMulticast,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let (id, people) = (multicast.id, multicast.to.len());
        tracing::error!(multicast = %id, people, "whether reminders arrived is not known");
        let kind = NoticeKind::Reminder.as_str();
        metrics::counter!("sesshu_notices_total", "kind" => kind, "way" => "none", "outcome" => "failed")
            .increment(people as u64);
        self.store.multicast_failed(id, NOT_KNOWN, now).await
    }
}

fn voice(alike: &Alike) -> Language {
    Language::from_line(alike.language.as_deref())
}

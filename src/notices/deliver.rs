//! Delivers the notifications of the outbox one by one and records the outcome.

use std::{collections::BTreeMap, pin::pin};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{
    FutureExt, StreamExt,
    future::{Fuse, FusedFuture},
    stream::FuturesUnordered,
};

use tokio_util::sync::CancellationToken;

use super::{
    Notices,
    backoff::{is_forgotten, next_try},
    guard::guarded,
    reasons,
};
use crate::{
    storage::{OwedNotice, StorageError},
    vaccination::{ids::CouponId, language::Language, notice::Notice, time::Clock},
    wording::Voice,
};

/// Lease of a notification: longer than sending all notifications of one person takes when LINE is
/// at its slowest.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// The maximum number of notifications sent concurrently.
const SIDE_BY_SIDE: usize = 40;

/// More attempts than fit into a day (see [`next_try`]), so that the process must have died
/// repeatedly while it was sending this notification.
const MAX_ATTEMPTS: u32 = 300;

/// The outcome of one attempt.
pub(super) enum Outcome {
    Sent(&'static str),
    /// To be retried with the same retry key. `is_uncertain`: LINE may have accepted this attempt
    /// or one before it.
    Later {
        reason: &'static str,
        is_uncertain: bool,
    },
    /// Cannot be delivered by this method.
    Failed(&'static str),
    /// Another notification reaches the person, or none of the intended methods is available.
    NotNeeded(&'static str),
    /// The lease ran out and another worker has the notification.
    NotOurs,
}

impl Outcome {
    fn count(&self, kind: &'static str) {
        let (way, outcome) = match self {
            Self::Sent(via) => (*via, "sent"),
            Self::Later { .. } => ("none", "later"),
            Self::Failed(_) => ("none", "failed"),
            Self::NotNeeded(_) => ("none", "not_needed"),
            Self::NotOurs => return,
        };
        metrics::counter!(
            "sesshu_notices_total", "kind" => kind, "way" => way, "outcome" => outcome
        )
        .increment(1);
    }
}

/// Groups notifications by person, each person's in the order in which they were enqueued.
fn by_person(owed: Vec<OwedNotice>) -> impl Iterator<Item = Vec<OwedNotice>> {
    let mut people: BTreeMap<CouponId, Vec<OwedNotice>> = BTreeMap::new();
    for notice in owed {
        people.entry(notice.coupon).or_default().push(notice);
    }
    people.into_values().map(|mut theirs| {
        theirs.sort_by_key(|notice| notice.id);
        theirs
    })
}

impl Notices {
    /// Sends all due notifications that are not leased; returns how many were leased. What cannot
    /// be sent now is retried later; what cannot be sent at all is recorded as failed.
    pub async fn deliver(&self, clock: &dyn Clock) -> Result<usize, StorageError> {
        self.deliver_until(clock, &CancellationToken::new()).await
    }

    /// Like [`deliver`](Self::deliver), but leases nothing more once `stop` is cancelled.
    pub(super) async fn deliver_until(
        &self,
        clock: &dyn Clock,
        stop: &CancellationToken,
    ) -> Result<usize, StorageError> {
        let together = self.deliver_together(clock, stop).await;
        let one_by_one = self.deliver_one_by_one(clock, stop).await;
        added(together, one_by_one)
    }

    async fn deliver_one_by_one(
        &self,
        clock: &dyn Clock,
        stop: &CancellationToken,
    ) -> Result<usize, StorageError> {
        let mut taken = 0;
        let (mut outcome, mut look) = (Ok(()), true);
        let mut under_way = FuturesUnordered::new();
        // Polled together with the deliveries, because one of them may hold the database's only
        // write permit.
        let mut leasing = pin!(Fuse::terminated());
        loop {
            let free = SIDE_BY_SIDE.saturating_sub(under_way.len());
            // Leased in batches, since each lease is a transaction.
            let may_lease = look && free >= SIDE_BY_SIDE / 2 && !stop.is_cancelled();
            if may_lease && leasing.is_terminated() {
                leasing.set(self.store.lease_notices(clock.now(), LEASE, free as u64).fuse());
                look = false;
            }
            if leasing.is_terminated() && under_way.is_empty() {
                return outcome.map(|()| taken);
            }
            tokio::select! {
                owed = &mut leasing, if !leasing.is_terminated() => match owed {
                    Ok(owed) => {
                        look |= !owed.is_empty();
                        taken += owed.len();
                        under_way.extend(by_person(owed).map(|it| self.deliver_all(it, clock)));
                    }
                    Err(error) => outcome = outcome.and(Err(error)),
                },
                Some(settled) = under_way.next() => {
                    look = outcome.is_ok();
                    outcome = outcome.and(settled);
                }
            }
        }
    }

    async fn deliver_all(
        &self,
        theirs: Vec<OwedNotice>,
        clock: &dyn Clock,
    ) -> Result<(), StorageError> {
        for notice in theirs {
            self.deliver_one(&notice, clock).await?;
        }
        Ok(())
    }

    /// Delivers one notification. If our own code panics, only this notification is given up.
    async fn deliver_one(
        &self,
        notice: &OwedNotice,
        clock: &dyn Clock,
    ) -> Result<(), StorageError> {
        if let Some(delivered) = guarded(self.try_to_deliver(notice, clock)).await {
            return delivered;
        }
        tracing::error!(notice = %notice.id, "sending a notification panicked");
        self.settle(notice, Outcome::Failed(reasons::INTERRUPTED), clock.now()).await
    }

    async fn try_to_deliver(
        &self,
        notice: &OwedNotice,
        clock: &dyn Clock,
    ) -> Result<(), StorageError> {
        let now = clock.now();
        if let Some(reason) = is_over(notice, now) {
            return self.settle(notice, Outcome::Failed(reason), now).await;
        }
        let outcome = match self.send(notice, now).await {
            // A corrupt record must not block the notifications of other people.
            Err(StorageError::Corrupt(place)) => {
                // It may be sealed with a key that was added since: then the lease runs out and
                // another process tries.
                self.store.require_keys().await?;
                tracing::error!(notice = %notice.id, %place, "a record is corrupt");
                Outcome::Failed(reasons::CORRUPT)
            }
            outcome => outcome?,
        };
        self.settle(notice, outcome, clock.now()).await
    }

    async fn settle(
        &self,
        notice: &OwedNotice,
        outcome: Outcome,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let (id, kind) = (notice.id, notice.notice.kind().as_str());
        outcome.count(kind);
        match outcome {
            Outcome::Sent(via) => {
                tracing::info!(notice = %id, kind, via, "a notification was sent");
                self.store.notice_sent(id, via, now).await
            }
            Outcome::Later { reason, is_uncertain } => {
                let first = notice.first_tried_at;
                if let Some(at) = next_try(notice.attempts, first, now, notice.retry_key) {
                    tracing::warn!(
                        notice = %id, kind, reason,
                        "sending a notification failed; it will be retried"
                    );
                    return self.store.notice_retry(id, at, reason).await;
                }
                let reason = if is_uncertain { reasons::NOT_KNOWN } else { reason };
                tracing::warn!(notice = %id, kind, reason, "a notification could not be delivered");
                self.store.notice_failed(id, reason, now).await
            }
            Outcome::Failed(reason) => {
                tracing::warn!(notice = %id, kind, reason, "a notification could not be delivered");
                self.store.notice_failed(id, reason, now).await
            }
            Outcome::NotNeeded(reason) => {
                tracing::info!(notice = %id, kind, reason, "a notification was no longer needed");
                self.store.notice_not_needed(id, reason, now).await
            }
            Outcome::NotOurs => Ok(()),
        }
    }

    pub(super) fn voice(&self, language: Language) -> Voice<'_> {
        Voice {
            language,
            municipality: &self.municipality,
            programme: &self.programme,
            pages: &self.pages,
            names: self.names_on_line,
        }
    }
}

/// Returns why a notification is not to be sent any more, if so. A notification of which no attempt
/// was begun has certainly not arrived and is sent as long as it is useful, however long ago it was
/// leased.
fn is_over(notice: &OwedNotice, now: DateTime<Utc>) -> Option<&'static str> {
    let may_have_arrived = notice.begun.is_some();
    let is_of_no_use = match &notice.notice {
        Notice::Reminder(booking) => booking.slot.starts_at() <= now,
        Notice::Confirmation(booking)
        | Notice::Suspension(booking, _)
        | Notice::Resumption(booking) => booking.slot.ends_at() <= now,
        Notice::Cancellation(_)
        | Notice::CancellationCopy(_)
        | Notice::LinkMoved
        | Notice::Linked
        | Notice::Unlinked
        | Notice::ContactChanged => false,
    };
    if is_of_no_use {
        let reason = if may_have_arrived { reasons::NOT_KNOWN_TOO_LATE } else { reasons::TOO_LATE };
        return Some(reason);
    }
    if notice.attempts > MAX_ATTEMPTS {
        return Some(reasons::INTERRUPTED);
    }
    let is_forgotten = is_forgotten(notice.attempts, notice.first_tried_at, now);
    (may_have_arrived && is_forgotten).then_some(reasons::NOT_KNOWN)
}

/// Adds two counts; of two errors it returns the first and logs the second.
pub(super) fn added(
    first: Result<usize, StorageError>,
    second: Result<usize, StorageError>,
) -> Result<usize, StorageError> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok(first + second),
        (Err(first), Err(second)) => {
            tracing::error!(
                error = %second,
                "a second error occurred while notifications were sent"
            );
            Err(first)
        }
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
    }
}

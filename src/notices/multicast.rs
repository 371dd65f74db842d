//! Sends grouped reminders by multicast: up to 500 people per call to LINE, many calls
//! concurrently.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use secrecy::ExposeSecret;

use tokio_util::sync::CancellationToken;

use super::{
    Notices,
    backoff::{is_forgotten, next_try},
    guard::guarded,
    reasons,
    together::Gathering,
};
use crate::{
    line::{LineError, Pushed, RetryKey, UserId},
    storage::{OwedMulticast, StorageError},
    vaccination::{ids::MulticastId, notice::NoticeKind, time::Clock},
};

/// Lease of a multicast: longer than LINE's slowest answer.
const LEASE: TimeDelta = TimeDelta::seconds(60);
const MAX_CONCURRENT_CALLS: usize = 100;

/// What to do with a multicast after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Accepted,
    /// Retry with the same key. `begun`: LINE may have accepted this attempt or one before it.
    Retry {
        at: DateTime<Utc>,
        reason: &'static str,
        begun: bool,
    },
    /// LINE has certainly not accepted it: send its notifications one by one.
    Dissolve(&'static str),
    /// LINE may have accepted it, and this can no longer be found out: a person has to decide.
    GiveUp(&'static str),
}

type Judged = (OwedMulticast, Verdict);

impl Notices {
    pub(super) async fn send_all(
        &self,
        gathering: &Gathering,
        clock: &dyn Clock,
        stop: &CancellationToken,
    ) -> Result<usize, StorageError> {
        let mut people = 0;
        let mut outcome = Ok(());
        let mut under_way = FuturesUnordered::new();
        loop {
            let is_last_look = gathering.is_over.load(Ordering::Acquire);
            let free = MAX_CONCURRENT_CALLS.saturating_sub(under_way.len());
            let mut leased = false;
            // Leased in batches, since each lease is a transaction.
            let may_lease = free >= MAX_CONCURRENT_CALLS / 2 && !stop.is_cancelled();
            if outcome.is_ok() && may_lease {
                match self.store.lease_multicasts(clock.now(), LEASE, free as u64).await {
                    Ok(owed) => {
                        leased = !owed.is_empty();
                        people += owed.iter().map(|owed| owed.to.len()).sum::<usize>();
                        under_way.extend(owed.into_iter().map(|owed| self.attempt(owed, clock)));
                    }
                    Err(error) => outcome = Err(error),
                }
            }
            if under_way.is_empty() && !leased && (is_last_look || outcome.is_err()) {
                return outcome.map(|()| people);
            }
            tokio::select! {
                Some(judged) = under_way.next() => {
                    // Everything that has finished meanwhile is recorded in one transaction.
                    let mut all = vec![judged];
                    while let Some(Some(judged)) = under_way.next().now_or_never() {
                        all.push(judged);
                    }
                    outcome = outcome.and(self.record_all(all, clock.now()).await);
                }
                () = gathering.news.notified(), if free >= MAX_CONCURRENT_CALLS / 2 => {}
            }
        }
    }

    /// Makes one attempt. If our own code panics, only this multicast is given up.
    async fn attempt(&self, multicast: OwedMulticast, clock: &dyn Clock) -> Judged {
        let is_called = AtomicBool::new(false);
        let verdict = guarded(self.try_to_send(&multicast, &is_called, clock)).await;
        let verdict = verdict.unwrap_or_else(|| {
            tracing::error!(multicast = %multicast.id, "sending a multicast panicked");
            if multicast.begun || is_called.load(Ordering::Relaxed) {
                Verdict::GiveUp(reasons::INTERRUPTED)
            } else {
                // Sent one by one, only the notification that causes the panic is given up.
                Verdict::Dissolve(reasons::INTERRUPTED)
            }
        });
        (multicast, verdict)
    }

    async fn try_to_send(
        &self,
        multicast: &OwedMulticast,
        is_called: &AtomicBool,
        clock: &dyn Clock,
    ) -> Verdict {
        if let Some(verdict) = is_over(multicast, clock.now()) {
            return verdict;
        }
        let to: Result<Vec<UserId>, _> =
            multicast.to.iter().map(|user| user.expose_secret().parse()).collect();
        // No attempt can have been made before.
        let Ok(to) = to else { return Verdict::Dissolve(reasons::UNSENDABLE) };
        let key = RetryKey(multicast.retry_key);
        is_called.store(true, Ordering::Relaxed);
        let told = if multicast.begun {
            self.line.multicast_again(&to, &multicast.body, key).await
        } else {
            self.line.multicast(&to, &multicast.body, key).await
        };
        judge(multicast, &told, clock.now())
    }

    async fn record_all(&self, all: Vec<Judged>, now: DateTime<Utc>) -> Result<(), StorageError> {
        let is_accepted = |(_, verdict): &Judged| *verdict == Verdict::Accepted;
        let (accepted, others): (Vec<Judged>, Vec<Judged>) = all.into_iter().partition(is_accepted);
        let ids: Vec<MulticastId> = accepted.iter().map(|(multicast, _)| multicast.id).collect();
        let mut outcome = self.store.multicasts_sent(&ids, "line", now).await;
        for (multicast, _) in &accepted {
            let people = multicast.to.len();
            tracing::info!(multicast = %multicast.id, people, "a multicast of reminders was sent");
            count("line", "sent", people);
        }
        for (multicast, verdict) in others {
            outcome = outcome.and(self.record(&multicast, verdict, now).await);
        }
        outcome
    }

    async fn record(
        &self,
        multicast: &OwedMulticast,
        verdict: Verdict,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let id = multicast.id;
        let people = multicast.to.len();
        match verdict {
            Verdict::Accepted => self.store.multicasts_sent(&[id], "line", now).await,
            Verdict::Retry { at, reason, begun } => {
                tracing::warn!(
                    multicast = %id, people, reason,
                    "sending a multicast failed; it will be retried"
                );
                self.store.multicast_retry(id, at, reason, begun).await
            }
            Verdict::Dissolve(reason) => {
                tracing::warn!(
                    multicast = %id, people, reason,
                    "a multicast was dissolved; its reminders will be sent one by one"
                );
                self.store.dissolve_multicast(id, reason, now).await
            }
            // See `sesshu notices list --failed`, `sesshu notices retry`.
            Verdict::GiveUp(reason) => {
                tracing::error!(
                    multicast = %id, people, reason,
                    "a multicast was given up; its delivery is unknown"
                );
                count("none", "failed", people);
                self.store.multicast_failed(id, reason, now).await
            }
        }
    }
}

/// Returns what to do if a further attempt is useless: the slot of all members has begun, or LINE
/// may have forgotten the retry key.
fn is_over(multicast: &OwedMulticast, now: DateTime<Utc>) -> Option<Verdict> {
    let slot_has_begun = multicast.slot_starts_at.is_some_and(|starts_at| starts_at <= now);
    match (slot_has_begun, multicast.begun) {
        (true, true) => Some(Verdict::GiveUp(reasons::NOT_KNOWN_TOO_LATE)),
        // Processed one by one, each is given up with its reason.
        (true, false) => Some(Verdict::Dissolve(reasons::TOO_LATE)),
        (false, true) => is_forgotten(multicast.attempts, multicast.first_tried_at, now)
            .then_some(Verdict::GiveUp(reasons::NOT_KNOWN)),
        (false, false) => None,
    }
}

fn judge(
    multicast: &OwedMulticast,
    told: &Result<Pushed, LineError>,
    now: DateTime<Utc>,
) -> Verdict {
    let Err(error) = told else { return Verdict::Accepted };
    let reason = reasons::of(error);
    // The stored body is not a list of messages, so this attempt was not made.
    if *error == LineError::Unreadable {
        let unreadable = Verdict::Dissolve(reasons::CORRUPT);
        return if multicast.begun { Verdict::GiveUp(reasons::NOT_KNOWN) } else { unreadable };
    }
    if !error.may_retry() {
        // LINE checks the retry key against what it has accepted, so it has not accepted an attempt
        // before this one either. That is not certain if the earlier request had other members.
        let is_unclear = multicast.begun && multicast.is_reduced;
        return if is_unclear {
            Verdict::GiveUp(reasons::NOT_KNOWN)
        } else {
            Verdict::Dissolve(reason)
        };
    }
    let begun = multicast.begun || error.is_uncertain();
    match next_try(multicast.attempts, multicast.first_tried_at, now, multicast.retry_key) {
        Some(at) => Verdict::Retry { at, reason, begun },
        None if begun => Verdict::GiveUp(reasons::NOT_KNOWN),
        None => Verdict::Dissolve(reason),
    }
}

fn count(way: &'static str, outcome: &'static str, people: usize) {
    let kind = NoticeKind::Reminder.as_str();
    metrics::counter!("sesshu_notices_total", "kind" => kind, "way" => way, "outcome" => outcome)
        .increment(people as u64);
}

//! Processes the events of the inbox: several people's concurrently, one person's in order.

use std::{panic::AssertUnwindSafe, pin::pin};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{
    FutureExt, StreamExt,
    future::{Fuse, FusedFuture},
    stream::FuturesUnordered,
};

use tokio_util::sync::CancellationToken;

use super::{Chat, ChatError, reply::key_of};
use crate::{
    line::event::Event,
    storage::{KeptEvent, StorageError},
    vaccination::time::Clock,
};

/// Lease of an event: longer than four of LINE's slowest answers, and short enough that after a
/// crash the next worker finds the reply token still valid.
const LEASE: TimeDelta = TimeDelta::seconds(45);
/// The maximum number of people whose events are processed concurrently.
const SIDE_BY_SIDE: usize = 64;
/// The number of attempts after which a failing event becomes a dead letter, so that the person's
/// later events are processed.
const MOST_ATTEMPTS: u32 = 5;
/// The number of leases after which an event is given up that was never completed or released:
/// presumably it kills its worker.
const MOST_TIMES_TAKEN: u32 = 50;
/// How long an answer is retried while LINE is failing; after that the person no longer expects it.
const LINE_MAY_TAKE: TimeDelta = TimeDelta::minutes(30);
impl Chat {
    /// Processes all events in the inbox that are not leased; returns how many. A slow answer to
    /// one person does not block the others.
    pub async fn work(&self, clock: &dyn Clock) -> Result<usize, StorageError> {
        self.work_until(clock, &CancellationToken::new()).await
    }

    /// Like [`work`](Self::work), but leases nothing more once `stop` is cancelled; events in
    /// progress are finished.
    pub async fn work_until(
        &self,
        clock: &dyn Clock,
        stop: &CancellationToken,
    ) -> Result<usize, StorageError> {
        let (mut taken, mut outcome, mut look) = (0, Ok(()), true);
        let mut under_way = FuturesUnordered::new();
        // Polled together with the events in progress, because one of them may hold the database's
        // only write permit.
        let mut taking = pin!(Fuse::terminated());
        loop {
            let free = SIDE_BY_SIDE - under_way.len();
            // Leased in batches, since each lease is a transaction.
            let may_take = look && free >= SIDE_BY_SIDE / 2 && !stop.is_cancelled();
            if may_take && taking.is_terminated() {
                taking.set(self.store.take_events(clock.now(), LEASE, free as u64).fuse());
                look = false;
            }
            if taking.is_terminated() && under_way.is_empty() {
                return outcome.map(|()| taken);
            }
            tokio::select! {
                events = &mut taking, if !taking.is_terminated() => match events {
                    Ok(events) => {
                        look |= !events.is_empty();
                        taken += events.len();
                        under_way.extend(events.into_iter().map(|it| self.take_up(it, clock)));
                    }
                    Err(error) => outcome = outcome.and(Err(error)),
                },
                Some(settled) = under_way.next() => {
                    look = outcome.is_ok();
                    outcome = outcome.and(settled);
                }
                () = self.heard.notified() => look = outcome.is_ok(),
            }
        }
    }

    async fn take_up(&self, kept: KeptEvent, clock: &dyn Clock) -> Result<(), StorageError> {
        let Some(event) = read(&kept.payload) else {
            return self.store.set_event_aside(&kept, "not readable", clock.now()).await;
        };
        if kept.attempts > MOST_TIMES_TAKEN {
            return self.give_up(&kept, &event, &ChatError::NeverFinished, clock).await;
        }
        // A panic in one event must not end the worker of the others.
        let listening = AssertUnwindSafe(Box::pin(self.listen(&kept, &event, clock)));
        let listened = listening.catch_unwind().await;
        match listened.unwrap_or(Err(ChatError::Stumbled)) {
            Ok(()) => Ok(()),
            Err(error) if is_enough(&kept, &error, clock.now()) => {
                self.give_up(&kept, &event, &error, clock).await
            }
            Err(error) => {
                tracing::warn!(
                    %error, event = %kept.event_id,
                    "processing an event failed; it will be retried"
                );
                self.store.release_event(&kept, clock.now() + wait(&kept)).await
            }
        }
    }

    /// Makes the event a dead letter with its reason, and sends an apology.
    async fn give_up(
        &self,
        kept: &KeptEvent,
        event: &Event,
        error: &ChatError,
        clock: &dyn Clock,
    ) -> Result<(), StorageError> {
        tracing::error!(%error, event = %kept.event_id, "an event was moved to the dead letters");
        metrics::counter!("sesshu_inbox_dead_letters_total").increment(1);
        let can_be_told = match error {
            ChatError::PushRefused(_) => false,
            ChatError::Line(error) => error.may_retry(),
            _ => true,
        };
        if can_be_told {
            self.regret(kept, event, clock).await;
        }
        self.store.set_event_aside(kept, &error.to_string(), clock.now()).await
    }
}

fn is_enough(kept: &KeptEvent, error: &ChatError, now: DateTime<Utc>) -> bool {
    match error {
        ChatError::Unsendable | ChatError::Stumbled | ChatError::PushRefused(_) => true,
        // LINE would refuse again, and the person's later events wait for this one.
        ChatError::Line(error) if !error.may_retry() => true,
        // The event is not the cause.
        ChatError::Line(_) => now - kept.received_at > LINE_MAY_TAKE,
        _ => kept.attempts >= MOST_ATTEMPTS,
    }
}

/// Returns the delay before the next attempt. It doubles from two seconds to about a minute and is
/// up to a fifth longer depending on the event, so that events that failed together are not retried
/// together.
fn wait(kept: &KeptEvent) -> TimeDelta {
    let wait = TimeDelta::seconds(1 << kept.attempts.min(6));
    let share = i32::from(key_of(&kept.event_id).as_bytes()[15]);
    wait + wait * share / (5 * 256)
}

fn read(payload: &[u8]) -> Option<Event> {
    Event::read(std::str::from_utf8(payload).ok()?)
}

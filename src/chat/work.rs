//! Taking events from the inbox, several people's side by side, one person's in order.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use tokio_util::sync::CancellationToken;

use super::{Chat, ChatError};
use crate::{
    line::event::Event,
    storage::{KeptEvent, StorageError},
    vaccination::time::Clock,
};

/// How long an event is left to the worker that took it. Longer than LINE's slowest answer.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How many people are talked to side by side.
const SIDE_BY_SIDE: u64 = 16;
/// An event that failed so often is set aside, so that what the person said next is heard.
const MOST_ATTEMPTS: u32 = 5;
/// How often the inbox is looked into without being rung for: what another process took and lost
/// comes back this way.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Works the inbox until `stop` is cancelled.
pub async fn run(chat: Chat, clock: Arc<dyn Clock>, stop: CancellationToken) {
    let mut look = tokio::time::interval(LOOK_EVERY);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = chat.heard.notified() => {}
            _ = look.tick() => {}
        }
        if let Err(error) = chat.work(clock.as_ref()).await {
            tracing::error!(%error, "the inbox could not be worked");
        }
    }
}

impl Chat {
    /// Takes up everything in the inbox that is not taken; returns how many events that were.
    pub async fn work(&self, clock: &dyn Clock) -> Result<usize, StorageError> {
        let mut taken = 0;
        loop {
            // Asked anew for every batch: a lease counted from long ago would be over already.
            let now = clock.now();
            let events = self.store.take_events(now, LEASE, SIDE_BY_SIDE).await?;
            if events.is_empty() {
                return Ok(taken);
            }
            taken += events.len();
            let settled = join_all(events.iter().map(|event| self.take_up(event, now))).await;
            settled.into_iter().collect::<Result<(), _>>()?;
        }
    }

    async fn take_up(&self, kept: &KeptEvent, now: DateTime<Utc>) -> Result<(), StorageError> {
        let Some(event) = read(&kept.payload) else {
            return self.store.set_event_aside(kept.id, "not readable", now).await;
        };
        let Err(error) = self.listen(kept, &event, now).await else {
            return Ok(());
        };
        if kept.attempts >= MOST_ATTEMPTS || matches!(error, ChatError::Unsendable) {
            tracing::error!(%error, event = %kept.event_id, "an event was set aside");
            self.regret(kept, &event, now).await;
            return self.store.set_event_aside(kept.id, &error.to_string(), now).await;
        }
        tracing::warn!(%error, event = %kept.event_id, "an event will be taken up again");
        let wait = TimeDelta::seconds(1 << kept.attempts.min(5));
        self.store.release_event(kept.id, now + wait).await
    }
}

fn read(payload: &[u8]) -> Option<Event> {
    Event::from_value(serde_json::from_slice(payload).ok()?)
}

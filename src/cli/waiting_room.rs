//! The waiting room's ticker: advances the queue once a second.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use chrono::{DateTime, Utc};
use tokio::time::timeout;

use crate::{gate::waiting_room::WaitingRoom, reception::Desk};

pub(super) const INTERVAL: Duration = Duration::from_secs(1);
/// A tick that takes longer counts as failed.
const STEP_TIMEOUT: Duration = Duration::from_secs(5);
/// Checking for free seats has its own timeout: the queue advances without its result.
const LOOK_TIMEOUT: Duration = Duration::from_secs(3);
/// Free seats are checked every fifth tick, and only while the queue is not empty.
const STEPS_PER_LOOK: u32 = 5;

/// Advances the queue, tick by tick.
pub(super) struct Ticker {
    room: WaitingRoom,
    desk: Desk,
    steps: AtomicU32,
}

impl Ticker {
    pub(super) fn new(room: WaitingRoom, desk: Desk) -> Self {
        Self { room, desk, steps: AtomicU32::new(0) }
    }

    /// Runs one tick. Fails closed: while the database does not answer, no one else is admitted.
    pub(super) async fn step(&self, now: DateTime<Utc>) {
        match timeout(STEP_TIMEOUT, self.room.step(now)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::error!(%error, "the waiting room was closed: advancing the queue failed");
                self.room.lose_sight();
            }
            Err(_) => {
                tracing::error!("the waiting room was closed: the database is too slow");
                self.room.lose_sight();
            }
        }
        let steps = self.steps.fetch_add(1, Ordering::Relaxed);
        if steps.is_multiple_of(STEPS_PER_LOOK) && self.room.is_crowded() {
            self.look_for_seats(now).await;
        }
    }

    async fn look_for_seats(&self, now: DateTime<Utc>) {
        match timeout(LOOK_TIMEOUT, self.desk.has_seats(now)).await {
            Ok(Ok(has_seats)) => self.room.set_seats_gone(!has_seats),
            Ok(Err(error)) => tracing::error!(%error, "checking for free seats failed"),
            Err(_) => tracing::error!("checking for free seats timed out"),
        }
    }
}

//! Once a second the line before the waiting room moves on.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use crate::{
    gate::waiting_room::WaitingRoom, reception::Desk, storage::StorageError,
    vaccination::time::Clock,
};

const EVERY: Duration = Duration::from_secs(1);
/// A step that takes longer is as good as none.
const SLOWEST_STEP: Duration = Duration::from_secs(5);
/// The seats are looked at with every so manieth step, and only while somebody waits.
const STEPS_PER_LOOK: u32 = 5;

/// Moves the line on until `stop` is cancelled. While the database does not answer, nobody more
/// is let in.
pub(super) async fn usher(
    room: WaitingRoom,
    desk: Desk,
    clock: Arc<dyn Clock>,
    stop: CancellationToken,
) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut steps = 0_u32;
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        let look = steps.is_multiple_of(STEPS_PER_LOOK) && room.is_crowded();
        steps = steps.wrapping_add(1);
        step(&room, look.then_some(&desk), clock.now()).await;
    }
}

/// The first step is taken before the doors open, so that nobody is kept waiting for it.
pub(super) async fn step(room: &WaitingRoom, desk: Option<&Desk>, now: DateTime<Utc>) {
    let step = async {
        room.step(now).await?;
        if let Some(desk) = desk {
            room.set_seats_gone(!desk.has_seats(now).await?);
        }
        Ok::<_, StorageError>(())
    };
    match tokio::time::timeout(SLOWEST_STEP, step).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            tracing::error!(%error, "the waiting room lets nobody in: the line cannot be moved on");
            room.lose_sight();
        }
        Err(_) => {
            tracing::error!("the waiting room lets nobody in: the database is too slow");
            room.lose_sight();
        }
    }
}

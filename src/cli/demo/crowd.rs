//! A simulated crowd that is ahead of the first visitor, so that the waiting room can be seen. Each
//! simulated person enters when it is their turn, stays for a moment and leaves.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use crate::{
    gate::waiting_room::{Inside, RoomClosed, RoomLimits, Stand, Ticket, VisitorId, WaitingRoom},
    vaccination::time::Clock,
};

/// One person per second, and at most thirty inside.
pub(super) const NARROW: RoomLimits =
    RoomLimits { inside: 30, per_minute: 60, usual_stay: TimeDelta::seconds(80) };

const LOOK_EVERY: Duration = Duration::from_secs(1);
const STAY: TimeDelta = TimeDelta::seconds(20);

struct Somebody {
    visitor: VisitorId,
    shown: Option<String>,
    inside: Option<(Ticket, DateTime<Utc>)>,
}

/// Starts a crowd of `people`. All of them have joined the queue when this returns.
pub(super) async fn gather(
    room: WaitingRoom,
    people: u32,
    clock: Arc<dyn Clock>,
    stop: CancellationToken,
) -> Result<(), RoomClosed> {
    let nobody_yet = |_| Somebody { visitor: VisitorId::draw(), shown: None, inside: None };
    let mut crowd: Vec<Somebody> = (0..people).map(nobody_yet).collect();
    look(&room, &mut crowd, clock.now()).await?;
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        while !crowd.is_empty() && stop.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Err(closed) = look(&room, &mut crowd, clock.now()).await {
                tracing::debug!(%closed, "polling the waiting room failed");
            }
        }
    });
    Ok(())
}

/// Polls the position of each; those who have been inside for long enough leave.
async fn look(
    room: &WaitingRoom,
    crowd: &mut Vec<Somebody>,
    now: DateTime<Utc>,
) -> Result<(), RoomClosed> {
    for one in crowd.iter_mut().filter(|one| one.inside.is_none()) {
        match room.knock(one.visitor, None, one.shown.as_deref(), now).await? {
            Stand::Inside(Inside { ticket, .. }) => one.inside = Some((ticket, now)),
            Stand::Waiting(waiting) => {
                one.shown = waiting.renewed.or(one.shown.take());
            }
        }
    }
    crowd.retain(|one| match &one.inside {
        Some((ticket, since)) if now >= *since + STAY => {
            room.farewell(ticket, now);
            false
        }
        _ => true,
    });
    Ok(())
}

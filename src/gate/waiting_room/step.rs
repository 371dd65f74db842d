//! The tick of the queue, once a second: arrivals are written to the database, and one process
//! advances the queue.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    View, WaitingRoom,
    presence::News,
    rules::{self, GAP, MEMORY, Seen},
    watch,
};
use crate::storage::{Called, StorageError, WaitingLine};

/// How long a person counts as inside after their last request. Their pass is valid for longer, so
/// that looking for the coupon does not cost them their place inside.
pub(super) const COUNTS: TimeDelta = TimeDelta::minutes(3);
/// How long a person counts as inside after a booking or a log-out, as they may still be reading.
pub(super) const COUNTS_AFTER_ALL: TimeDelta = TimeDelta::minutes(1);
/// The shortest time between two advances of the queue, across all processes.
const SOONEST: TimeDelta = TimeDelta::milliseconds(900);
/// The largest clock skew between machines.
const SKEW: TimeDelta = TimeDelta::minutes(1);
/// The shortest time between two stored calls.
const KEPT_CALLS: TimeDelta = TimeDelta::seconds(4);

impl WaitingRoom {
    /// Writes the arrivals to the database, advances the queue unless another process has just done
    /// so, and reads it.
    pub async fn step(&self, now: DateTime<Utc>) -> Result<(), StorageError> {
        self.0.occupancy.forget_unused(now, COUNTS + SKEW);
        let news = self.0.presence.take();
        self.write_down(news.news(), now).await?;
        news.written();
        let line = self.0.store.waiting_line(&self.0.limits.new_line(now)).await?;
        let due = line.stepped_at <= now - SOONEST || line.stepped_at > now + SKEW;
        let moved = if due { self.move_on(now).await? } else { None };
        let line = moved.unwrap_or(line);
        watch::show(&line, &self.0.limits);
        self.see(line);
        Ok(())
    }

    /// Fails closed: without a readable queue no one else is admitted.
    pub fn lose_sight(&self) {
        let mut view = self.0.view.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        *view = View { line: None, ..*view };
    }

    async fn write_down(&self, news: &News, now: DateTime<Utc>) -> Result<(), StorageError> {
        let News { entered, seen, done } = news;
        if entered.is_empty() && seen.is_empty() && done.is_empty() {
            return Ok(());
        }
        let list = |numbers: &std::collections::BTreeSet<i64>| -> Vec<i64> {
            numbers.iter().copied().collect()
        };
        let tx = self.0.store.begin().await?;
        // In the lock order of `move_on`: the queue before the people inside.
        tx.let_in(&list(entered), now, now + COUNTS).await?;
        tx.keep_inside(&list(seen), now, now + COUNTS).await?;
        tx.count_inside_until(&list(done), now + COUNTS_AFTER_ALL).await?;
        tx.commit().await
    }

    /// Advances the queue; `None` if another process was faster.
    async fn move_on(&self, now: DateTime<Utc>) -> Result<Option<WaitingLine>, StorageError> {
        let tx = self.0.store.begin().await?;
        let Some(line) = tx.take_waiting_line(now - SOONEST, now + SKEW).await? else {
            return Ok(None);
        };
        let gap = (now - line.stepped_at).abs() > GAP;
        let memory = if gap { TimeDelta::zero() } else { MEMORY };
        let calls = tx.calls_between(now - memory, now).await?;
        let (inside, left) = tx.see_off(now).await?;
        let seen = Seen { calls: &calls, inside, left };
        let moved = rules::step(&line, &seen, &self.0.limits, now);
        if calls.last().is_none_or(|last| last.at <= now - KEPT_CALLS) {
            let (called, entered) = (rules::called(&moved), moved.entered);
            tx.keep_call(&Called { at: now, called, entered }).await?;
        }
        tx.move_waiting_line(&moved).await?;
        tx.commit().await?;
        Ok(Some(moved))
    }
}

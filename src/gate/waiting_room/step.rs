//! Once a second: who has come in is written down, and the line is moved on by one process.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    View, WaitingRoom,
    presence::News,
    rules::{self, GAP, MEMORY, Seen},
    watch,
};
use crate::storage::{Called, StorageError, WaitingLine};

/// Who shows nothing of themselves for so long is thought to have left. What they hold is good
/// for longer, so that looking for the coupon costs nobody their place inside.
pub(super) const COUNTS: TimeDelta = TimeDelta::minutes(3);
/// Who has booked reads on for a moment.
pub(super) const COUNTS_AFTER_ALL: TimeDelta = TimeDelta::minutes(1);
/// How seldom the line is moved on, whoever does it.
const SOONEST: TimeDelta = TimeDelta::milliseconds(900);
/// Clocks of several machines differ, but not by more.
const SKEW: TimeDelta = TimeDelta::minutes(1);
/// How seldom a call is kept.
const KEPT_CALLS: TimeDelta = TimeDelta::seconds(4);

impl WaitingRoom {
    /// Writes down who has come in, moves the line on unless another process has just done so,
    /// and looks at it.
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

    /// The line cannot be seen: nobody more comes in until it can.
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
        // In this order, which is that of `move_on`: the line before those who are inside.
        tx.let_in(&list(entered), now, now + COUNTS).await?;
        tx.keep_inside(&list(seen), now, now + COUNTS).await?;
        tx.count_inside_until(&list(done), now + COUNTS_AFTER_ALL).await?;
        tx.commit().await
    }

    /// None when another process was quicker.
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

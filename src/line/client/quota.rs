//! Caches that the month's message quota is used up, so that thousands of notifications are not
//! tried one by one.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

use super::{LineError, Pushed};
use crate::vaccination::time::Clock;

/// How long an exhausted quota is cached: another sender's reservation may be released, and a
/// bigger plan may be bought (LINE's FAQ on 429).
const BELIEVED_FOR: TimeDelta = TimeDelta::minutes(5);

pub(super) struct Spent {
    clock: Arc<dyn Clock>,
    told_at: Mutex<Option<DateTime<Utc>>>,
}

impl Spent {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, told_at: Mutex::new(None) }
    }

    /// Returns whether the quota was used up a moment ago. A clock that was set back does not
    /// extend this.
    pub(super) fn is_believed(&self) -> bool {
        let now = self.clock.now();
        let told_at = *self.told_at.lock().unwrap_or_else(PoisonError::into_inner);
        told_at.is_some_and(|at| at <= now && now < at + BELIEVED_FOR)
    }

    /// Records the outcome of a message to one person. Multicasts do not count: the rest of the
    /// quota may be too small for all their recipients and still not be used up.
    pub(super) fn learn(&self, outcome: &Result<Pushed, LineError>) {
        if matches!(outcome, Err(LineError::QuotaReached)) {
            tracing::error!(
                "the monthly quota of LINE messages is used up: notifications go by e-mail, and \
                 people without an address are on the call list; buy a bigger plan"
            );
            metrics::counter!("sesshu_line_quota_reached_total").increment(1);
            let now = self.clock.now();
            *self.told_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        }
    }
}

impl fmt::Debug for Spent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Spent(…)")
    }
}

//! What LINE last told of the month's quota, so that thousands are not sent into it one by one.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

use super::{LineError, Pushed};
use crate::vaccination::time::Clock;

/// For how long a spent quota is believed: another sender's reservation may be given back, and a
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

    /// Whether it was spent a moment ago. A clock turned back makes nothing younger.
    pub(super) fn is_believed(&self) -> bool {
        let now = self.clock.now();
        let told_at = *self.told_at.lock().unwrap_or_else(PoisonError::into_inner);
        told_at.is_some_and(|at| at <= now && now < at + BELIEVED_FOR)
    }

    /// Learns from what became of a message to one person; of many, the rest of the quota may be
    /// too small for all and yet not spent.
    pub(super) fn learn(&self, outcome: &Result<Pushed, LineError>) {
        if matches!(outcome, Err(LineError::QuotaReached)) {
            tracing::error!(
                "the month's quota of LINE messages is spent: notices go by mail, and to the call \
                 centre's list where there is no address; buy a bigger plan"
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

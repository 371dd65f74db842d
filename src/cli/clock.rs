//! The system's clock: the one place that reads it.

use chrono::{DateTime, Utc};

use crate::vaccination::time::Clock;

#[derive(Debug, Clone, Copy)]
pub(super) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one source of the present moment")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

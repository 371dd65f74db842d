//! The system's clock: the one place that reads it.

use chrono::{DateTime, Utc};

use crate::vaccination::time::Clock;

#[derive(Debug, Clone, Copy)]
pub(super) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one source of the present moment")]
    fn now(&self) -> DateTime<Utc> {
        rehearsal::turned(Utc::now())
    }
}

/// A rehearsal of another day, e.g. of the opening morning, with everything else as it will be.
/// Not in the binary of production, which is built without the demo.
#[cfg(feature = "demo")]
mod rehearsal {
    use std::{env, sync::OnceLock};

    use chrono::{DateTime, TimeDelta, Utc};

    const VARIABLE: &str = "SESSHU_REHEARSAL";

    /// How far the clock is turned: by the variable, from the first look on.
    static TURNED_BY: OnceLock<TimeDelta> = OnceLock::new();

    pub(super) fn turned(now: DateTime<Utc>) -> DateTime<Utc> {
        let begins = || env::var(VARIABLE).ok()?.parse::<DateTime<Utc>>().ok();
        let by = TURNED_BY.get_or_init(|| match begins() {
            Some(at) => {
                tracing::warn!("a rehearsal: the clock was turned by {VARIABLE}");
                at - now
            }
            None => TimeDelta::zero(),
        });
        now + *by
    }
}

#[cfg(not(feature = "demo"))]
mod rehearsal {
    use chrono::{DateTime, Utc};

    pub(super) fn turned(now: DateTime<Utc>) -> DateTime<Utc> {
        now
    }
}

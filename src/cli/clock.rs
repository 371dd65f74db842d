//! The system clock. This is the only place that reads it.

use chrono::{DateTime, Utc};

#[cfg(feature = "rehearsal")]
use self::turned::shown;
#[cfg(feature = "rehearsal")]
pub(super) use self::turned::turn;
use crate::vaccination::time::Clock;

#[derive(Debug, Clone, Copy)]
pub(super) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one source of the present moment")]
    fn now(&self) -> DateTime<Utc> {
        shown(Utc::now())
    }
}

/// Returns the present moment, which outside of rehearsals is the system's time.
#[cfg(not(feature = "rehearsal"))]
fn shown(now: DateTime<Utc>) -> DateTime<Utc> {
    now
}

/// A clock for rehearsals that shows another day, e.g. the opening morning.
#[cfg(feature = "rehearsal")]
mod turned {
    use std::{env, sync::OnceLock};

    use chrono::{DateTime, TimeDelta, Utc};

    use super::{Clock, SystemClock};
    use crate::{
        cli::{Failure, failure::Misuse, print::Words},
        storage::DatabaseMode,
    };

    const VARIABLE: &str = "SESSHU_REHEARSAL";

    /// The offset of this process's clock.
    static OFFSET: OnceLock<TimeDelta> = OnceLock::new();

    const NOT_A_REHEARSAL: Words = (
        "SESSHU_REHEARSAL で時計を変えられるのは、設定に line.simulator があるリハーサルのときだけです。この環境変数を外してください",
        "SESSHU_REHEARSAL changes the clock in rehearsals only, and the settings have no \
         `line.simulator`: unset the variable",
    );
    const NOT_A_MOMENT: Words = (
        "SESSHU_REHEARSAL は 2026-12-01T09:00:00+09:00 のように書きます",
        "SESSHU_REHEARSAL must be a date and time such as 2026-12-01T09:00:00+09:00",
    );

    /// Returns the present moment plus the offset.
    pub(super) fn shown(now: DateTime<Utc>) -> DateTime<Utc> {
        OFFSET.get().map_or(now, |offset| now + *offset)
    }

    /// Sets the clock of this process to the moment in the environment variable, if there is one.
    /// Only in a rehearsal: otherwise deadlines and records would have the wrong day.
    pub(in crate::cli) fn turn(mode: DatabaseMode) -> Result<(), Failure> {
        let Some(moment) = env::var_os(VARIABLE) else { return Ok(()) };
        if mode == DatabaseMode::Real {
            return Err(Misuse::of(NOT_A_REHEARSAL));
        }
        let moment = moment.to_str().and_then(|moment| moment.parse::<DateTime<Utc>>().ok());
        let moment = moment.ok_or_else(|| Misuse::of(NOT_A_MOMENT))?;
        let now = SystemClock.now();
        OFFSET.get_or_init(|| {
            tracing::warn!(variable = VARIABLE, "changed the clock for a rehearsal");
            moment - now
        });
        Ok(())
    }
}

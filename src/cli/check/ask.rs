//! Facts that only LINE knows. If LINE cannot be reached, the check continues without them.

use std::sync::Arc;

use crate::{
    cli::{clock::SystemClock, settings::Settings},
    line::Line,
    office::check::Allowance,
};

/// Returns a client for LINE; `None` if the settings do not allow one, which another rule reports.
pub(super) fn line(settings: &Settings) -> Option<Line> {
    let access = settings.line.access().ok()?;
    Line::new(access, Arc::new(SystemClock)).ok()
}

/// Returns the monthly message quota, as LINE reports it or as in the settings.
pub(super) async fn allowance(line: Option<&Line>, settings: Option<u64>) -> Allowance {
    let said = match line {
        Some(line) => line.quota().await.ok(),
        None => None,
    };
    match (said, settings) {
        (Some(quota), _) => {
            quota.limit.map_or(Allowance::Unlimited, |limit| Allowance::Limited { limit })
        }
        (None, Some(limit)) => Allowance::Limited { limit },
        (None, None) => Allowance::Unknown,
    }
}

//! What only LINE knows. Where it cannot be asked, the check goes on without.

use std::sync::Arc;

use crate::{
    cli::{clock::SystemClock, settings::Settings},
    line::Line,
    office::check::Allowance,
};

/// `None` where the settings do not make a client: a rule of its own says why.
pub(super) fn line(settings: &Settings) -> Option<Line> {
    let access = settings.line.access().ok()?;
    Line::new(access, Arc::new(SystemClock)).ok()
}

/// The month's messages: LINE's word, or the settings'.
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

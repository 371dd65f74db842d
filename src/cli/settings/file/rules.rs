//! `[programme]`, `[gate]`, `[notices]`: the rules of the programme.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use serde::Deserialize;

use super::values::{kinds, time};
use crate::{
    gate::Limits,
    vaccination::{notice::NoticeKind, programme::Programme, time::TimeOfDay},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProgrammeFile {
    opens_at: DateTime<FixedOffset>,
    closes_at: DateTime<FixedOffset>,
    book_until_days_before: u32,
    cancel_until_days_before: u32,
    few_percent: u8,
    #[serde(deserialize_with = "time")]
    remind_at: TimeOfDay,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct GateFile {
    failures_per_day: Option<u32>,
    lock_hours: Option<u32>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct NoticesFile {
    #[serde(default, deserialize_with = "kinds")]
    push: Option<Vec<NoticeKind>>,
}

impl From<ProgrammeFile> for Programme {
    fn from(rules: ProgrammeFile) -> Self {
        Self {
            opens_at: rules.opens_at.with_timezone(&Utc),
            closes_at: rules.closes_at.with_timezone(&Utc),
            book_until_days_before: rules.book_until_days_before,
            cancel_until_days_before: rules.cancel_until_days_before,
            few_percent: rules.few_percent,
            remind_at: rules.remind_at,
        }
    }
}

impl From<GateFile> for Limits {
    fn from(file: GateFile) -> Self {
        let usual = Self::default();
        Self {
            town_per_day: file.failures_per_day.unwrap_or(usual.town_per_day),
            lock: file.lock_hours.map_or(usual.lock, |hours| TimeDelta::hours(hours.into())),
            ..usual
        }
    }
}

impl NoticesFile {
    pub(super) fn pushed(self) -> Vec<NoticeKind> {
        self.push.unwrap_or_else(|| NoticeKind::ALL.to_vec())
    }
}

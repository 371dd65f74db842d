//! `[programme]`, `[gate]`, `[waiting_room]`, `[notices]`: the rules of the programme.

use std::num::NonZeroU32;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use serde::Deserialize;

use super::values::{kinds, time};
use crate::{
    gate::{Limits, waiting_room::RoomLimits},
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitingRoomFile {
    inside: NonZeroU32,
    per_minute: NonZeroU32,
    usual_stay_minutes: NonZeroU32,
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

impl From<WaitingRoomFile> for RoomLimits {
    fn from(file: WaitingRoomFile) -> Self {
        Self {
            inside: file.inside.get(),
            per_minute: file.per_minute.get(),
            usual_stay: TimeDelta::minutes(file.usual_stay_minutes.get().into()),
        }
    }
}

impl NoticesFile {
    pub(super) fn pushed(self) -> Vec<NoticeKind> {
        self.push.unwrap_or_else(|| NoticeKind::ALL.to_vec())
    }
}

//! `[programme]`, `[gate]`, `[waiting_room]`, `[notices]`, `[retention]`: rules of the programme.

use std::num::NonZeroU32;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use schemars::JsonSchema;
use serde::Deserialize;

use super::values::{Kind, kinds, moment, time};
use crate::{
    gate::{Limits, waiting_room::RoomLimits},
    vaccination::{notice::NoticeKind, programme::Programme, share::Shares, time::TimeOfDay},
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProgrammeFile {
    #[serde(deserialize_with = "moment")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    opens_at: DateTime<FixedOffset>,
    #[serde(deserialize_with = "moment")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    closes_at: DateTime<FixedOffset>,
    book_until_days_before: u32,
    cancel_until_days_before: u32,
    few_percent: u8,
    #[serde(deserialize_with = "time")]
    #[schemars(with = "String", regex(pattern = r"^\d{1,2}:\d{2}$"))]
    remind_at: TimeOfDay,
    #[serde(default = "one")]
    bookings_per_coupon: NonZeroU32,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GateFile {
    failures_per_day: u32,
    lock_hours: u32,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitingRoomFile {
    inside: NonZeroU32,
    per_minute: NonZeroU32,
    usual_stay_minutes: NonZeroU32,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NoticesFile {
    #[serde(deserialize_with = "kinds")]
    #[schemars(with = "Vec<Kind>")]
    pub(super) push: Vec<NoticeKind>,
    pub(super) names: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RetentionFile {
    erase_after_days: u32,
}

impl RetentionFile {
    /// Returns the moment from which all personal data is erased.
    pub(super) fn erase_from(&self, programme: &Programme) -> DateTime<Utc> {
        programme.closes_at + TimeDelta::days(self.erase_after_days.into())
    }
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
            bookings_per_coupon: rules.bookings_per_coupon.get(),
            shares: Shares::default(),
        }
    }
}

impl Default for GateFile {
    fn default() -> Self {
        let usual = Limits::default();
        Self {
            failures_per_day: usual.town_per_day,
            lock_hours: usual.lock.num_hours().try_into().unwrap_or(u32::MAX),
        }
    }
}

fn one() -> NonZeroU32 {
    NonZeroU32::MIN
}

impl From<GateFile> for Limits {
    fn from(file: GateFile) -> Self {
        Self {
            town_per_day: file.failures_per_day,
            lock: TimeDelta::hours(file.lock_hours.into()),
            ..Self::default()
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

impl Default for NoticesFile {
    fn default() -> Self {
        Self { push: NoticeKind::ALL.to_vec(), names: false }
    }
}

//! The current time as an argument, and the only place that knows Asia/Tokyo.

use std::fmt;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::{Asia::Tokyo, Tz};

/// The source of the current time. Only `cli` reads the system clock; tests and the demo bring
/// their own.
pub trait Clock: Send + Sync + fmt::Debug {
    fn now(&self) -> DateTime<Utc>;
}

/// Returns the calendar day in Tokyo at a moment.
pub fn tokyo_date(at: DateTime<Utc>) -> NaiveDate {
    in_tokyo(at).date_naive()
}

/// Converts a moment to local time in Tokyo.
pub fn in_tokyo(at: DateTime<Utc>) -> DateTime<Tz> {
    at.with_timezone(&Tokyo)
}

/// Returns the first moment of a calendar day in Tokyo.
pub fn start_of_day(date: NaiveDate) -> DateTime<Utc> {
    tokyo_moment(date.and_time(NaiveTime::MIN))
}

/// Returns the first moment after the day that is `days_before` days before `date`: what is allowed
/// "until 23:59:59 of the third day before" is allowed while `now` is earlier than this.
pub fn end_of_day_before(date: NaiveDate, days_before: u32) -> DateTime<Utc> {
    let last_day = date.checked_sub_days(Days::new(u64::from(days_before)));
    let next = last_day.and_then(|day| day.checked_add_days(Days::new(1)));
    start_of_day(next.unwrap_or(NaiveDate::MIN))
}

fn tokyo_moment(local: NaiveDateTime) -> DateTime<Utc> {
    // Tokyo has had no summer time since 1951, so a local time is one moment; in the years when it
    // could be two, the earlier one is used.
    Tokyo
        .from_local_datetime(&local)
        .earliest()
        .map_or_else(|| local.and_utc() - TimeDelta::hours(9), |at| at.with_timezone(&Utc))
}

/// A time of day to the minute, `00:00` to `24:00`, so that a slot may end at midnight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time of day from 00:00 to 24:00")]
pub struct NotATimeOfDay;

impl TimeOfDay {
    /// Creates a time from the minutes after midnight, at most 1,440.
    pub fn from_minutes(minutes: u16) -> Result<Self, NotATimeOfDay> {
        if minutes <= 24 * 60 { Ok(Self(minutes)) } else { Err(NotATimeOfDay) }
    }

    /// Parses `9:05`, `09:05` or `24:00`.
    pub fn parse(text: &str) -> Result<Self, NotATimeOfDay> {
        let (hours, minutes) = text.trim().split_once(':').ok_or(NotATimeOfDay)?;
        let hours: u16 = two_digits(hours)?;
        let minutes: u16 = two_digits(minutes)?;
        if minutes > 59 {
            return Err(NotATimeOfDay);
        }
        Self::from_minutes(hours * 60 + minutes)
    }

    pub fn minutes(self) -> u16 {
        self.0
    }

    /// Returns the moment of this time on a day in Tokyo.
    pub fn on(self, date: NaiveDate) -> DateTime<Utc> {
        start_of_day(date) + TimeDelta::minutes(i64::from(self.0))
    }
}

fn two_digits(text: &str) -> Result<u16, NotATimeOfDay> {
    if text.is_empty() || text.len() > 2 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotATimeOfDay);
    }
    text.parse().map_err(|_| NotATimeOfDay)
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl fmt::Debug for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_tokyo() {
        let before = Utc.with_ymd_and_hms(2026, 5, 2, 14, 59, 59).unwrap();
        let after = Utc.with_ymd_and_hms(2026, 5, 2, 15, 0, 0).unwrap();
        assert_eq!(tokyo_date(before).to_string(), "2026-05-02");
        assert_eq!(tokyo_date(after).to_string(), "2026-05-03");
        assert_eq!(start_of_day(tokyo_date(after)), after);
    }

    #[test]
    fn a_time_of_day_is_read_and_written_to_the_minute() {
        for (text, minutes) in [("0:00", 0), ("09:05", 545), ("23:59", 1439), ("24:00", 1440)] {
            assert_eq!(TimeOfDay::parse(text).map(TimeOfDay::minutes), Ok(minutes), "{text}");
        }
        for text in ["", "9", "24:01", "12:60", "-1:00", "1:2:3", "１２:００", "012:00"] {
            assert_eq!(TimeOfDay::parse(text), Err(NotATimeOfDay), "{text}");
        }
        assert_eq!(TimeOfDay(545).to_string(), "09:05");
    }

    #[test]
    fn midnight_at_the_end_of_a_day_is_the_start_of_the_next() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
        assert_eq!(TimeOfDay(1440).on(day), start_of_day(day.succ_opt().unwrap()));
    }
}

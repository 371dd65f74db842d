//! Generates slots from weekly patterns.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, de};

use crate::{
    office::{TomlError, toml_file, venues::Codes},
    storage::NewSlot,
    vaccination::{holidays::Holidays, ids::VenueId, time::TimeOfDay},
};

/// A file of patterns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    #[serde(rename = "pattern")]
    pub patterns: Vec<Pattern>,
}

#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// Names the line.
    #[error("{0}")]
    Unreadable(#[from] TomlError),
    #[error("there is no venue {0:?}")]
    UnknownVenue(String),
    #[error(
        "pattern {0} generates no slot: no time fits between its start, its breaks and its end"
    )]
    NoTime(usize),
    #[error("pattern {0} generates no slot: it has no day of the week")]
    NoWeekday(usize),
}

/// Slots of equal length on some days of the week.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// The venue's code.
    pub venue: String,
    #[serde(deserialize_with = "weekdays")]
    pub weekdays: Vec<Weekday>,
    #[serde(deserialize_with = "time")]
    pub from: TimeOfDay,
    #[serde(deserialize_with = "time")]
    pub until: TimeOfDay,
    pub every_minutes: u16,
    /// Seats per slot and lane.
    pub capacity: u32,
    /// How many people are vaccinated in parallel.
    #[serde(default = "one")]
    pub lanes: u32,
    /// Starts and ends of breaks; no slot extends into one.
    #[serde(default, deserialize_with = "breaks")]
    pub breaks: Vec<(TimeOfDay, TimeOfDay)>,
    #[serde(default)]
    pub on_holidays: OnHolidays,
}

/// What a pattern does on a holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnHolidays {
    #[default]
    Closed,
    /// The same as on any of its weekdays.
    Open,
}

impl Plan {
    pub fn parse(toml: &str) -> Result<Self, PlanError> {
        Ok(toml_file::read(toml.as_bytes())?)
    }

    /// Returns the plan's slots from one day to another, both inclusive, by pattern and day.
    pub fn slots(
        &self,
        venues: &Codes,
        holidays: &Holidays,
        from: NaiveDate,
        until: NaiveDate,
    ) -> Result<Vec<NewSlot>, PlanError> {
        let mut slots = Vec::new();
        for (pattern, number) in self.patterns.iter().zip(1..) {
            let venue = venues.venue(&pattern.venue);
            let venue = venue.ok_or_else(|| PlanError::UnknownVenue(pattern.venue.clone()))?;
            if pattern.times().next().is_none() {
                return Err(PlanError::NoTime(number));
            }
            if pattern.weekdays.is_empty() {
                return Err(PlanError::NoWeekday(number));
            }
            slots.extend(pattern.slots(venue, holidays, from, until));
        }
        Ok(slots)
    }
}

impl Pattern {
    fn slots(
        &self,
        venue: VenueId,
        holidays: &Holidays,
        from: NaiveDate,
        until: NaiveDate,
    ) -> impl Iterator<Item = NewSlot> {
        let days = from.iter_days().take_while(move |date| *date <= until);
        let held = days.filter(|date| {
            self.weekdays.contains(&date.weekday())
                && (self.on_holidays == OnHolidays::Open || holidays.name(*date).is_none())
        });
        held.flat_map(move |date| {
            self.times().map(move |(starts, ends)| {
                let capacity = self.capacity.saturating_mul(self.lanes);
                NewSlot { venue, date, starts, ends, capacity }
            })
        })
    }

    fn times(&self) -> impl Iterator<Item = (TimeOfDay, TimeOfDay)> {
        let every = usize::from(self.every_minutes.max(1));
        (self.from.minutes()..self.until.minutes()).step_by(every).filter_map(|minute| {
            let starts = TimeOfDay::from_minutes(minute).ok()?;
            let ends = TimeOfDay::from_minutes(minute.checked_add(self.every_minutes)?).ok()?;
            let rests = self.breaks.iter().any(|(from, until)| starts < *until && *from < ends);
            (starts < ends && ends <= self.until && !rests).then_some((starts, ends))
        })
    }
}

fn one() -> u32 {
    1
}

fn time<'de, D: Deserializer<'de>>(from: D) -> Result<TimeOfDay, D::Error> {
    TimeOfDay::parse(&String::deserialize(from)?).map_err(de::Error::custom)
}

fn breaks<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(TimeOfDay, TimeOfDay)>, D::Error> {
    let parse = |text: &str| TimeOfDay::parse(text).map_err(de::Error::custom);
    let pairs = Vec::<[String; 2]>::deserialize(from)?;
    pairs.iter().map(|[from, until]| Ok((parse(from)?, parse(until)?))).collect()
}

fn weekdays<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Weekday>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    names.iter().map(|name| weekday(name).ok_or_else(|| de::Error::custom(DAYS))).collect()
}

const DAYS: &str = "days of the week are mon tue wed thu fri sat sun, or 月 火 水 木 金 土 日";

fn weekday(name: &str) -> Option<Weekday> {
    let in_japanese =
        ["月", "火", "水", "木", "金", "土", "日"].iter().position(|day| *day == name);
    match in_japanese {
        Some(day) => Weekday::try_from(u8::try_from(day).ok()?).ok(),
        None => name.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = r#"
        [[pattern]]
        venue = "hall"
        weekdays = ["sat", "月"]
        from = "11:00"
        until = "15:30"
        every_minutes = 60
        capacity = 5
        lanes = 3
        breaks = [["12:30", "13:00"]]
    "#;

    fn generated(plan: &str) -> Result<Vec<String>, PlanError> {
        let venues = Codes::new([("hall".to_owned(), VenueId(1))]);
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let holidays = Holidays::new([(day(23), "勤労感謝の日".to_owned())]);
        let slots = Plan::parse(plan)?.slots(&venues, &holidays, day(21), day(28))?;
        Ok(slots.iter().map(|it| format!("{} {} {}", it.date, it.starts, it.capacity)).collect())
    }

    #[test]
    fn a_pattern_leaves_out_holidays_breaks_and_what_would_end_too_late() {
        let slots = generated(PLAN).unwrap();
        assert_eq!(
            slots,
            [
                "2026-11-21 11:00 15",
                "2026-11-21 13:00 15",
                "2026-11-21 14:00 15",
                "2026-11-28 11:00 15",
                "2026-11-28 13:00 15",
                "2026-11-28 14:00 15",
            ]
        );
    }

    #[test]
    fn a_pattern_may_hold_on_holidays_too() {
        let open = generated(&format!("{PLAN}\non_holidays = \"open\"")).unwrap();
        assert_eq!(open.len(), 9);
        assert!(open[3].starts_with("2026-11-23"));
    }

    #[test]
    fn a_plan_that_makes_nothing_or_is_misspelt_is_refused() {
        for (right, wrong) in [
            ("capacity", "capacty"),
            ("\"hall\"", "\"hull\""),
            ("\"月\"", "\"祝\""),
            ("15:30", "11:30"),
            ("[\"sat\", \"月\"]", "[]"),
            ("every_minutes = 60", "every_minutes = 0"),
        ] {
            assert!(generated(&PLAN.replace(right, wrong)).is_err(), "{wrong}");
        }
    }
}

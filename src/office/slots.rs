//! Generating slots from weekly patterns.

use std::collections::HashMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, de};

use super::LoadError;
use crate::{
    storage::{NewSlot, Store},
    vaccination::{ids::VenueId, time::TimeOfDay},
};

/// A file of patterns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// How many days are filled, from the first one given.
    pub days_ahead: u64,
    #[serde(rename = "pattern")]
    pub patterns: Vec<Pattern>,
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
    /// Seats per slot.
    pub capacity: u32,
    /// Start and end of a break in which no slot begins.
    #[serde(default, rename = "break", deserialize_with = "pause")]
    pub pause: Option<(TimeOfDay, TimeOfDay)>,
}

impl Plan {
    pub fn parse(toml: &str) -> Result<Self, LoadError> {
        toml::from_str(toml).map_err(|error| LoadError::Unreadable(error.to_string()))
    }

    /// Writes the slots of the plan from a day on, all or nothing; returns how many. Slots that
    /// are there already keep their bookings.
    pub async fn generate(
        &self,
        store: &Store,
        venues: &HashMap<String, VenueId>,
        first_day: NaiveDate,
    ) -> Result<usize, LoadError> {
        let tx = store.begin().await?;
        let mut count = 0;
        for pattern in &self.patterns {
            let venue = *venues
                .get(&pattern.venue)
                .ok_or_else(|| LoadError::Unreadable(format!("no venue {:?}", pattern.venue)))?;
            for slot in pattern.slots(venue, first_day, self.days_ahead) {
                tx.put_slot(&slot).await?;
                count += 1;
            }
        }
        tx.commit().await?;
        Ok(count)
    }
}

impl Pattern {
    fn slots(
        &self,
        venue: VenueId,
        first: NaiveDate,
        days: u64,
    ) -> impl Iterator<Item = NewSlot> + '_ {
        (0..days)
            .filter_map(move |day| first.checked_add_days(Days::new(day)))
            .filter(|date| self.weekdays.contains(&date.weekday()))
            .flat_map(move |date| {
                self.times().map(move |(starts, ends)| {
                    let capacity = self.capacity;
                    NewSlot { venue, date, starts, ends, capacity }
                })
            })
    }

    fn times(&self) -> impl Iterator<Item = (TimeOfDay, TimeOfDay)> + '_ {
        let every = usize::from(self.every_minutes.max(1));
        (self.from.minutes()..self.until.minutes()).step_by(every).filter_map(|minute| {
            let starts = TimeOfDay::from_minutes(minute).ok()?;
            let ends = TimeOfDay::from_minutes(minute + self.every_minutes).ok()?;
            let resting = self.pause.is_some_and(|(from, until)| from <= starts && starts < until);
            (ends <= self.until && !resting).then_some((starts, ends))
        })
    }
}

fn time<'de, D: Deserializer<'de>>(from: D) -> Result<TimeOfDay, D::Error> {
    TimeOfDay::parse(&String::deserialize(from)?).map_err(de::Error::custom)
}

fn pause<'de, D: Deserializer<'de>>(from: D) -> Result<Option<(TimeOfDay, TimeOfDay)>, D::Error> {
    let [from, until] = <[String; 2]>::deserialize(from)?;
    let parse = |text: &str| TimeOfDay::parse(text).map_err(de::Error::custom);
    Ok(Some((parse(&from)?, parse(&until)?)))
}

fn weekdays<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Weekday>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    let parse = |name: String| name.parse().map_err(|_| de::Error::custom("not a day of the week"));
    names.into_iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = r#"
        days_ahead = 7
        [[pattern]]
        venue = "hall"
        weekdays = ["sat"]
        from = "11:00"
        until = "14:30"
        every_minutes = 60
        capacity = 5
        break = ["12:00", "13:00"]
    "#;

    #[test]
    fn a_pattern_leaves_out_the_break_and_what_would_end_too_late() {
        let plan = Plan::parse(PLAN).unwrap();
        let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let slots: Vec<_> = plan.patterns[0].slots(VenueId(1), monday, plan.days_ahead).collect();
        let times: Vec<_> = slots.iter().map(|it| it.starts.to_string()).collect();
        assert_eq!(times, ["11:00", "13:00"]);
        assert!(slots.iter().all(|slot| slot.date.to_string() == "2026-11-28"));
    }

    #[test]
    fn a_misspelt_key_is_refused() {
        assert!(Plan::parse(&PLAN.replace("capacity", "capacty")).is_err());
    }
}

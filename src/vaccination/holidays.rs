//! Days without regular vaccination: 国民の祝日, the turn of the year.
//!
//! The municipality lists them in its settings, as the Cabinet Office announces them each February
//! for the next year (国民の祝日に関する法律): days that a law moves, as for the games of 2021,
//! cannot be computed.

use std::collections::BTreeMap;

use chrono::NaiveDate;

/// Days and their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays(BTreeMap<NaiveDate, String>);

impl Holidays {
    pub fn new(days: impl IntoIterator<Item = (NaiveDate, String)>) -> Self {
        Self(days.into_iter().collect())
    }

    /// Returns the name of a day if it is listed.
    pub fn name(&self, date: NaiveDate) -> Option<&str> {
        self.0.get(&date).map(String::as_str)
    }

    /// Returns the last day that is listed; nothing is known about later days.
    pub fn known_until(&self) -> Option<NaiveDate> {
        self.0.last_key_value().map(|(date, _)| *date)
    }
}

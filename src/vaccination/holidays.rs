//! Days on which the town does not vaccinate as on others: 国民の祝日, the turn of the year.
//!
//! The municipality lists them in its settings, as the Cabinet Office announces them each
//! February for the year after (国民の祝日に関する法律): days that are moved by law, as for the
//! games of 2021, cannot be computed.

use std::collections::BTreeMap;

use chrono::NaiveDate;

/// Days and what they are called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays(BTreeMap<NaiveDate, String>);

impl Holidays {
    pub fn new(days: impl IntoIterator<Item = (NaiveDate, String)>) -> Self {
        Self(days.into_iter().collect())
    }

    /// What a day is called if it is one of them.
    pub fn name(&self, date: NaiveDate) -> Option<&str> {
        self.0.get(&date).map(String::as_str)
    }

    /// The last day that is listed: of later ones nothing is known.
    pub fn known_until(&self) -> Option<NaiveDate> {
        self.0.last_key_value().map(|(date, _)| *date)
    }
}

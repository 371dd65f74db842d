//! The Japanese calendar from Meiji on.

use chrono::{Datelike, NaiveDate};

/// An era, with its first and last day. If the law gave the day of a change both names (1912-07-30
/// and 1926-12-25), it belongs to both eras; from Heisei on the change came at midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Era {
    pub name: &'static str,
    pub letter: char,
    first: (i32, u32, u32),
    last: Option<(i32, u32, u32)>,
}

pub const ERAS: [Era; 5] = [
    Era { name: "明治", letter: 'M', first: (1868, 1, 25), last: Some((1912, 7, 30)) },
    Era { name: "大正", letter: 'T', first: (1912, 7, 30), last: Some((1926, 12, 25)) },
    Era { name: "昭和", letter: 'S', first: (1926, 12, 25), last: Some((1989, 1, 7)) },
    Era { name: "平成", letter: 'H', first: (1989, 1, 8), last: Some((2019, 4, 30)) },
    Era { name: "令和", letter: 'R', first: (2019, 5, 1), last: None },
];

impl Era {
    /// Splits off the era that `text` begins with, by name or letter; returns it and the rest.
    pub fn strip(text: &str) -> Option<(Self, &str)> {
        ERAS.into_iter().find_map(|era| {
            let lower = era.letter.to_ascii_lowercase();
            text.strip_prefix(era.name)
                .or_else(|| text.strip_prefix(era.letter))
                .or_else(|| text.strip_prefix(lower))
                .map(|rest| (era, rest))
        })
    }

    /// Returns a date of this era; `None` if it has no such day (昭和64年1月8日 was
    /// 平成元年1月8日).
    pub fn date(self, year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        if year < 1 {
            return None;
        }
        let date = NaiveDate::from_ymd_opt(self.first.0.checked_add(year - 1)?, month, day)?;
        self.contains(date).then_some(date)
    }

    /// Returns the latest era that a day belongs to, and the year in that era.
    pub fn of(date: NaiveDate) -> Option<(Self, i32)> {
        let era = ERAS.into_iter().rev().find(|era| era.contains(date))?;
        Some((era, date.year() - era.first.0 + 1))
    }

    fn contains(self, date: NaiveDate) -> bool {
        let (year, month, day) = (date.year(), date.month(), date.day());
        (year, month, day) >= self.first && self.last.is_none_or(|last| (year, month, day) <= last)
    }
}

//! Dates and times as people read them.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::{Language, Voice, sentences::facts};
use crate::vaccination::{
    slot::Slot,
    time::{in_tokyo, tokyo_date},
};

const JAPANESE: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
const EASY: [&str; 7] =
    ["月(げつ)", "火(か)", "水(すい)", "木(もく)", "金(きん)", "土(ど)", "日(にち)"];
const ENGLISH: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Formats a day: `12月1日（火）`.
pub(super) fn day(language: Language, date: NaiveDate) -> String {
    let weekday = date.weekday().num_days_from_monday() as usize;
    let (month, day) = (date.month(), date.day());
    match language {
        Language::Japanese => format!("{month}月{day}日（{}）", JAPANESE[weekday]),
        Language::EasyJapanese => format!("{month}月{day}日 {}曜日", EASY[weekday]),
        Language::English => format!("{}, {day} {}", ENGLISH[weekday], month_name(date)),
    }
}

/// Formats a day with its year: `2026年12月1日（火）`.
pub(super) fn day_of_year(language: Language, date: NaiveDate) -> String {
    let day = day(language, date);
    match language {
        Language::Japanese | Language::EasyJapanese => format!("{}年{day}", date.year()),
        Language::English => format!("{day} {}", date.year()),
    }
}

/// Formats the hours of a slot: `10:00〜10:15`.
pub(super) fn hours(language: Language, slot: &Slot) -> String {
    match language {
        Language::English => format!("{}–{}", slot.starts, slot.ends),
        _ => format!("{}〜{}", slot.starts, slot.ends),
    }
}

/// Formats a day with its time: `12月1日（火） 9:00`.
pub(super) fn moment(language: Language, at: DateTime<Utc>) -> String {
    let time = in_tokyo(at).format("%-H:%M");
    format!("{} {time}", day(language, tokyo_date(at)))
}

/// Formats the deadline for cancelling a booking of this day online: `11月28日（土） 23:59 まで`.
pub(super) fn cancel_until(voice: &Voice<'_>, date: NaiveDate) -> String {
    let first_refused = tokyo_date(voice.programme.cancel_ends(date));
    let last = first_refused.pred_opt().unwrap_or(first_refused);
    let last = day(voice.language, last);
    voice.fill(facts::CANCEL_UNTIL, &[("day", &last)])
}

fn month_name(date: NaiveDate) -> &'static str {
    MONTHS[date.month0() as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_with_its_weekday() {
        let date = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        for (language, short, long) in [
            (Language::Japanese, "12月1日（火）", "2026年12月1日（火）"),
            (Language::EasyJapanese, "12月1日 火(か)曜日", "2026年12月1日 火(か)曜日"),
            (Language::English, "Tue, 1 December", "Tue, 1 December 2026"),
        ] {
            assert_eq!(day(language, date), short);
            assert_eq!(day_of_year(language, date), long);
        }
    }

    #[test]
    fn a_moment_is_told_by_the_clock_in_tokyo() {
        let at = "2026-11-30T15:05:00Z".parse().unwrap();
        assert_eq!(moment(Language::Japanese, at), "12月1日（火） 0:05");
    }
}

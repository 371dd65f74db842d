//! 国民の祝日: Japan's public holidays, by the law in force since 2022.
//!
//! The law (国民の祝日に関する法律, 1948) fixes days and Mondays. The equinoxes are computed,
//! because the almanac is published only a year ahead. Years before 2022 had other holidays and are
//! not covered: slots are in the future.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Returns the name of the holiday on this date: a day of the law, 振替休日 or 国民の休日.
pub fn public_holiday(date: NaiveDate) -> Option<&'static str> {
    if let Some(name) = named(date) {
        return Some(name);
    }
    if stands_in_for_a_sunday(date) {
        return Some("振替休日");
    }
    let day_before = date.pred_opt().and_then(named);
    let day_after = date.succ_opt().and_then(named);
    (day_before.is_some() && day_after.is_some()).then_some("国民の休日")
}

/// Returns the name of a day that the law names (第2条).
fn named(date: NaiveDate) -> Option<&'static str> {
    let monday = date.weekday() == Weekday::Mon;
    // The first Monday is within the first seven days, the second within the next seven.
    let week = date.day0() / 7 + 1;
    Some(match (date.month(), date.day()) {
        (1, 1) => "元日",
        (1, _) if monday && week == 2 => "成人の日",
        (2, 11) => "建国記念の日",
        (2, 23) => "天皇誕生日",
        (3, day) if day == equinox(date.year(), SPRING) => "春分の日",
        (4, 29) => "昭和の日",
        (5, 3) => "憲法記念日",
        (5, 4) => "みどりの日",
        (5, 5) => "こどもの日",
        (7, _) if monday && week == 3 => "海の日",
        (8, 11) => "山の日",
        (9, _) if monday && week == 3 => "敬老の日",
        (9, day) if day == equinox(date.year(), AUTUMN) => "秋分の日",
        (10, _) if monday && week == 2 => "スポーツの日",
        (11, 3) => "文化の日",
        (11, 23) => "勤労感謝の日",
        _ => return None,
    })
}

/// 第3条2項: if a holiday is a Sunday, the next day that is no holiday becomes one.
fn stands_in_for_a_sunday(date: NaiveDate) -> bool {
    let days_before = (1..).map_while(|back| date.checked_sub_days(Days::new(back)));
    days_before.take_while(|day| named(*day).is_some()).any(|day| day.weekday() == Weekday::Sun)
}

/// The day of the month in 1980, in ten thousandths, at which the sun crosses the equator.
const SPRING: i64 = 208_431;
const AUTUMN: i64 = 232_488;

/// Returns the day of the equinox in Japan, correct from 1980 to 2099: a solar year is 0.242194 of
/// a day longer than a common year, which leap days compensate.
fn equinox(year: i32, in_1980: i64) -> u32 {
    let years = i64::from(year) - 1980;
    let day = (in_1980 * 100 + 242_194 * years) / 1_000_000 - years / 4;
    u32::try_from(day).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(date: &str) -> Option<&'static str> {
        public_holiday(date.parse().unwrap())
    }

    /// As announced by the Cabinet Office.
    #[test]
    fn the_holidays_of_2026_are_those_announced() {
        let first: NaiveDate = "2026-01-01".parse().unwrap();
        let year = first.iter_days().take(365);
        let named: Vec<_> =
            year.filter_map(|day| Some((day.to_string(), public_holiday(day)?))).collect();
        let announced = [
            ("2026-01-01", "元日"),
            ("2026-01-12", "成人の日"),
            ("2026-02-11", "建国記念の日"),
            ("2026-02-23", "天皇誕生日"),
            ("2026-03-20", "春分の日"),
            ("2026-04-29", "昭和の日"),
            ("2026-05-03", "憲法記念日"),
            ("2026-05-04", "みどりの日"),
            ("2026-05-05", "こどもの日"),
            ("2026-05-06", "振替休日"),
            ("2026-07-20", "海の日"),
            ("2026-08-11", "山の日"),
            ("2026-09-21", "敬老の日"),
            ("2026-09-22", "国民の休日"),
            ("2026-09-23", "秋分の日"),
            ("2026-10-12", "スポーツの日"),
            ("2026-11-03", "文化の日"),
            ("2026-11-23", "勤労感謝の日"),
        ];
        let named: Vec<_> = named.iter().map(|(day, name)| (day.as_str(), *name)).collect();
        assert_eq!(named, announced);
    }

    #[test]
    fn equinoxes_and_days_instead_of_sundays_move_from_year_to_year() {
        for (date, name) in [
            ("2024-02-12", "振替休日"),
            ("2024-03-20", "春分の日"),
            ("2024-09-22", "秋分の日"),
            ("2024-09-23", "振替休日"),
            ("2025-02-24", "振替休日"),
            ("2025-05-06", "振替休日"),
            ("2025-09-23", "秋分の日"),
            ("2027-03-21", "春分の日"),
            ("2027-03-22", "振替休日"),
            ("2027-09-23", "秋分の日"),
            ("2028-09-22", "秋分の日"),
        ] {
            assert_eq!(on(date), Some(name), "{date}");
        }
        for date in ["2026-12-24", "2026-12-31", "2027-01-02", "2027-05-06", "2026-06-15"] {
            assert_eq!(on(date), None, "{date}");
        }
    }
}

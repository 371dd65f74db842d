//! A birth date, entered in the western or the Japanese calendar.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::{
    day::{self, DayError},
    era::Era,
};

/// No living person was born before this year, in which Japan adopted the western calendar.
const EARLIEST_YEAR: i32 = 1873;

/// The second part of the credentials.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BirthDate(NaiveDate);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BirthDateError {
    #[error("the birth date is missing")]
    Missing,
    #[error("not a date in a usual form")]
    Unreadable,
    #[error("there is no such day")]
    NoSuchDay,
    #[error("a birth date must be in the past")]
    InTheFuture,
    #[error("the birth date is too far in the past")]
    TooLongAgo,
}

impl From<DayError> for BirthDateError {
    fn from(error: DayError) -> Self {
        match error {
            DayError::Missing => Self::Missing,
            DayError::Unreadable => Self::Unreadable,
            DayError::NoSuchDay => Self::NoSuchDay,
        }
    }
}

impl BirthDate {
    /// Parses `1957-05-05`, `1957/5/5`, `19570505`, `1957年5月5日`, `昭和32年5月5日`, `昭和元年…`,
    /// `S32.5.5`, in any width. `today` is the day in Tokyo.
    pub fn parse(input: &str, today: NaiveDate) -> Result<Self, BirthDateError> {
        Self::new(day::parse(input)?, today)
    }

    /// Checks a calendar day as a birth date.
    pub fn new(date: NaiveDate, today: NaiveDate) -> Result<Self, BirthDateError> {
        if date > today {
            return Err(BirthDateError::InTheFuture);
        }
        Self::on_record(date).ok_or(BirthDateError::TooLongAgo)
    }

    /// Restores a birth date that was checked before it was stored.
    pub fn on_record(date: NaiveDate) -> Option<Self> {
        (date.year() >= EARLIEST_YEAR).then_some(Self(date))
    }

    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// Formats the date in both calendars, for people to verify: `1957年（昭和32年）5月5日`.
    pub fn in_both_calendars(self) -> String {
        let (month, day) = (self.0.month(), self.0.day());
        format!("{}{month}月{day}日", self.year_in_both_calendars())
    }

    /// Formats the year alone: `1957年（昭和32年）`. It shows that an era was read as it was meant.
    pub fn year_in_both_calendars(self) -> String {
        match Era::of(self.0) {
            Some((era, year)) => {
                let year = if year == 1 { "元".to_owned() } else { year.to_string() };
                format!("{}年（{}{year}年）", self.0.year(), era.name)
            }
            None => format!("{}年", self.0.year()),
        }
    }
}

/// Keeps birth dates out of logs.
impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthDate(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn read(text: &str) -> Result<String, BirthDateError> {
        BirthDate::parse(text, today()).map(|birth| birth.date().to_string())
    }

    #[test]
    fn the_same_day_is_read_in_every_usual_form() {
        for typed in [
            "1957-05-05",
            "1957/5/5",
            "19570505",
            "1957.5.5",
            "1957年5月5日",
            "１９５７年５月５日",
            "昭和32年5月5日",
            "昭和３２年０５月０５日",
            "S32.5.5",
            "s32-5-5",
            "㍼32年5月5日",
            " 昭和 32年 5月 5日 ",
            "1957ー05ー05",
        ] {
            assert_eq!(read(typed).as_deref(), Ok("1957-05-05"), "{typed}");
        }
    }

    #[test]
    fn eras_end_and_begin_on_their_days() {
        use BirthDateError::NoSuchDay;
        for (typed, day) in [
            ("明治45年7月29日", Ok("1912-07-29")),
            ("明治45年7月30日", Ok("1912-07-30")),
            ("大正元年7月30日", Ok("1912-07-30")),
            ("大正15年12月25日", Ok("1926-12-25")),
            ("昭和元年12月25日", Ok("1926-12-25")),
            ("昭和元年12月24日", Err(NoSuchDay)),
            ("昭和64年1月7日", Ok("1989-01-07")),
            ("昭和64年1月8日", Err(NoSuchDay)),
            ("平成元年1月8日", Ok("1989-01-08")),
            ("平成1年1月7日", Err(NoSuchDay)),
            ("平成31年4月30日", Ok("2019-04-30")),
            ("平成31年5月1日", Err(NoSuchDay)),
            ("令和元年5月1日", Ok("2019-05-01")),
            ("令和0年5月1日", Err(NoSuchDay)),
        ] {
            assert_eq!(read(typed).as_deref(), day.as_ref().copied(), "{typed}");
        }
    }

    #[test]
    fn days_that_do_not_exist_or_cannot_be_are_refused_with_their_reason() {
        use BirthDateError::{InTheFuture, Missing, NoSuchDay, TooLongAgo, Unreadable};
        for (typed, reason) in [
            ("", Missing),
            ("1957-02-29", NoSuchDay),
            ("1900-02-29", NoSuchDay),
            ("2000-13-01", NoSuchDay),
            ("2000-00-10", NoSuchDay),
            ("2026-11-23", InTheFuture),
            ("令和99年1月1日", InTheFuture),
            ("1850-01-01", TooLongAgo),
            ("明治2年1月1日", TooLongAgo),
            ("57-5-5", Unreadable),
            ("5月5日", Unreadable),
            ("1957-5", Unreadable),
            ("1957-5-5-5", Unreadable),
            ("<script>", Unreadable),
            ("🎂", Unreadable),
            ("1957--05", Unreadable),
            ("99999999999-1-1", Unreadable),
        ] {
            assert_eq!(read(typed), Err(reason), "{typed}");
        }
    }

    #[test]
    fn a_birth_date_is_read_back_in_both_calendars() {
        let says = |text| BirthDate::parse(text, today()).unwrap().in_both_calendars();
        assert_eq!(says("1950-05-05"), "1950年（昭和25年）5月5日");
        assert_eq!(says("1989-01-08"), "1989年（平成元年）1月8日");
        let year = |text| BirthDate::parse(text, today()).unwrap().year_in_both_calendars();
        assert_eq!(year("S25.5.5"), "1950年（昭和25年）");
        assert_eq!(year("1989-01-08"), "1989年（平成元年）");
    }

    proptest! {
        #[test]
        fn every_day_of_a_life_survives_being_written_in_its_era(days in 0_u64..40_000) {
            let date = today() - chrono::Days::new(days);
            let (era, year) = Era::of(date).unwrap();
            let typed = format!("{}{}年{}月{}日", era.name, year, date.month(), date.day());
            prop_assert_eq!(read(&typed).unwrap(), date.to_string());
        }

        #[test]
        fn whatever_is_typed_never_panics(input in ".{0,30}") {
            let _ = BirthDate::parse(&input, today());
        }
    }
}

//! A calendar day as people write it, in the western or the Japanese calendar.

use chrono::NaiveDate;

use super::{era::Era, text};

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    #[error("the date is missing")]
    Missing,
    #[error("not a date in a usual form")]
    Unreadable,
    #[error("there is no such day")]
    NoSuchDay,
}

/// Parses `1957-05-05`, `1957/5/5`, `19570505`, `1957年5月5日`, `昭和32年5月5日`, `昭和元年…`,
/// `S32.5.5`, in any width.
pub fn parse(input: &str) -> Result<NaiveDate, DayError> {
    let text: String = text::fold_width(input).chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        return Err(DayError::Missing);
    }
    let date = if let Some((era, rest)) = Era::strip(&text) {
        let (year, month, day) = split(rest).ok_or(DayError::Unreadable)?;
        era.date(year, month, day)
    } else {
        let (year, month, day) = western(&text).ok_or(DayError::Unreadable)?;
        NaiveDate::from_ymd_opt(year, month, day)
    };
    date.ok_or(DayError::NoSuchDay)
}

fn western(text: &str) -> Option<(i32, u32, u32)> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?));
    }
    split(text).filter(|(year, ..)| *year >= 1000)
}

/// Splits year, month and day at 年月日, hyphens, slashes or dots.
fn split(text: &str) -> Option<(i32, u32, u32)> {
    let text = text.strip_suffix('日').unwrap_or(text);
    let mut parts =
        text.split(|c: char| matches!(c, '年' | '月' | '/' | '.' | '．') || text::is_hyphen(c));
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let year = if year == "元" { 1 } else { number(year, 4)?.try_into().ok()? };
    Some((year, number(month, 2)?, number(day, 2)?))
}

fn number(text: &str, most_digits: usize) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    (plain && text.len() <= most_digits).then(|| text.parse().ok())?
}

//! Heat maps of the bookings: one map per month, with a row per venue and a column per day.

use chrono::{Datelike, NaiveDate, Weekday};
use maud::{Markup, html};

use super::{chart::PX, figures::percent};
use crate::{cli::print::Tongue, office::report::Report, storage::DaySeats};

const NAME: u64 = 150 * PX;
const CELL: u64 = 26 * PX;
const GAP: u64 = 2 * PX;
const HEAD: u64 = 36 * PX;
const DAYS: u64 = 31;

pub(super) fn maps(report: &Report, tongue: Tongue) -> Markup {
    let dates = report.dates();
    html! {
        @for month in dates.chunk_by(|one, next| first_of_month(*one) == first_of_month(*next)) {
            @if let Some(first) = month.first() {
                h3 { (name(*first, tongue)) }
                (map(report, first_of_month(*first), tongue))
            }
        }
        (scale(tongue))
    }
}

fn map(report: &Report, month: NaiveDate, tongue: Tongue) -> Markup {
    let rows = u64::try_from(report.venues.len()).unwrap_or_default();
    let (width, height) = (NAME + DAYS * (CELL + GAP), HEAD + rows * (CELL + GAP));
    let label = tongue.pick("会場と日ごとの予約率", "Fill rate by venue and day");
    let days = || month.iter_days().take_while(|date| date.month() == month.month());
    let names: Vec<&str> = report.venues.iter().map(|venue| venue.name.as_str()).collect();
    let names = short_names(&names);
    html! {
        svg.heat viewBox={ "0 0 " (width) " " (height) } role="img" aria-label=(label) {
            @for date in days() {
                text class={ "axis " (kind(date)) } x=(left(date) + CELL / 2) y=(14 * PX) text-anchor="middle" { (date.day()) }
                text class={ "axis " (kind(date)) } x=(left(date) + CELL / 2) y=(28 * PX) text-anchor="middle" { (weekday(date, tongue)) }
            }
            @for ((row, venue), name) in (0..).zip(&report.venues).zip(&names) {
                @let top = HEAD + row * (CELL + GAP);
                text.name x=(NAME - 10 * PX) y=(top + 17 * PX) text-anchor="end" {
                    title { (venue.name) }
                    (name)
                }
                @for date in days() {
                    (cell(report.day(venue.id, date), left(date), top))
                }
            }
        }
    }
}

fn cell(day: Option<&DaySeats>, left: u64, top: u64) -> Markup {
    let Some(day) = day.filter(|day| day.capacity > 0) else {
        return html! { rect.none x=(left) y=(top) width=(CELL) height=(CELL) rx=(4 * PX) {} };
    };
    let full = percent(day.booked, Some(day.capacity)).unwrap_or_default();
    let shade = full.min(100) / 10;
    html! {
        g {
            title { (day.date) " " (day.booked) "/" (day.capacity) }
            rect class={ "q" (shade) } x=(left) y=(top) width=(CELL) height=(CELL) rx=(4 * PX) {}
            text class={ "cell" @if shade >= 6 { " dark" } } x=(left + CELL / 2) y=(top + 17 * PX) text-anchor="middle" {
                (full)
            }
        }
    }
}

fn scale(tongue: Tongue) -> Markup {
    html! {
        p.scale {
            (tongue.pick("予約率（%）", "Fill rate (%)")) " 0 "
            @for shade in 0..=10 { i class={ "q" (shade) } {} }
            " 100"
        }
    }
}

fn left(date: NaiveDate) -> u64 {
    NAME + u64::from(date.day0()) * (CELL + GAP)
}

/// The number of letters that fit in front of a row.
const MAX_LETTERS: usize = 11;

/// Shortens names to the available space so that no two look alike: at the end, else in the middle,
/// else with the number of the row. The whole name is in a tooltip and in the table of venues.
fn short_names(names: &[&str]) -> Vec<String> {
    let at_the_end: Vec<_> = names.iter().map(|name| shortened(name, MAX_LETTERS - 1)).collect();
    let in_the_middle: Vec<_> = names.iter().map(|name| shortened(name, 5)).collect();
    let is_unique =
        |all: &[String], name: &String| all.iter().filter(|other| *other == name).count() < 2;
    let rows = at_the_end.iter().zip(&in_the_middle).enumerate();
    rows.map(|(row, (end, middle))| {
        if is_unique(&at_the_end, end) {
            end.clone()
        } else if is_unique(&in_the_middle, middle) {
            middle.clone()
        } else {
            format!("{} ({})", middle.chars().take(6).collect::<String>(), row + 1)
        }
    })
    .collect()
}

/// Keeps the first `head` letters of a name that is too long, and as many of its end as fit.
fn shortened(name: &str, head: usize) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= MAX_LETTERS {
        return name.to_owned();
    }
    let tail = MAX_LETTERS - 1 - head;
    let last = &letters[letters.len() - tail..];
    letters[..head].iter().chain(&['…']).chain(last).collect()
}

fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

fn name(date: NaiveDate, tongue: Tongue) -> String {
    let japanese = format!("{}年{}月", date.year(), date.month());
    tongue.pick(japanese, date.format("%B %Y").to_string())
}

fn kind(date: NaiveDate) -> &'static str {
    match date.weekday() {
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
        _ => "",
    }
}

fn weekday(date: NaiveDate, tongue: Tongue) -> &'static str {
    tongue.say(match date.weekday() {
        Weekday::Mon => ("月", "M"),
        Weekday::Tue => ("火", "T"),
        Weekday::Wed => ("水", "W"),
        Weekday::Thu => ("木", "T"),
        Weekday::Fri => ("金", "F"),
        Weekday::Sat => ("土", "S"),
        Weekday::Sun => ("日", "S"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_that_differ_at_the_end_look_different() {
        let names = [
            "潮風市民ホール",
            "医療法人社団　髙橋﨑会　みなと内科",
            "医療法人社団　髙橋﨑会　やまて内科",
            "医療法人社団　髙橋﨑会　はまべ小児科",
            "波立中央コミュニティセンター",
        ];
        let short = short_names(&names);
        assert_eq!(short[0], names[0]);
        assert_eq!(short[1], "医療法人社…みなと内科");
        assert_eq!(short[4], "波立中央コミュニティ…");
        assert!(short.iter().all(|name| name.chars().count() <= MAX_LETTERS), "{short:?}");
        let unique: std::collections::HashSet<_> = short.iter().collect();
        assert_eq!(unique.len(), names.len(), "{short:?}");
    }

    #[test]
    fn names_that_differ_in_the_middle_alone_are_numbered() {
        let short =
            short_names(&["あいうえおかきくけこ１さしすせそ", "あいうえおかきくけこ２さしすせそ"]);
        assert_eq!(short, ["あいうえお… (1)", "あいうえお… (2)"]);
    }
}

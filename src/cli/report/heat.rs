//! How full each venue's days are: a row for each venue, a column for each day, a map for each
//! month.

use chrono::{Datelike, NaiveDate, Weekday};
use maud::{Markup, html};

use super::{chart::PX, figures::percent};
use crate::{
    cli::print::Tongue, office::report::Report, storage::DaySeats, vaccination::venue::Venue,
};

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
    html! {
        svg.heat viewBox={ "0 0 " (width) " " (height) } role="img" aria-label=(label) {
            @for date in days() {
                text class={ "axis " (kind(date)) } x=(left(date) + CELL / 2) y=(14 * PX) text-anchor="middle" { (date.day()) }
                text class={ "axis " (kind(date)) } x=(left(date) + CELL / 2) y=(28 * PX) text-anchor="middle" { (weekday(date, tongue)) }
            }
            @for (row, venue) in (0..).zip(&report.venues) {
                @let top = HEAD + row * (CELL + GAP);
                text.name x=(NAME - 10 * PX) y=(top + 17 * PX) text-anchor="end" { (short(venue)) }
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

/// A name as long as there is room for; the whole one is in the table of venues.
fn short(venue: &Venue) -> String {
    const MOST: usize = 11;
    if venue.name.chars().count() <= MOST {
        return venue.name.clone();
    }
    venue.name.chars().take(MOST - 1).chain(['…']).collect()
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

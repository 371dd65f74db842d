//! Slots from a file: venue, day, times, seats.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::{
    office::{
        sheet::{BadFile, BadRow, Column, Names, Row, Sheet, Source, Wrong},
        venues::Codes,
    },
    storage::NewSlot,
    vaccination::{day, ids::VenueId, text, time::TimeOfDay},
};

pub const COLUMNS: [Column; 6] = [
    Column { key: "venue", usual: &["会場コード", "会場"], needed: true },
    Column { key: "date", usual: &["日付", "接種日"], needed: true },
    Column { key: "starts", usual: &["開始", "開始時刻"], needed: true },
    Column { key: "ends", usual: &["終了", "終了時刻"], needed: true },
    Column { key: "capacity", usual: &["定員", "予約枠数"], needed: true },
    Column { key: "lanes", usual: &["レーン数"], needed: false },
];

const VENUE: usize = 0;
const DATE: usize = 1;
const STARTS: usize = 2;
const ENDS: usize = 3;
const CAPACITY: usize = 4;
const LANES: usize = 5;

/// No venue has more seats at a time.
const MOST_SEATS: u32 = 10_000;

/// Reads a file of slots. Passes rows with errors to `bad`.
pub fn read(
    source: &Source,
    names: &Names,
    venues: &Codes,
    today: NaiveDate,
    bad: &mut dyn FnMut(BadRow),
) -> Result<Vec<NewSlot>, BadFile> {
    let mut slots = Vec::new();
    let mut lines = HashMap::new();
    let row = |row: Row<'_>, bad: &mut dyn FnMut(BadRow)| {
        let Some(slot) = slot(row, venues, today, bad) else { return };
        match lines.insert((slot.venue, slot.date, slot.starts), row.line) {
            Some(first) => bad(row.wrong(STARTS, Wrong::Twice { first })),
            None => slots.push(slot),
        }
    };
    Sheet::open(source, &COLUMNS, names)?.read(row, bad)?;
    Ok(slots)
}

fn slot(
    row: Row<'_>,
    venues: &Codes,
    today: NaiveDate,
    bad: &mut dyn FnMut(BadRow),
) -> Option<NewSlot> {
    let venue = venue(row.cell(VENUE), venues).map_err(|wrong| row.wrong(VENUE, wrong));
    let date = date(row.cell(DATE), today).map_err(|wrong| row.wrong(DATE, wrong));
    let starts = time(row.cell(STARTS)).map_err(|wrong| row.wrong(STARTS, wrong));
    let ends = time(row.cell(ENDS)).map_err(|wrong| row.wrong(ENDS, wrong));
    let seats = number(row.cell(CAPACITY)).map_err(|wrong| row.wrong(CAPACITY, wrong));
    let lanes = match row.cell(LANES) {
        "" => Ok(1),
        cell => number(cell).map_err(|wrong| row.wrong(LANES, wrong)),
    };
    match (venue, date, starts, ends, seats, lanes) {
        (Ok(_), Ok(_), Ok(starts), Ok(ends), Ok(_), Ok(_)) if ends <= starts => {
            bad(row.wrong(ENDS, Wrong::EndsFirst));
            None
        }
        (Ok(venue), Ok(date), Ok(starts), Ok(ends), Ok(seats), Ok(lanes)) => {
            Some(NewSlot { venue, date, starts, ends, capacity: seats.saturating_mul(lanes) })
        }
        (venue, date, starts, ends, seats, lanes) => {
            let wrong =
                [venue.err(), date.err(), starts.err(), ends.err(), seats.err(), lanes.err()];
            wrong.into_iter().flatten().for_each(bad);
            None
        }
    }
}

fn venue(cell: &str, venues: &Codes) -> Result<VenueId, Wrong> {
    venues.venue(cell).ok_or(if cell.is_empty() { Wrong::Missing } else { Wrong::UnknownVenue })
}

fn date(cell: &str, today: NaiveDate) -> Result<NaiveDate, Wrong> {
    let date = day::parse(cell)?;
    if date < today { Err(Wrong::Past) } else { Ok(date) }
}

/// Parses a time: `9:00`, or `9:00:00` as Excel writes it.
fn time(cell: &str) -> Result<TimeOfDay, Wrong> {
    let folded = text::fold_width(cell);
    let to_the_minute = folded.strip_suffix(":00").filter(|rest| rest.contains(':'));
    Ok(TimeOfDay::parse(to_the_minute.unwrap_or(&folded))?)
}

fn number(cell: &str) -> Result<u32, Wrong> {
    let number = text::fold_width(cell).parse().ok().filter(|number| *number <= MOST_SEATS);
    number.ok_or(Wrong::NotANumber { most: MOST_SEATS })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vaccination::time::NotATimeOfDay;

    fn read_rows(rows: &str) -> (Vec<String>, Vec<(u64, String, Wrong)>) {
        let venues = Codes::new([("hall".to_owned(), VenueId(1))]);
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let source =
            Source::from(format!("会場コード,日付,開始,終了,定員,レーン数\n{rows}").as_str());
        let mut bad = Vec::new();
        let slots = read(&source, &Names::default(), &venues, today, &mut |it| {
            bad.push((it.line, it.column, it.reason));
        });
        let shown = |it: &NewSlot| format!("{} {}-{} {}", it.date, it.starts, it.ends, it.capacity);
        (slots.unwrap().iter().map(shown).collect(), bad)
    }

    #[test]
    fn seats_are_those_of_a_lane_times_the_lanes() {
        let (slots, bad) = read_rows(
            "hall,2026-12-01,9:00,9:15,5,3\nhall,令和8年12月1日,９：１５,09:30:00,５,\n\
             hall,2026/12/1,23:45,24:00,0,2\n",
        );
        assert_eq!(
            slots,
            ["2026-12-01 09:00-09:15 15", "2026-12-01 09:15-09:30 5", "2026-12-01 23:45-24:00 0"]
        );
        assert_eq!(bad, []);
    }

    #[test]
    fn every_wrong_cell_is_named() {
        let (slots, bad) = read_rows(
            "halle,2026-11-24,9時,25:00,-1,x\nhall,2026-12-01,9:15,9:00,5,\n\
             hall,2026-12-01,9:00,9:15,5,\nhall,2026-12-01,9:00,9:30,5,\n,2026-02-30,9:00,9:30,5,\n",
        );
        assert_eq!(slots.len(), 1);
        let named: Vec<_> = bad.into_iter().map(|(line, _, wrong)| (line, wrong)).collect();
        let most = MOST_SEATS;
        assert_eq!(
            named,
            [
                (2, Wrong::UnknownVenue),
                (2, Wrong::Past),
                (2, Wrong::Time(NotATimeOfDay)),
                (2, Wrong::Time(NotATimeOfDay)),
                (2, Wrong::NotANumber { most }),
                (2, Wrong::NotANumber { most }),
                (3, Wrong::EndsFirst),
                (5, Wrong::Twice { first: 4 }),
                (6, Wrong::Missing),
                (6, Wrong::Day(day::DayError::NoSuchDay)),
            ]
        );
    }
}

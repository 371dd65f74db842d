//! What a venue sends back: the list of the day with who came and who did not.

use super::Mark;
use crate::{
    office::sheet::{BadFile, BadRow, Column, Names, Row, Sheet, Source, Wrong},
    vaccination::{booking::Attendance, ids::BookingId, text},
};

/// The two columns that are read; the list has others.
const COLUMNS: [Column; 2] = [
    Column { key: "booking", usual: &["予約番号"], needed: true },
    Column { key: "attended", usual: &["来場"], needed: true },
];

const BOOKING: usize = 0;
const ATTENDED: usize = 1;

/// What venues write, widths folded, in lower case.
const CAME: [&str; 9] = ["○", "〇", "◯", "o", "来場", "済", "1", "yes", "attended"];
const DID_NOT: [&str; 8] = ["×", "x", "✕", "来場なし", "欠席", "0", "no", "missed"];

/// Reads who came and who did not. Rows that say nothing are passed over: nobody is marked by an
/// empty cell. Rows that cannot be taken are handed over.
pub fn read_marks(source: &Source, bad: &mut dyn FnMut(BadRow)) -> Result<Vec<Mark>, BadFile> {
    let mut marks = Vec::new();
    let row = |row: Row<'_>, bad: &mut dyn FnMut(BadRow)| match mark(row) {
        Ok(mark) => marks.extend(mark),
        Err(wrong) => bad(wrong),
    };
    Sheet::open(source, &COLUMNS, &Names::default())?.read(row, bad)?;
    Ok(marks)
}

fn mark(row: Row<'_>) -> Result<Option<Mark>, BadRow> {
    let said = text::fold_width(row.cell(ATTENDED)).to_lowercase();
    let attendance = match said.as_str() {
        "" => return Ok(None),
        came if CAME.contains(&came) => Attendance::Attended,
        did_not if DID_NOT.contains(&did_not) => Attendance::Missed,
        _ => return Err(row.wrong(ATTENDED, Wrong::NotAMark)),
    };
    let booking: BookingId = text::fold_width(row.cell(BOOKING))
        .parse()
        .map_err(|_| row.wrong(BOOKING, Wrong::NotABooking))?;
    Ok(Some(Mark { booking, attendance }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The marks, and line and reason of every bad row.
    fn read(csv: &str) -> (Vec<Mark>, Vec<(u64, Wrong)>) {
        let mut bad = Vec::new();
        let marks = read_marks(&Source::from(csv), &mut |row| bad.push((row.line, row.reason)));
        (marks.unwrap(), bad)
    }

    #[test]
    fn what_venues_write_is_understood() {
        let (marks, bad) = read(
            "\u{FEFF}予約番号,お名前（カナ）,来場\r\n\
            1,ア,○\r\n2,イ,×\r\n３,ウ,\r\n4,エ,来場\r\n5,オ,欠席\r\n６,カ,Ｏ\r\n7,キ,X\r\n",
        );
        let came = |mark: &Mark| (mark.booking.0, mark.attendance == Attendance::Attended);
        let read: Vec<_> = marks.iter().map(came).collect();
        let expected = [(1, true), (2, false), (4, true), (5, false), (6, true), (7, false)];
        assert_eq!(read, expected);
        assert_eq!(bad, []);
    }

    #[test]
    fn every_row_that_says_something_else_is_named() {
        let (_, bad) = read("booking,attended\n1,maybe\nabc,yes\n2,no\n,○\n");
        assert_eq!(bad, [(2, Wrong::NotAMark), (3, Wrong::NotABooking), (5, Wrong::NotABooking)]);
    }

    #[test]
    fn a_file_of_something_else_is_refused() {
        let refused = read_marks(&Source::from("a,b\n1,2\n"), &mut |_| ());
        assert!(matches!(refused, Err(BadFile::ColumnMissing { .. })));
    }
}

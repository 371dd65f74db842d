//! The file that a venue sends back: the list of the day with the attendance filled in.

use std::{
    collections::{HashMap, hash_map::Entry},
    fmt,
};

use chrono::NaiveDate;

use super::{ListedBooking, Mark, PhoneDesk};
use crate::{
    office::sheet::{BadFile, BadRow, Column, Names, Row, Sheet, Source, Wrong},
    storage::StorageError,
    vaccination::{
        birth_date::BirthDateError,
        booking::Attendance,
        day,
        ids::{BookingId, CouponId},
        person::Person,
        text,
    },
};

/// The columns that are read; the list has more.
const COLUMNS: [Column; 4] = [
    Column { key: "booking", usual: &["予約番号"], needed: true },
    Column { key: "attended", usual: &["来場"], needed: true },
    Column { key: "born", usual: &["生年月日"], needed: false },
    Column { key: "coupon ends", usual: &["券番号の下4桁"], needed: false },
];

const BOOKING: usize = 0;
const ATTENDED: usize = 1;
const BORN: usize = 2;
const COUPON_ENDS: usize = 3;

/// The number of digits of a coupon number that the list shows.
const SHOWN_DIGITS: usize = 4;

/// Bookings per statement that reads them.
const MAX_READ_AT_ONCE: usize = 500;

/// What venues write, after folding widths and converting to lower case.
const CAME: [&str; 9] = ["○", "〇", "◯", "o", "来場", "済", "1", "yes", "attended"];
const DID_NOT: [&str; 8] = ["×", "x", "✕", "来場なし", "欠席", "0", "no", "missed"];

/// An attendance mark, with what the file says about the person.
pub struct ListedMark {
    pub mark: Mark,
    line: u64,
    born: Option<NaiveDate>,
    coupon_ends: Option<String>,
}

/// What came of comparing a file with the holders of its bookings.
#[derive(Debug, Default)]
pub struct VenueFileCheck {
    /// The holders of the rows that were compared.
    pub compared: Vec<CouponId>,
    /// The first row that is not about the holder of its booking, and that holder. What differs is
    /// not said: staff who may not see residents could find a birth date by trying.
    pub mismatch: Option<(BadRow, CouponId)>,
}

/// Keeps personal data out of logs.
impl fmt::Debug for ListedMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ListedMark").field(&self.mark).finish()
    }
}

/// Reads the attendance from a file. Rows without an entry are skipped: an empty cell records
/// nothing. Passes rows with errors to `bad`.
pub fn read_marks(
    source: &Source,
    bad: &mut dyn FnMut(BadRow),
) -> Result<Vec<ListedMark>, BadFile> {
    let mut marks: Vec<ListedMark> = Vec::new();
    let mut lines = HashMap::new();
    let row = |row: Row<'_>, bad: &mut dyn FnMut(BadRow)| match mark(row) {
        Ok(None) => {}
        Ok(Some(mark)) => match lines.entry(mark.mark.booking) {
            Entry::Occupied(first) => bad(row.wrong(BOOKING, Wrong::Twice { first: *first.get() })),
            Entry::Vacant(place) => {
                place.insert(row.line);
                marks.push(mark);
            }
        },
        Err(wrong) => bad(wrong),
    };
    Sheet::open(source, &COLUMNS, &Names::default())?.read(row, bad)?;
    Ok(marks)
}

fn mark(row: Row<'_>) -> Result<Option<ListedMark>, BadRow> {
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
    Ok(Some(ListedMark {
        mark: Mark { booking, attendance },
        line: row.line,
        born: born(row)?,
        coupon_ends: coupon_ends(row),
    }))
}

fn born(row: Row<'_>) -> Result<Option<NaiveDate>, BadRow> {
    let said = row.cell(BORN);
    if said.is_empty() {
        return Ok(None);
    }
    let born = day::parse(said).map_err(|error| row.wrong(BORN, BirthDateError::from(error)))?;
    Ok(Some(born))
}

/// Returns the last digits of the coupon number, with the leading zeros that a spreadsheet dropped.
fn coupon_ends(row: Row<'_>) -> Option<String> {
    let digits: String =
        text::fold_width(row.cell(COUPON_ENDS)).chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return None;
    }
    let last = &digits[digits.len().saturating_sub(SHOWN_DIGITS)..];
    Some(format!("{last:0>SHOWN_DIGITS$}"))
}

impl PhoneDesk {
    /// Finds rows that are not about the holder of their booking, for example because one column of
    /// a spreadsheet was sorted alone. Unknown bookings and bookings of erased holders are skipped.
    pub async fn check_venue_file(
        &self,
        marks: &[ListedMark],
    ) -> Result<VenueFileCheck, StorageError> {
        let mut check = VenueFileCheck::default();
        for marks in marks.chunks(MAX_READ_AT_ONCE) {
            let ids = marks.iter().map(|listed| listed.mark.booking);
            let bookings = self.store.bookings_by_id(ids).await?;
            let listed = self.with_holders(bookings).await?;
            let by_id: HashMap<BookingId, &ListedBooking> =
                listed.iter().map(|listed| (listed.booking.id, listed)).collect();
            for mark in marks {
                let Some(listed) = by_id.get(&mark.mark.booking) else { continue };
                let coupon = listed.booking.coupon;
                check.compared.push(coupon);
                if !mark.fits(listed) {
                    let reason = Wrong::OfAnotherBooking;
                    let row = BadRow { line: mark.line, column: String::new(), reason };
                    check.mismatch = Some((row, coupon));
                    return Ok(check);
                }
            }
        }
        Ok(check)
    }
}

impl ListedMark {
    /// Returns whether birth date and coupon number, where the file has them, are those of the holder.
    fn fits(&self, ListedBooking { holder, .. }: &ListedBooking) -> bool {
        let proof = &holder.coupon.proof;
        let person = Person::new(&proof.number, None);
        self.born.is_none_or(|born| born == proof.birth_date.date())
            && self.coupon_ends.as_ref().is_none_or(|ends| ends == person.coupon_ends())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the marks, and the line and reason of every bad row.
    fn read(csv: &str) -> (Vec<ListedMark>, Vec<(u64, Wrong)>) {
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
        let came = |listed: &ListedMark| {
            (listed.mark.booking.0, listed.mark.attendance == Attendance::Attended)
        };
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
    fn booking_that_is_marked_twice_is_named() {
        let (marks, bad) = read("booking,attended\n1,yes\n2,\n2,yes\n1,no\n\n2,yes\n");
        assert_eq!(marks.len(), 2);
        assert_eq!(bad, [(5, Wrong::Twice { first: 2 }), (7, Wrong::Twice { first: 4 })]);
    }

    #[test]
    fn what_the_file_says_of_the_person_is_read() {
        let (marks, bad) = read(
            "予約番号,生年月日,券番号の下4桁,来場\n1,昭和25年5月5日,****0123,○\n\
            2,1950/5/5,123,○\n3,,,○\n4,どこか,0123,○\n",
        );
        let day: NaiveDate = "1950-05-05".parse().unwrap();
        let said = |listed: &ListedMark| (listed.born, listed.coupon_ends.clone());
        let read: Vec<_> = marks.iter().map(said).collect();
        let expected =
            [(Some(day), Some("0123".into())), (Some(day), Some("0123".into())), (None, None)];
        assert_eq!(read, expected);
        assert_eq!(bad, [(5, Wrong::BirthDate(BirthDateError::Unreadable))]);
    }

    #[test]
    fn a_file_of_something_else_is_refused() {
        let refused = read_marks(&Source::from("a,b\n1,2\n"), &mut |_| ());
        assert!(matches!(refused, Err(BadFile::ColumnMissing { .. })));
    }
}

//! The errors of a file and of its rows.

use std::{fmt, io};

use crate::vaccination::{
    birth_date::BirthDateError,
    check_code::CheckCodeError,
    coupon::{CouponNumberError, NotAnIssuer},
    day::DayError,
    time::NotATimeOfDay,
};

/// A row with an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// The line in the file, the header being line 1.
    pub line: u64,
    /// The name of the column in the file; empty for the whole row.
    pub column: String,
    pub reason: Wrong,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("the row has {found} cells and the header has {expected}")]
    Cells { found: usize, expected: usize },
    #[error(transparent)]
    Number(#[from] CouponNumberError),
    #[error(transparent)]
    BirthDate(#[from] BirthDateError),
    #[error(transparent)]
    CheckCode(#[from] CheckCodeError),
    #[error(transparent)]
    Issuer(#[from] NotAnIssuer),
    #[error("the same coupon is in line {first}")]
    CouponTwice { first: u64 },
    #[error("duplicate of line {first}")]
    Twice { first: u64 },
    #[error("it is missing")]
    Missing,
    #[error("it has more than {most} characters")]
    TooLong { most: usize },
    #[error("it contains an invisible character")]
    Unseen,
    #[error("only half-width letters, digits, hyphens and underscores can be used")]
    NotACode,
    #[error("it is not written in katakana")]
    NotKana,
    #[error("it does not begin with https:// or http://")]
    NotAnAddress,
    #[error("there is no venue with this code")]
    UnknownVenue,
    #[error(transparent)]
    Day(#[from] DayError),
    #[error("the day is over")]
    Past,
    #[error(transparent)]
    Time(#[from] NotATimeOfDay),
    #[error("not a booking number")]
    NotABooking,
    #[error("birth date or coupon number do not belong to this booking: is the row shifted?")]
    OfAnotherBooking,
    #[error("neither ○ (came) nor × (did not come)")]
    NotAMark,
    #[error("it ends before it starts")]
    EndsFirst,
    #[error("not a whole number from 0 to {most}")]
    NotANumber { most: u32 },
}

/// Why a file cannot be read as a table. Nothing of it was used.
#[derive(Debug, thiserror::Error)]
pub enum BadFile {
    #[error("the file is empty")]
    Empty,
    #[error("the file has a header but no rows")]
    HeadsOnly,
    #[error("the file is {0}, not text: save it as CSV")]
    NotText(Kind),
    #[error("the file is neither UTF-8 nor Shift_JIS (line {line})")]
    Encoding { line: u64 },
    #[error("the file ends in the middle of a character: it was cut off")]
    CutOff,
    #[error("line {line} contains a NUL: the file is damaged or not text")]
    Nul { line: u64 },
    #[error("a quotation mark that is opened in line {line} is not closed")]
    OpenQuote { line: u64 },
    #[error("the file has {found} columns, more than {most}")]
    TooManyColumns { found: usize, most: usize },
    /// Quotes nothing of the file: it may be the wrong one, with a secret in its first line.
    #[error("none of the {columns} columns is named {}", .names.join(" / "))]
    ColumnMissing { names: Vec<String>, columns: usize },
    #[error("two columns are named {name}")]
    ColumnTwice { name: String },
    #[error("the file has more than {most} rows")]
    TooManyRows { most: u32 },
    #[error("the file cannot be read")]
    Unreadable(#[from] io::Error),
}

/// What a file is if it is not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Excel workbooks (xlsx) are zip archives, too.
    Zip,
    OldExcel,
    Pdf,
    Compressed,
    Picture,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zip => "an Excel workbook or a zip archive",
            Self::OldExcel => "an Excel workbook (xls)",
            Self::Pdf => "a PDF",
            Self::Compressed => "compressed",
            Self::Picture => "a picture",
        })
    }
}

/// The text was checked before, so that reading rows can only fail with an I/O error.
impl From<csv::Error> for BadFile {
    fn from(error: csv::Error) -> Self {
        Self::Unreadable(error.into())
    }
}

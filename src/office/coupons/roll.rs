//! The coupons of one file, 24 bytes each, so that a million of them fit into any machine.

use std::{fmt, ops::Range};

use chrono::NaiveDate;

use crate::{
    office::sheet::{BadFile, BadRow, Column, Names, Row, Sheet, Source, Wrong},
    storage::NewCoupon,
    vaccination::{
        birth_date::BirthDate,
        check_code::CheckCode,
        coupon::{CouponNumber, Issuer},
    },
};

/// The row limit. Line numbers are stored in four bytes; no municipality has as many people.
const MOST_ROWS: u32 = 100_000_000;

/// The number of lines between two reports of progress.
const TELL_EVERY: u64 = 4_096;

/// The columns of the file. Without the issuer, all coupons are the municipality's own.
pub const COLUMNS: [Column; 4] = [
    Column {
        key: "number", usual: &["券番号", "接種券番号", "クーポン券番号"], needed: true
    },
    Column { key: "birth_date", usual: &["生年月日"], needed: true },
    Column {
        key: "issuer", usual: &["自治体コード", "市区町村コード"], needed: false
    },
    Column { key: "check_code", usual: &["確認コード"], needed: false },
];

const NUMBER: usize = 0;
const BIRTH_DATE: usize = 1;
const ISSUER: usize = 2;
const CHECK_CODE: usize = 3;

/// One coupon. Issuer and number are sixteen decimal digits together.
#[derive(Clone, Copy)]
struct Packed {
    digits: u64,
    born: NaiveDate,
    line: u32,
    /// The index of its check code, or [`NO_CODE`].
    check_code: u32,
}

/// Above every index of a check code.
const NO_CODE: u32 = u32::MAX;

const NUMBERS_PER_ISSUER: u64 = 10_u64.pow(10);

/// The coupons of a file in the order of issuer and number, each once.
pub struct Roll(Vec<Packed>);

/// Keeps personal data out of logs.
impl fmt::Debug for Roll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Roll({})", self.0.len())
    }
}

impl Roll {
    /// Reads a file. Passes rows with errors to `bad` and leaves them out. `own` is the issuer of a
    /// file without an issuer column. `seen` gets the current line and the number of rows, every
    /// `TELL_EVERY` lines.
    pub fn read(
        source: &Source,
        names: &Names,
        own: &Issuer,
        today: NaiveDate,
        seen: &dyn Fn(u64, u64),
        bad: &mut dyn FnMut(BadRow),
    ) -> Result<Self, BadFile> {
        let sheet = Sheet::open(source, &COLUMNS, names)?;
        let rows = sheet.rows();
        let mut packed = Vec::new();
        let mut number = None;
        let row = |row: Row<'_>, bad: &mut dyn FnMut(BadRow)| {
            number.get_or_insert_with(|| row.wrong(NUMBER, Wrong::Missing).column);
            packed.extend(pack(row, own, today, bad));
            if row.line.is_multiple_of(TELL_EVERY) {
                seen(row.line, rows);
            }
        };
        sheet.read(row, bad)?;
        if packed.len() > MOST_ROWS as usize {
            return Err(BadFile::TooManyRows { most: MOST_ROWS });
        }
        Ok(Self::sorted(packed, &number.unwrap_or_default(), bad))
    }

    /// Sorts the coupons and reports duplicates as errors.
    fn sorted(mut packed: Vec<Packed>, column: &str, bad: &mut dyn FnMut(BadRow)) -> Self {
        packed.sort_unstable_by_key(|it| (it.digits, it.line));
        let mut twice = Vec::new();
        packed.dedup_by(|later, first| {
            let same = later.digits == first.digits;
            if same {
                twice.push((later.line, first.line));
            }
            same
        });
        twice.sort_unstable();
        for (line, first) in twice {
            let reason = Wrong::CouponTwice { first: first.into() };
            bad(BadRow { line: line.into(), column: column.to_owned(), reason });
        }
        Self(packed)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns a range of the coupons.
    pub fn coupons(&self, which: Range<usize>) -> impl Iterator<Item = NewCoupon> + '_ {
        self.0.get(which).unwrap_or_default().iter().filter_map(unpack)
    }

    /// Returns all coupons in the order of the file.
    pub fn as_listed(&self) -> Vec<NewCoupon> {
        let mut packed = self.0.clone();
        packed.sort_unstable_by_key(|it| it.line);
        packed.iter().filter_map(unpack).collect()
    }

    /// Returns the issuers of the file's coupons.
    pub fn issuers(&self) -> Vec<Issuer> {
        let mut codes: Vec<_> = self.0.iter().map(|it| it.digits / NUMBERS_PER_ISSUER).collect();
        codes.dedup();
        codes.into_iter().filter_map(|code| Issuer::parse(&format!("{code:06}")).ok()).collect()
    }
}

fn pack(
    row: Row<'_>,
    own: &Issuer,
    today: NaiveDate,
    bad: &mut dyn FnMut(BadRow),
) -> Option<Packed> {
    let issuer = match row.cell(ISSUER) {
        "" if !row.has(ISSUER) => Ok(own.clone()),
        code => Issuer::parse(code).map_err(|error| row.wrong(ISSUER, error)),
    };
    let number = CouponNumber::parse(row.cell(NUMBER)).map_err(|error| row.wrong(NUMBER, error));
    let born =
        BirthDate::parse(row.cell(BIRTH_DATE), today).map_err(|error| row.wrong(BIRTH_DATE, error));
    let check_code = match row.cell(CHECK_CODE) {
        "" => Ok(NO_CODE),
        code => {
            let code = CheckCode::parse(code).map(CheckCode::to_index);
            code.map_err(|error| row.wrong(CHECK_CODE, error))
        }
    };
    match (issuer, number, born, check_code) {
        (Ok(issuer), Ok(number), Ok(born), Ok(check_code)) => {
            let digits = |text: &str| text.parse::<u64>().ok();
            let (issuer, number) = (digits(issuer.as_str())?, digits(number.as_str())?);
            Some(Packed {
                digits: issuer * NUMBERS_PER_ISSUER + number,
                born: born.date(),
                line: u32::try_from(row.line).unwrap_or(u32::MAX),
                check_code,
            })
        }
        (issuer, number, born, check_code) => {
            let wrong = [issuer.err(), number.err(), born.err(), check_code.err()];
            wrong.into_iter().flatten().for_each(bad);
            None
        }
    }
}

/// Restores a coupon. This cannot fail, because the values were parsed before they were packed.
fn unpack(packed: &Packed) -> Option<NewCoupon> {
    let issuer = format!("{:06}", packed.digits / NUMBERS_PER_ISSUER);
    let number = format!("{:010}", packed.digits % NUMBERS_PER_ISSUER);
    Some(NewCoupon {
        issuer: Issuer::parse(&issuer).ok()?,
        number: CouponNumber::parse(&number).ok()?,
        birth_date: BirthDate::on_record(packed.born)?,
        check_code: CheckCode::from_index(packed.check_code),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vaccination::{birth_date::BirthDateError, coupon::CouponNumberError};

    fn read(text: &str) -> (Vec<String>, Vec<BadRow>) {
        let own = Issuer::parse("990001").unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let mut bad = Vec::new();
        let roll =
            Roll::read(&text.into(), &Names::default(), &own, today, &|_, _| (), &mut |it| {
                bad.push(it);
            });
        let roll = roll.unwrap();
        let shown = |it: NewCoupon| {
            format!("{} {} {}", it.issuer.as_str(), it.number.as_str(), it.birth_date.date())
        };
        (roll.coupons(0..roll.len()).map(shown).collect(), bad)
    }

    #[test]
    fn a_packed_coupon_takes_24_bytes() {
        assert_eq!(size_of::<Packed>(), 24);
    }

    #[test]
    fn coupons_are_read_however_the_office_writes_them() {
        let (coupons, bad) = read(
            "生年月日,氏名,券番号\n昭和32年5月5日,x,００１２３４５６７８\nS32.5.6,y,\"12-3456-7890\"\n\
             19570507,z,1234567891\n1957/5/8,z,1234567892\n",
        );
        assert_eq!(
            coupons,
            [
                "990001 0012345678 1957-05-05",
                "990001 1234567890 1957-05-06",
                "990001 1234567891 1957-05-07",
                "990001 1234567892 1957-05-08",
            ]
        );
        assert_eq!(bad, []);
    }

    #[test]
    fn check_codes_are_read_where_the_file_has_them() {
        let file = "券番号,生年月日,確認コード\n1234567890,1950-05-05,ｋ７ｍ-3xw\n\
                    1234567891,1950-05-05,\n1234567892,1950-05-05,K7M3XO\n";
        let own = Issuer::parse("990001").unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let mut bad = Vec::new();
        let roll =
            Roll::read(&file.into(), &Names::default(), &own, today, &|_, _| (), &mut |row| {
                bad.push(row);
            });
        let roll = roll.unwrap();
        let codes: Vec<_> = roll.coupons(0..roll.len()).map(|coupon| coupon.check_code).collect();
        assert_eq!(codes, [Some(CheckCode::parse("K7M3XW").unwrap()), None]);
        let reason = Wrong::CheckCode(crate::vaccination::check_code::CheckCodeError::NotACode);
        assert_eq!(bad, [BadRow { line: 4, column: "確認コード".to_owned(), reason }]);
    }

    #[test]
    fn every_bad_row_is_named_with_its_line_column_and_reason() {
        let (coupons, bad) = read(
            "市区町村コード,券番号,生年月日\n990002,123,1950-05-05\n1,1234567890,1950-02-30\n\
             990002,1234567890,1950-05-05\n990001,1234567890,1950-05-05\n,1,\n\
             990002,1234567890,1951-05-05\n",
        );
        assert_eq!(coupons.len(), 2);
        let named: Vec<_> = bad.iter().map(|it| (it.line, it.column.as_str())).collect();
        assert_eq!(
            named,
            [
                (2, "券番号"),
                (3, "市区町村コード"),
                (3, "生年月日"),
                (6, "市区町村コード"),
                (6, "券番号"),
                (6, "生年月日"),
                (7, "券番号"),
            ]
        );
        assert_eq!(bad[0].reason, Wrong::Number(CouponNumberError::NotTenDigits));
        assert_eq!(bad[2].reason, Wrong::BirthDate(BirthDateError::NoSuchDay));
        assert_eq!(bad[6].reason, Wrong::CouponTwice { first: 4 });
    }
}

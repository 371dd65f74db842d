//! Loading coupons from a CSV file with the columns `issuer,number,birth_date`.

use chrono::{DateTime, Utc};

use super::{BadRow, LoadError};
use crate::{
    storage::{NewCoupon, Store},
    vaccination::{
        birth_date::BirthDate,
        coupon::{CouponNumber, Issuer},
        time::tokyo_date,
    },
};

#[derive(serde::Deserialize)]
struct Row {
    issuer: String,
    number: String,
    birth_date: String,
}

/// Loads a file of coupons, all or nothing; returns how many.
pub async fn load(store: &Store, csv: &[u8], now: DateTime<Utc>) -> Result<usize, LoadError> {
    let coupons = read(csv, now)?;
    let tx = store.begin().await?;
    tx.add_coupons(&coupons, now).await?;
    tx.commit().await?;
    Ok(coupons.len())
}

/// Reads a file of coupons; every bad row is named.
pub fn read(csv: &[u8], now: DateTime<Utc>) -> Result<Vec<NewCoupon>, LoadError> {
    let mut coupons = Vec::new();
    let mut bad = Vec::new();
    let mut reader = csv::Reader::from_reader(csv);
    for (row, line) in reader.deserialize::<Row>().zip(2..) {
        let row = row.map_err(|error| LoadError::Unreadable(error.to_string()))?;
        let wrong = |column, reason: String| BadRow { line, column, reason };
        let issuer = Issuer::parse(&row.issuer).map_err(|e| wrong("issuer", e.to_string()));
        let number = CouponNumber::parse(&row.number).map_err(|e| wrong("number", e.to_string()));
        let birth_date = BirthDate::parse(&row.birth_date, tokyo_date(now))
            .map_err(|e| wrong("birth_date", e.to_string()));
        match (issuer, number, birth_date) {
            (Ok(issuer), Ok(number), Ok(birth_date)) => {
                coupons.push(NewCoupon { issuer, number, birth_date });
            }
            (issuer, number, birth_date) => {
                bad.extend([issuer.err(), number.err(), birth_date.err()].into_iter().flatten());
            }
        }
    }
    if bad.is_empty() { Ok(coupons) } else { Err(LoadError::BadRows(bad)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-22T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn dates_of_both_calendars_are_read() {
        let csv =
            "issuer,number,birth_date\n990001,1234567890,1950-05-05\n990001,0000000001,S25.5.5\n";
        let coupons = read(csv.as_bytes(), now()).unwrap();
        assert_eq!(coupons[0].birth_date, coupons[1].birth_date);
    }

    #[test]
    fn every_bad_row_is_named_with_its_line_and_column() {
        let csv = "issuer,number,birth_date\n990001,123,1950-05-05\n1,1234567890,1950-02-30\n";
        let Err(LoadError::BadRows(rows)) = read(csv.as_bytes(), now()) else {
            panic!("the file must be refused");
        };
        let named: Vec<_> = rows.iter().map(|row| (row.line, row.column)).collect();
        assert_eq!(named, [(2, "number"), (3, "issuer"), (3, "birth_date")]);
    }
}

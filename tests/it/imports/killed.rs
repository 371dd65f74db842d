//! The process of an import is killed in the middle of its work.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use sesshu::vaccination::coupon::CouponNumber;

use super::command::Office;
use crate::harness::database::TestDatabase;

/// Several transactions of two thousand.
const ROWS: u64 = 9_000;
const FIRST: u64 = 2_000_000_000;

fn number(row: u64) -> CouponNumber {
    CouponNumber::parse(&format!("{:010}", FIRST + row)).unwrap()
}

async fn count(behind: &DatabaseConnection, table: &str) -> u64 {
    let sql = format!("SELECT COUNT(*) AS rows FROM {table}");
    let statement = Statement::from_string(behind.get_database_backend(), sql);
    let row = behind.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get::<i64>("", "rows").unwrap().unsigned_abs()
}

async fn a_killed_import_changes_nothing_and_is_run_again(database: TestDatabase) {
    let office = Office::of(&database).await;
    office.does("coupons add 1234567890 --birth-date 1950-05-05");
    let mut rows = "券番号,生年月日\n1234567890,1950-05-06\n".to_owned();
    for row in 0..ROWS {
        writeln!(rows, "{},1950-05-05", number(row).as_str()).unwrap();
    }
    office.file("coupons.csv", rows);
    let behind = database.behind_the_scenes().await;

    let mut import = office.starts("coupons import coupons.csv --yes");
    while count(&behind, "coupon").await == 1 {
        assert!(import.try_wait().unwrap().is_none(), "it ended before anybody could kill it");
    }
    import.kill().unwrap();
    assert!(!import.wait().unwrap().success());

    let left = count(&behind, "coupon").await;
    assert!(1 < left && left < ROWS, "it was killed in the middle: {left}");
    assert_eq!(count(&behind, "coupon_batch").await, 1);
    for row in [0, ROWS / 2, ROWS - 1] {
        assert_eq!(database.store.coupons_by_number(&number(row)).await.unwrap(), []);
    }
    let shown = office.does("coupons show 1234567890");
    assert!(!shown.contains("corrected"), "{shown}");
    let counted = database.store.coupons_by_issuer().await.unwrap();
    assert_eq!(counted.iter().map(|(_, coupons)| coupons).sum::<u64>(), 1, "{counted:?}");

    let said = office.does("coupons import coupons.csv --yes");
    assert!(
        said.contains(&format!("{ROWS}  new"))
            && said.contains("1  birth date or check code changed"),
        "{said}"
    );
    assert_eq!(count(&behind, "coupon").await, ROWS + 1, "what was left is swept out");
    assert_eq!(count(&behind, "coupon_batch").await, 1);
    assert_eq!(database.store.coupons_by_number(&number(ROWS - 1)).await.unwrap().len(), 1);
    assert!(office.does("coupons import coupons.csv").ends_with("nothing needed to be changed\n"));
    behind.close().await.unwrap();
}

both!(a_killed_import_changes_nothing_and_is_run_again);

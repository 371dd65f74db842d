//! The day on which a city opens: from an empty folder to the venue's list, with every command as
//! an official types it; the output is compared with a snapshot.
//!
//! The official of the first day reads Japanese and keeps the data in SQLite; the one of the second
//! reads English and has a PostgreSQL. Their chapters are the same.

mod chapters;
mod commands;
mod office;
mod piped;

use insta::assert_snapshot;

use self::office::{Office, Reads};
use crate::harness::{
    database::{TestDatabase, empty_on_postgres, empty_on_sqlite},
    elsewhere::Elsewhere,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_japanese_on_sqlite() {
    empty_on_sqlite(|database| day(database, Reads::Japanese, "ja")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_english_on_postgres() {
    empty_on_postgres(|database| day(database, Reads::English, "en")).await;
}

async fn day(database: TestDatabase, reads: Reads, language: &str) {
    let mut office = Office::open(&database, reads).await;
    chapters::settings(&mut office).await;
    assert_snapshot!(format!("1_settings_{language}"), office.transcript());
    chapters::database(&mut office).await;
    assert_snapshot!(format!("2_database_{language}"), office.transcript());
    chapters::staff(&mut office).await;
    assert_snapshot!(format!("2_staff_{language}"), office.transcript());
    chapters::data(&mut office).await;
    assert_snapshot!(format!("3_data_{language}"), office.transcript());
    chapters::line(&mut office).await;
    assert_snapshot!(format!("4_line_{language}"), office.transcript());
    chapters::check(&mut office).await;
    assert_snapshot!(format!("5_check_{language}"), office.transcript());
    chapters::service(&mut office).await;
    assert_snapshot!(format!("6_service_{language}"), office.transcript());
    chapters::telephone(&mut office).await;
    assert_snapshot!(format!("7_telephone_{language}"), office.transcript());
    chapters::notices(&mut office).await;
    assert_snapshot!(format!("8_notices_{language}"), office.transcript());
    chapters::venue(&mut office).await;
    assert_snapshot!(format!("9_venue_{language}"), office.transcript());
    let elsewhere = Elsewhere::beside(database.url()).await;
    chapters::evening(&mut office, &elsewhere.url).await;
    elsewhere.goes().await;
    assert_snapshot!(format!("10_evening_{language}"), office.transcript());
    chapters::demo(&mut office).await;
    assert_snapshot!(format!("11_demo_{language}"), office.transcript());
    chapters::mistakes(&mut office).await;
    assert_snapshot!(format!("12_mistakes_{language}"), office.transcript());
    commands::were_all_typed(&office);
}

//! Applies every migration to a database that already holds data, on both databases. After each
//! migration its sample data (`tests/data/migrations/<name>.json`) is inserted, and the next
//! migration has to cope with it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

#[path = "it/harness/fresh.rs"]
mod fresh;

use std::{collections::BTreeMap, path::PathBuf};

use fresh::Fresh;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, Value,
    sea_query::{Alias, Expr, Func, Query},
};
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use sesshu_migrations::{Migrator, MigratorTrait};

/// Sample rows of a table. Tables are listed so that referenced rows come first.
#[derive(Deserialize)]
struct Sample {
    table: String,
    rows: Vec<Map<String, Json>>,
}

#[test]
fn every_migration_brings_sample_data_and_all_sample_data_has_its_migration() {
    let mut expected: Vec<_> = names().iter().map(|name| format!("{name}.json")).collect();
    expected.sort();
    let mut there: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    there.sort();
    assert_eq!(there, expected);
}

#[tokio::test]
async fn each_migration_is_applied_to_a_database_that_holds_data_on_sqlite() {
    up_with_data_then_down_and_up(Fresh::sqlite()).await;
}

#[tokio::test]
async fn each_migration_is_applied_to_a_database_that_holds_data_on_postgres() {
    up_with_data_then_down_and_up(Fresh::postgres().await).await;
}

/// During a rolling upgrade, instances of the previous version write to the newest tables.
#[tokio::test]
async fn what_an_older_version_writes_fits_the_newest_tables_on_sqlite() {
    older_rows_into_the_newest_tables(Fresh::sqlite()).await;
}

#[tokio::test]
async fn what_an_older_version_writes_fits_the_newest_tables_on_postgres() {
    older_rows_into_the_newest_tables(Fresh::postgres().await).await;
}

async fn older_rows_into_the_newest_tables(fresh: Fresh) {
    let connection = connect(&fresh).await;
    Migrator::up(&connection, None).await.unwrap();
    for name in names() {
        insert_sample(&connection, &name).await;
    }
    connection.close().await.unwrap();
    fresh.close().await;
}

async fn connect(fresh: &Fresh) -> DatabaseConnection {
    let mut options = ConnectOptions::new(&fresh.url);
    options
        .max_connections(1)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| sqlite.create_if_missing(true));
    Database::connect(options).await.unwrap()
}

async fn up_with_data_then_down_and_up(fresh: Fresh) {
    let connection = connect(&fresh).await;

    let mut inserted: BTreeMap<String, i64> = BTreeMap::new();
    for name in names() {
        Migrator::up(&connection, Some(1)).await.unwrap_or_else(|error| {
            panic!("{name} does not apply: {error}");
        });
        for (table, rows) in insert_sample(&connection, &name).await {
            *inserted.entry(table).or_default() += rows;
        }
        for (table, rows) in &inserted {
            assert_eq!(count(&connection, table).await, *rows, "{table} after {name}");
        }
    }
    for name in names().iter().rev() {
        // Twice, because a migration must be applicable again after it was reverted.
        for _ in 0..2 {
            Migrator::down(&connection, Some(1)).await.unwrap_or_else(|error| {
                panic!("{name} cannot be taken back: {error}");
            });
            Migrator::up(&connection, Some(1)).await.unwrap_or_else(|error| {
                panic!("{name} cannot be applied again: {error}");
            });
        }
        Migrator::down(&connection, Some(1)).await.unwrap();
    }
    let left = tables(&connection).await;
    assert_eq!(left, ["seaql_migrations"], "all of it was taken back");
    Migrator::up(&connection, None).await.unwrap();
    for table in inserted.keys() {
        assert_eq!(count(&connection, table).await, 0, "{table}");
    }
    connection.close().await.unwrap();
    fresh.close().await;
}

fn names() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/migrations")
}

/// Inserts the sample data of a migration. Returns the tables with their numbers of rows.
async fn insert_sample(connection: &DatabaseConnection, name: &str) -> Vec<(String, i64)> {
    let text = std::fs::read_to_string(folder().join(format!("{name}.json"))).unwrap();
    let tables: Vec<Sample> = serde_json::from_str(&text).unwrap();
    let mut inserted = Vec::new();
    for Sample { table, rows } in tables {
        for row in &rows {
            let insert = Query::insert()
                .into_table(Alias::new(&table))
                .columns(row.keys().map(Alias::new))
                .values_panic(row.values().map(|value| Expr::val(read(value))))
                .to_owned();
            connection.execute(&insert).await.unwrap_or_else(|error| {
                panic!("the sample data of {name} does not fit {table}: {error}");
            });
        }
        inserted.push((table, i64::try_from(rows.len()).unwrap()));
    }
    inserted
}

/// Reads a value of a sample: numbers, booleans and texts as in JSON; the prefixes `hex:`, `date:`
/// and `uuid:` mark types that JSON lacks.
fn read(value: &Json) -> Value {
    if let Some(number) = value.as_i64() {
        return number.into();
    }
    if let Some(truth) = value.as_bool() {
        return truth.into();
    }
    let text = value.as_str().expect("numbers, truths and texts only");
    match text.split_once(':') {
        Some(("hex", digits)) => digits
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect::<Vec<_>>()
            .into(),
        Some(("date", day)) => day.parse::<chrono::NaiveDate>().unwrap().into(),
        Some(("uuid", uuid)) => uuid.parse::<uuid::Uuid>().unwrap().into(),
        _ => text.into(),
    }
}

async fn count(connection: &DatabaseConnection, table: &str) -> i64 {
    let count = Query::select()
        .expr_as(Func::count(Expr::val(1)), "rows")
        .from(Alias::new(table))
        .to_owned();
    let row = connection.query_one(&count).await.unwrap().unwrap();
    row.try_get("", "rows").unwrap()
}

async fn tables(connection: &DatabaseConnection) -> Vec<String> {
    let sql = match connection.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        }
        _ => {
            "SELECT table_name::text AS name FROM information_schema.tables \
             WHERE table_schema = current_schema()"
        }
    };
    let asked = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(asked).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}

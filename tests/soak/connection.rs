//! A connection of the test's own to the database.

use sea_orm::{ConnectOptions, Database, DatabaseConnection};

pub(crate) async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

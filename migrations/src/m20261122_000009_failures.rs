//! Failed identifications, counted to stop credential guessing.

use sea_orm_migration::prelude::*;

use crate::columns::{bytes, drop_tables, index, instant, instant_or_null, number};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(failure()).await?;
        manager.create_index(index("failure", &["last_at"])).await?;
        manager.create_table(used_check()).await?;
        manager.create_index(index("used_check", &["until"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["used_check", "failure"]).await
    }
}

/// The throttle key of the failures (a visitor, a coupon number, the municipality on one day) is
/// stored as a keyed hash only. `tries_left` counts the attempts granted by a passed robot check.
fn failure() -> TableCreateStatement {
    Table::create()
        .table("failure")
        .col(bytes("subject_hash").primary_key())
        .col(number("failures"))
        .col(number("tries_left").default(0))
        .col(instant("last_at"))
        .col(instant_or_null("locked_until"))
        .to_owned()
}

/// Solutions of robot checks. Each can be used once.
fn used_check() -> TableCreateStatement {
    Table::create()
        .table("used_check")
        .col(bytes("solution_hash").primary_key())
        .col(instant("until"))
        .to_owned()
}

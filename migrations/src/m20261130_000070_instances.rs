//! Running instances and the sealing keys they have, so that `keys rotate` can refuse while one of
//! them lacks the newest key.

use sea_orm_migration::prelude::*;

use crate::columns::{bytes, drop_tables, instant, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(instance()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["instance"]).await
    }
}

/// `key_numbers` is for people, the newest key first. `key_hashes` is the concatenation of the
/// fixed-length keyed hashes that `key_check` has of the same keys.
fn instance() -> TableCreateStatement {
    Table::create()
        .table("instance")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(instant("started_at"))
        .col(instant("seen_at"))
        .col(text("key_numbers"))
        .col(bytes("key_hashes"))
        .to_owned()
}

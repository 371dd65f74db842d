//! History seals. Each covers some entries and the previous seal, so that an entry changed, removed
//! or inserted later is noticed.

use sea_orm_migration::prelude::*;

use crate::columns::{bytes, drop_tables, id, instant, reference, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(history_seal()).await?;
        manager.create_index(unique("history_seal", &["follows"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["history_seal"]).await
    }
}

/// `follows` is the previous seal, 0 for the first one. It is unique, so that one of two concurrent
/// seals is refused. `entries` counts those after the last one of the previous seal, up to
/// `last_entry`.
fn history_seal() -> TableCreateStatement {
    Table::create()
        .table("history_seal")
        .col(id())
        .col(reference("follows"))
        .col(reference("last_entry"))
        .col(reference("entries"))
        .col(instant("sealed_at"))
        .col(ColumnDef::new("key_number").small_integer().not_null())
        .col(bytes("seal"))
        .to_owned()
}

//! Seals over the history: each over some entries and the seal before it, so that an entry changed,
//! taken out or put in later is noticed.

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

/// `follows` is the seal before, 0 for the first one: of two made at once one is refused. `entries`
/// are those behind the last one of the seal before, up to `last_entry`.
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

//! Fingerprint of the key that this database was filled with, to detect another one at the start.

use sea_orm_migration::prelude::*;

use crate::columns::{bytes, drop_tables};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(key_check()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["key_check"]).await
    }
}

fn key_check() -> TableCreateStatement {
    Table::create()
        .table("key_check")
        .col(ColumnDef::new("id").small_integer().not_null().primary_key())
        .col(bytes("lookup_hash"))
        .to_owned()
}

//! Adds the mark of the database: for the real service or for rehearsals. `sesshu migrate up`
//! writes the row.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_tables, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(database_mode()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["database_mode"]).await
    }
}

/// One row: `mode` is `real` or `rehearsal`.
fn database_mode() -> TableCreateStatement {
    Table::create()
        .table("database_mode")
        .col(ColumnDef::new("id").small_integer().not_null().primary_key())
        .col(text("mode"))
        .to_owned()
}

//! Keyed hash of what a member of staff searched for. A search that finds no person is recorded as
//! well, and its record contains neither a number nor a name.

use sea_orm_migration::prelude::*;

use crate::columns::bytes_or_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column =
            Table::alter().table("staff_act").add_column(bytes_or_null("search_hash")).to_owned();
        manager.alter_table(column).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("staff_act").drop_column("search_hash").to_owned();
        manager.alter_table(column).await
    }
}

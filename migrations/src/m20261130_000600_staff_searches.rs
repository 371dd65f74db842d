//! What a member of the staff searched for, as a keyed hash: a search that finds nobody leaves a
//! record, too, and neither a number nor a name stands in it.

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

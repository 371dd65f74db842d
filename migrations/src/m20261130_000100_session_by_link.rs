//! Whether a coupon was proved by its link to a LINE account rather than by its number. Such a
//! session is invalid once the link is gone.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut by_link = ColumnDef::new("by_link").boolean().not_null().default(false).to_owned();
        let column = Table::alter().table("session").add_column(&mut by_link).to_owned();
        manager.alter_table(column).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("session").drop_column("by_link").to_owned();
        manager.alter_table(column).await
    }
}

//! Signatures of staff in the history: who acted and why, sealed.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut signature = ColumnDef::new("signature_sealed");
        let column =
            Table::alter().table("history").add_column(signature.binary().null()).to_owned();
        manager.alter_table(column).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("history").drop_column("signature_sealed").to_owned();
        manager.alter_table(column).await
    }
}

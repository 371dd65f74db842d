//! Messages that people take back: the event is found by its message, so that it can be erased.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_index, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut hash = ColumnDef::new("message_hash");
        let column = Table::alter().table("event").add_column(hash.binary().null()).to_owned();
        manager.alter_table(column).await?;
        manager.create_index(index("event", &["message_hash"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(drop_index("event", &["message_hash"])).await?;
        let column = Table::alter().table("event").drop_column("message_hash").to_owned();
        manager.alter_table(column).await
    }
}

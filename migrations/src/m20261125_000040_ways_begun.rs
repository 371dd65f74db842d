//! The delivery method with which sending a notification began. While it may have succeeded, no
//! other is used.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut column in [
            ColumnDef::new("begun_via").string_len(8).null().to_owned(),
            ColumnDef::new("begun_account_id").big_integer().null().to_owned(),
        ] {
            let table = Table::alter().table("notice").add_column(&mut column).to_owned();
            manager.alter_table(table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["begun_account_id", "begun_via"] {
            let table = Table::alter().table("notice").drop_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}

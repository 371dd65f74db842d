//! Seals over links and sessions, which prove that the service made them.

use sea_orm_migration::prelude::*;

const TABLES: [&str; 2] = ["link", "session"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            let mut seal =
                ColumnDef::new("seal").blob().not_null().default(Vec::<u8>::new()).to_owned();
            manager
                .alter_table(Table::alter().table(table).add_column(&mut seal).to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            manager.alter_table(Table::alter().table(table).drop_column("seal").to_owned()).await?;
        }
        Ok(())
    }
}

//! Whether LINE may have accepted a multicast already. Until that is known, its reminders are sent
//! under no other retry key.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut begun = ColumnDef::new("begun").boolean().not_null().default(false).to_owned();
        let table = Table::alter().table("multicast").add_column(&mut begun).to_owned();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter().table("multicast").drop_column("begun").to_owned();
        manager.alter_table(table).await
    }
}

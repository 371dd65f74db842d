//! Keyed hash of the name, next to the sealed contact, by which the call centre finds people. The
//! hash needs the key, which no migration has. `Store::migrate` adds it to contacts stored before.

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
        let mut hash = ColumnDef::new("name_hash");
        let column = Table::alter().table("contact").add_column(hash.binary().null()).to_owned();
        manager.alter_table(column).await?;
        manager.create_index(index("contact", &["name_hash"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(drop_index("contact", &["name_hash"])).await?;
        let column = Table::alter().table("contact").drop_column("name_hash").to_owned();
        manager.alter_table(column).await
    }
}

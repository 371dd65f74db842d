//! Sessions of the pages. Only a keyed hash of the token is stored, so that a copy of the database
//! does not give access to them.

use sea_orm_migration::prelude::*;

use crate::columns::{bytes, drop_tables, foreign_key, index, instant};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(session()).await?;
        manager.create_index(index("session", &["expires_at"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["session"]).await
    }
}

fn session() -> TableCreateStatement {
    Table::create()
        .table("session")
        .col(bytes("token_hash").primary_key())
        .col(ColumnDef::new("coupon_id").big_integer().null())
        .col(ColumnDef::new("account_id").big_integer().null())
        .col(instant("created_at"))
        .col(instant("expires_at"))
        .foreign_key(&mut foreign_key("session", "coupon_id", "coupon"))
        .foreign_key(&mut foreign_key("session", "account_id", "account"))
        .to_owned()
}

//! LINE accounts, and the coupons that are linked to them.

use sea_orm_migration::prelude::*;

use crate::columns::{
    bytes, drop_tables, foreign_key, id, index, instant, reference, text_or_null, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(account()).await?;
        manager.create_index(unique("account", &["user_hash"])).await?;
        manager.create_table(link()).await?;
        manager.create_index(index("link", &["account_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["link", "account"]).await
    }
}

fn account() -> TableCreateStatement {
    Table::create()
        .table("account")
        .col(id())
        .col(bytes("user_hash"))
        .col(bytes("user_sealed"))
        .col(ColumnDef::new("friend").boolean().null())
        .col(text_or_null("language"))
        .col(instant("first_seen_at"))
        .to_owned()
}

/// A coupon belongs to one account at most, an account may hold a family's coupons.
fn link() -> TableCreateStatement {
    Table::create()
        .table("link")
        .col(reference("coupon_id").primary_key())
        .col(reference("account_id"))
        .col(instant("linked_at"))
        .foreign_key(&mut foreign_key("link", "coupon_id", "coupon"))
        .foreign_key(&mut foreign_key("link", "account_id", "account"))
        .to_owned()
}

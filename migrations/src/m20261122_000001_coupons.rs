//! Coupons as the municipality registered them, and the contacts of their holders.

use sea_orm_migration::prelude::*;

use crate::columns::{
    bytes, drop_tables, foreign_key, id, index, instant, instant_or_null, reference, text, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(coupon()).await?;
        manager.create_index(unique("coupon", &["issuer", "number_hash"])).await?;
        manager.create_index(index("coupon", &["proof_hash"])).await?;
        manager.create_table(contact()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["contact", "coupon"]).await
    }
}

fn coupon() -> TableCreateStatement {
    Table::create()
        .table("coupon")
        .col(id())
        .col(text("issuer"))
        .col(bytes("number_hash"))
        .col(bytes("proof_hash"))
        .col(bytes("number_sealed"))
        .col(bytes("birth_date_sealed"))
        .col(instant("registered_at"))
        .col(instant_or_null("revoked_at"))
        .to_owned()
}

fn contact() -> TableCreateStatement {
    Table::create()
        .table("contact")
        .col(reference("coupon_id").primary_key())
        .col(bytes("contact_sealed"))
        .col(instant("changed_at"))
        .foreign_key(&mut foreign_key("contact", "coupon_id", "coupon"))
        .to_owned()
}

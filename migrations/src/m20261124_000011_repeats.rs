//! Idempotency records: the results of requests with an idempotency key.

use sea_orm_migration::prelude::*;

use crate::columns::{
    bytes, drop_tables, foreign_key, index, instant, reference, reference_or_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(repeat()).await?;
        manager.create_index(index("repeat", &["asked_at"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["repeat"]).await
    }
}

/// `key_hash` is of coupon and key together. `booking_id` is empty only within the transaction that
/// books.
fn repeat() -> TableCreateStatement {
    let mut key = bytes("key_hash");
    Table::create()
        .table("repeat")
        .col(key.primary_key())
        .col(reference("slot_id"))
        .col(reference_or_null("booking_id"))
        .col(instant("asked_at"))
        .foreign_key(&mut foreign_key("repeat", "booking_id", "booking"))
        .to_owned()
}

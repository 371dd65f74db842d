//! The outbox: notifications to people, at most one of a kind per booking.

use sea_orm_migration::prelude::*;

use crate::columns::{
    drop_tables, foreign_key, id, index, instant, instant_or_null, number, reference, text,
    text_or_null, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(notice()).await?;
        manager.create_index(unique("notice", &["booking_id", "kind"])).await?;
        manager.create_index(index("notice", &["state", "due_at"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["notice"]).await
    }
}

/// `due_at` is when a waiting notification may be sent, and when the lease of one being sent ends.
/// `retry_key` is made once, so that LINE recognises every repetition.
fn notice() -> TableCreateStatement {
    Table::create()
        .table("notice")
        .col(id())
        .col(reference("booking_id"))
        .col(text("kind"))
        .col(text("state"))
        .col(instant("due_at"))
        .col(ColumnDef::new("retry_key").uuid().not_null())
        .col(number("attempts").default(0))
        .col(instant_or_null("first_tried_at"))
        .col(instant_or_null("ended_at"))
        .col(text_or_null("via"))
        .col(text_or_null("reason"))
        .foreign_key(&mut foreign_key("notice", "booking_id", "booking"))
        .to_owned()
}

//! Multicasts: reminders with the same text are sent to many people in one call. Text, recipients
//! and retry key are fixed before the first attempt.

use sea_orm_migration::prelude::*;

use crate::columns::{
    drop_index, drop_tables, id, index, instant, instant_or_null, number, reference_or_null, text,
    text_or_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(multicast()).await?;
        manager.create_index(index("multicast", &["state", "due_at"])).await?;
        let mut of_many = reference_or_null("multicast_id");
        let column = Table::alter().table("notice").add_column(&mut of_many).to_owned();
        manager.alter_table(column).await?;
        manager.create_index(index("notice", &["multicast_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(drop_index("notice", &["multicast_id"])).await?;
        let column = Table::alter().table("notice").drop_column("multicast_id").to_owned();
        manager.alter_table(column).await?;
        drop_tables(manager, &["multicast"]).await
    }
}

/// `body` is the list of messages as sent to LINE and names no person. The members are the
/// notifications that refer to it.
fn multicast() -> TableCreateStatement {
    Table::create()
        .table("multicast")
        .col(id())
        .col(ColumnDef::new("retry_key").uuid().not_null())
        .col(text("body"))
        .col(text("state"))
        .col(instant("due_at"))
        .col(number("attempts").default(0))
        .col(instant_or_null("first_tried_at"))
        .col(instant_or_null("ended_at"))
        .col(text_or_null("reason"))
        .to_owned()
}

//! Rich menu jobs: accounts whose rich menu has to be set, because they were linked or unlinked.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_tables, foreign_key, index, instant, number, reference};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(menu_owed()).await?;
        manager.create_index(index("menu_owed", &["due_at"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["menu_owed"]).await
    }
}

/// `turn` counts how often the job was enqueued, so that a job enqueued again while it runs is not
/// taken for done.
fn menu_owed() -> TableCreateStatement {
    Table::create()
        .table("menu_owed")
        .col(reference("account_id").primary_key())
        .col(number("turn"))
        .col(instant("due_at"))
        .col(number("attempts"))
        .foreign_key(&mut foreign_key("menu_owed", "account_id", "account"))
        .to_owned()
}

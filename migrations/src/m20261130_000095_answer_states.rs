//! How the stored reply to an event is being sent. `answer_begun_at` alone could not distinguish a
//! reply that may have arrived, a push under a retry key, and a reply that is not sent again.

use sea_orm_migration::prelude::*;

use crate::columns::text_or_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut state = text_or_null("answer_state");
        let column = Table::alter().table("event").add_column(&mut state).to_owned();
        manager.alter_table(column).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("event").drop_column("answer_state").to_owned();
        manager.alter_table(column).await
    }
}

//! The stored reply to an event, fixed before it is first sent, and when sending began: from then
//! on it is unknown whether it arrived, until the event is finished. Also the time for which it is
//! known whether an account is a friend, so that a late event does not undo a newer one.

use sea_orm_migration::prelude::*;

use crate::columns::instant_or_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut answer = ColumnDef::new("answer_sealed");
        let column = Table::alter().table("event").add_column(answer.binary().null()).to_owned();
        manager.alter_table(column).await?;
        let mut begun = instant_or_null("answer_begun_at");
        let column = Table::alter().table("event").add_column(&mut begun).to_owned();
        manager.alter_table(column).await?;
        let mut known = instant_or_null("friend_known_at");
        let column = Table::alter().table("account").add_column(&mut known).to_owned();
        manager.alter_table(column).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("account").drop_column("friend_known_at").to_owned();
        manager.alter_table(column).await?;
        let column = Table::alter().table("event").drop_column("answer_begun_at").to_owned();
        manager.alter_table(column).await?;
        let column = Table::alter().table("event").drop_column("answer_sealed").to_owned();
        manager.alter_table(column).await
    }
}

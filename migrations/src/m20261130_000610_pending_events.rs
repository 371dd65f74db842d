//! Finds the first pending event of each person without reading the others. The index contains only
//! events that are not finished, which are few, so that it stays on a few pages: the index over all
//! events that `m20261126_000051_inbox_in_order` has dropped was spread over thousands.

use sea_orm_migration::prelude::*;

const PENDING_OF_USER: &str = "idx_event_pending_user";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(pending_of_user()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop().name(PENDING_OF_USER).table("event").to_owned();
        manager.drop_index(index).await
    }
}

/// The condition names no state: the databases use a partial index only if the condition follows
/// from the query, and the values in our queries are parameters.
fn pending_of_user() -> IndexCreateStatement {
    Index::create()
        .name(PENDING_OF_USER)
        .table("event")
        .col("user_hash")
        .col("occurred_at")
        .col("id")
        .and_where(Expr::col("ended_at").is_null())
        .to_owned()
}

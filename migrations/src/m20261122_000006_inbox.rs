//! The inbox of webhook events, and the states of conversations.

use sea_orm_migration::prelude::*;

use crate::columns::{
    bytes, drop_tables, id, index, instant, instant_or_null, number, text, text_or_null, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(event()).await?;
        manager.create_index(unique("event", &["event_id"])).await?;
        manager.create_index(one_in_work_per_user()).await?;
        manager.create_index(index("event", &["state", "due_at"])).await?;
        manager.create_index(index("event", &["user_hash", "state", "occurred_at"])).await?;
        manager.create_table(talk()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["talk", "event"]).await
    }
}

/// `due_at` is when a waiting event may be leased, and when the lease of a leased one ends. The
/// payload is erased once the event is finished. The row is kept to recognise a redelivery.
fn event() -> TableCreateStatement {
    Table::create()
        .table("event")
        .col(id())
        .col(text("event_id"))
        .col(ColumnDef::new("user_hash").binary().null())
        .col(instant("occurred_at"))
        .col(instant("received_at"))
        .col(ColumnDef::new("payload_sealed").binary().null())
        .col(text("state"))
        .col(instant("due_at"))
        .col(number("attempts").default(0))
        .col(instant_or_null("ended_at"))
        .col(text_or_null("reason"))
        .to_owned()
}

/// Allows one leased event per person, because a person's events are processed one at a time.
fn one_in_work_per_user() -> IndexCreateStatement {
    Index::create()
        .name("uq_event_taken_user")
        .table("event")
        .col("user_hash")
        .unique()
        .and_where(Expr::col("state").eq("taken"))
        .to_owned()
}

fn talk() -> TableCreateStatement {
    Table::create()
        .table("talk")
        .col(bytes("user_hash").primary_key())
        .col(bytes("state_sealed"))
        .col(instant("changed_at"))
        .to_owned()
}

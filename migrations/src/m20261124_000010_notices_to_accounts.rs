//! Notifications that are not about a booking: the former account of a coupon is told that its link
//! has moved.
//!
//! SQLite cannot remove `NOT NULL` from a column, so the table is rewritten. The rows get new ids
//! in their old order: nothing refers to the ids, and their sequence stays correct.

use sea_orm_migration::prelude::*;

use crate::columns::{
    drop_tables, foreign_key, id, index, instant, instant_or_null, number, reference,
    reference_or_null, text, text_or_null, unique,
};

const KEPT: [&str; 10] = [
    "booking_id",
    "kind",
    "state",
    "due_at",
    "retry_key",
    "attempts",
    "first_tried_at",
    "ended_at",
    "via",
    "reason",
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        let table = table
            .col(id())
            .col(reference_or_null("booking_id"))
            .col(reference_or_null("coupon_id"))
            .col(reference_or_null("account_id"))
            .foreign_key(&mut foreign_key("notice", "coupon_id", "coupon"))
            .foreign_key(&mut foreign_key("notice", "account_id", "account"));
        replace(manager, table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        replace(manager, table.col(id()).col(reference("booking_id"))).await
    }
}

/// Replaces the table by a new one, and copies only notifications about a booking. Before `up`
/// there are no others, and after `down` the table cannot store others.
async fn replace(manager: &SchemaManager<'_>, table: &TableCreateStatement) -> Result<(), DbErr> {
    let table = with_the_rest(table.clone());
    manager.create_table(table).await?;
    let rows = Query::select()
        .columns(KEPT)
        .from("notice")
        .and_where(Expr::col("booking_id").is_not_null())
        .order_by("id", Order::Asc)
        .to_owned();
    let copy = Query::insert()
        .into_table("notice_anew")
        .columns(KEPT)
        .select_from(rows)
        .map_err(|error| DbErr::Custom(error.to_string()))?
        .to_owned();
    manager.get_connection().execute(&copy).await?;
    drop_tables(manager, &["notice"]).await?;
    manager.rename_table(Table::rename().table("notice_anew", "notice").to_owned()).await?;
    manager.create_index(unique("notice", &["booking_id", "kind"])).await?;
    manager.create_index(index("notice", &["state", "due_at"])).await
}

fn with_the_rest(mut table: TableCreateStatement) -> TableCreateStatement {
    table
        .table("notice_anew")
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

//! Venues and their slots. The seats of a slot are counted in its row, and the database itself
//! refuses a count above the capacity.

use sea_orm_migration::prelude::*;

use crate::columns::{
    drop_tables, foreign_key, id, index, number, reference, text, text_or_null, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(venue()).await?;
        manager.create_index(unique("venue", &["code"])).await?;
        manager.create_table(slot()).await?;
        manager.create_index(unique("slot", &["venue_id", "date", "starts"])).await?;
        manager.create_index(index("slot", &["date"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["slot", "venue"]).await
    }
}

fn venue() -> TableCreateStatement {
    Table::create()
        .table("venue")
        .col(id())
        .col(text("code"))
        .col(text("category"))
        .col(text("name"))
        .col(text("kana"))
        .col(text("address"))
        .col(text_or_null("notice"))
        .col(text_or_null("map_url"))
        .col(number("position"))
        .to_owned()
}

fn slot() -> TableCreateStatement {
    Table::create()
        .table("slot")
        .col(id())
        .col(reference("venue_id"))
        .col(ColumnDef::new("date").date().not_null())
        .col(ColumnDef::new("starts").small_integer().not_null())
        .col(ColumnDef::new("ends").small_integer().not_null())
        .col(number("capacity"))
        .col(number("booked").default(0))
        .col(ColumnDef::new("closed").boolean().not_null().default(false))
        .check((
            "ck_slot_booked",
            Expr::col("booked").gte(0).and(Expr::col("booked").lte(Expr::col("capacity"))),
        ))
        .foreign_key(&mut foreign_key("slot", "venue_id", "venue"))
        .to_owned()
}

//! The waiting room: how far the line has come, how it came there, and who is inside. Nothing is
//! kept of those who wait: their tickets hold all there is.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_tables, index, instant, number};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(line()).await?;
        manager.create_table(call()).await?;
        manager.create_table(guest()).await?;
        manager.create_index(index("waiting_guest", &["counts_until"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["waiting_guest", "waiting_call", "waiting_line"]).await
    }
}

/// One row: numbers below `admitted` may come in, those below `lapsed` should have long ago.
fn line() -> TableCreateStatement {
    Table::create()
        .table("waiting_line")
        .col(ColumnDef::new("id").small_integer().not_null().primary_key())
        .col(counter("next"))
        .col(counter("admitted"))
        .col(counter("lapsed"))
        .col(counter("entered"))
        .col(number("inside"))
        .col(number("credit"))
        .col(number("turnout"))
        .col(counter("stay"))
        .col(instant("stepped_at"))
        .to_owned()
}

/// How far numbers had been called, and how many people had come in, at a moment.
fn call() -> TableCreateStatement {
    Table::create()
        .table("waiting_call")
        .col(instant("at").primary_key())
        .col(counter("called"))
        .col(counter("entered"))
        .to_owned()
}

/// Somebody inside, by the number they had in the line.
fn guest() -> TableCreateStatement {
    Table::create()
        .table("waiting_guest")
        .col(counter("number").primary_key())
        .col(instant("entered_at"))
        .col(instant("counts_until"))
        .to_owned()
}

fn counter(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.big_integer().not_null();
    column
}

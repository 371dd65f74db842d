//! The waiting room: the state of its queue, samples of its past, and the people who have entered.
//! Nothing is stored about those who wait: their tickets contain everything.

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

/// One row. Numbers below `admitted` may enter, those below `lapsed` have expired.
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

/// Samples of how far numbers had been called, and how many people had entered.
fn call() -> TableCreateStatement {
    Table::create()
        .table("waiting_call")
        .col(instant("at").primary_key())
        .col(counter("called"))
        .col(counter("entered"))
        .to_owned()
}

/// A person who has entered, by their number in the queue.
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

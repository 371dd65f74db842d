//! Attendance, and how many bookings count for a coupon. That number is in the coupon's row, so
//! that conditional updates can limit it.

use sea_orm_migration::prelude::*;

use crate::columns::{instant_or_null, number};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let marked_at =
            Table::alter().table("booking").add_column(instant_or_null("marked_at")).to_owned();
        manager.alter_table(marked_at).await?;
        let mut bookings = number("bookings");
        bookings.default(0).check(Expr::col("bookings").gte(0));
        manager.alter_table(Table::alter().table("coupon").add_column(bookings).to_owned()).await?;
        manager.get_connection().execute(&count_what_is_there()).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [("coupon", "bookings"), ("booking", "marked_at")] {
            let column = Table::alter().table(table).drop_column(column).to_owned();
            manager.alter_table(column).await?;
        }
        Ok(())
    }
}

/// Sets the number for existing bookings: up to now one per coupon counts, or none.
fn count_what_is_there() -> UpdateStatement {
    let booked = Query::select()
        .column("coupon_id")
        .from("booking")
        .and_where(Expr::col("state").eq("confirmed"))
        .to_owned();
    Query::update()
        .table("coupon")
        .value("bookings", 1)
        .and_where(Expr::col("id").in_subquery(booked))
        .to_owned()
}

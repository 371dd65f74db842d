//! Messages to people when a slot is closed or the municipality cancels. They are stored with the
//! slot, the booking and each notification, so that every attempt sends the same text. Several
//! notifications of suspension and resumption may be enqueued for one booking.

use sea_orm_migration::prelude::*;

use crate::columns::{text_or_null, unique};

/// Kinds of which several may be enqueued for one booking.
const REPEATED: [&str; 2] = ["suspension", "resumption"];
const ONE_OF_A_KIND: &str = "uq_notice_booking_id_kind";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in COLUMNS {
            let mut column = text_or_null(column);
            let alter = Table::alter().table(table).add_column(&mut column).to_owned();
            manager.alter_table(alter).await?;
        }
        manager.get_connection().execute(&ways_on_record()).await?;
        drop_one_of_a_kind(manager).await?;
        let mut one_of_a_kind = unique("notice", &["booking_id", "kind"]);
        one_of_a_kind.and_where(Expr::col("kind").is_not_in(REPEATED));
        manager.create_index(one_of_a_kind).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let unknown = Query::delete()
            .from_table("notice")
            .and_where(Expr::col("kind").is_in(REPEATED))
            .to_owned();
        manager.get_connection().execute(&unknown).await?;
        drop_one_of_a_kind(manager).await?;
        manager.create_index(unique("notice", &["booking_id", "kind"])).await?;
        for (table, column) in COLUMNS {
            let alter = Table::alter().table(table).drop_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}

const COLUMNS: [(&str, &str); 4] = [
    ("slot", "closed_message"),
    ("booking", "cancelled_way"),
    ("booking", "cancel_message"),
    ("notice", "message"),
];

/// Sets the channel through which bookings were cancelled, from the history.
fn ways_on_record() -> UpdateStatement {
    let way = Query::select()
        .expr(Expr::col(("history", "way")).max())
        .from("history")
        .and_where(Expr::col(("history", "booking_id")).equals(("booking", "id")))
        .and_where(Expr::col(("history", "act")).eq("cancelled"))
        .to_owned();
    Query::update()
        .table("booking")
        .value("cancelled_way", Expr::SubQuery(None, Box::new(way.into())))
        .and_where(Expr::col("state").eq("cancelled"))
        .to_owned()
}

async fn drop_one_of_a_kind(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(ONE_OF_A_KIND).table("notice").to_owned()).await
}

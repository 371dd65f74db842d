//! Bookings, and the history of who did what. Neither is ever deleted.

use sea_orm_migration::prelude::*;

use crate::columns::{
    drop_tables, foreign_key, id, index, instant, instant_or_null, reference, text, text_or_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(booking()).await?;
        manager.create_index(one_active_per_coupon()).await?;
        manager.create_index(index("booking", &["coupon_id", "booked_at"])).await?;
        manager.create_index(index("booking", &["slot_id"])).await?;
        manager.create_table(history()).await?;
        manager.create_index(index("history", &["coupon_id", "id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["history", "booking"]).await
    }
}

fn booking() -> TableCreateStatement {
    Table::create()
        .table("booking")
        .col(id())
        .col(reference("coupon_id"))
        .col(reference("slot_id"))
        .col(text("way"))
        .col(text("state"))
        .col(instant("booked_at"))
        .col(instant_or_null("cancelled_at"))
        .foreign_key(&mut foreign_key("booking", "coupon_id", "coupon"))
        .foreign_key(&mut foreign_key("booking", "slot_id", "slot"))
        .to_owned()
}

fn one_active_per_coupon() -> IndexCreateStatement {
    Index::create()
        .name("uq_booking_active_coupon")
        .table("booking")
        .col("coupon_id")
        .unique()
        .and_where(Expr::col("state").eq("confirmed"))
        .to_owned()
}

fn history() -> TableCreateStatement {
    Table::create()
        .table("history")
        .col(id())
        .col(instant("at"))
        .col(reference("coupon_id"))
        .col(ColumnDef::new("booking_id").big_integer().null())
        .col(text("act"))
        .col(text_or_null("terms_version"))
        .col(text("way"))
        .foreign_key(&mut foreign_key("history", "coupon_id", "coupon"))
        .foreign_key(&mut foreign_key("history", "booking_id", "booking"))
        .to_owned()
}

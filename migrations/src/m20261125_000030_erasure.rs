//! Coupons whose holder was erased. Bookings and history are kept for statistics, and nothing
//! reveals any more whose they were.

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
        let column =
            Table::alter().table("coupon").add_column(instant_or_null("erased_at")).to_owned();
        manager.alter_table(column).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("coupon").drop_column("erased_at").to_owned();
        manager.alter_table(column).await
    }
}

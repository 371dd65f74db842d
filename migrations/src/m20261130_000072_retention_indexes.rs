//! Indexes for erasure. Erasing a LINE account searches its notifications and sessions, and the
//! foreign keys do so again. Erasing holders searches the coupons that are not erased yet.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_index, index};

const BY_ACCOUNT: [&str; 2] = ["notice", "session"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in BY_ACCOUNT {
            manager.create_index(index(table, &["account_id"])).await?;
        }
        manager.create_index(not_erased()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let not_erased = Index::drop().name(NOT_ERASED).table("coupon").to_owned();
        manager.drop_index(not_erased).await?;
        for table in BY_ACCOUNT {
            manager.drop_index(drop_index(table, &["account_id"])).await?;
        }
        Ok(())
    }
}

const NOT_ERASED: &str = "idx_coupon_not_erased";

/// Contains only the coupons that are left to be erased, in the order of erasure.
fn not_erased() -> IndexCreateStatement {
    Index::create()
        .name(NOT_ERASED)
        .table("coupon")
        .col("id")
        .and_where(Expr::col("erased_at").is_null())
        .to_owned()
}

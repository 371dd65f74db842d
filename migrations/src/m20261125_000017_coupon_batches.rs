//! Import batches: coupons that come with one file become visible together. Each coupon refers to
//! its batch, and a batch is published by the change of one row.
//!
//! The unique index now begins with the hash of the number, so that a number is also found if its
//! issuer is unknown. References to coupons are indexed, so that an abandoned batch is cleaned up
//! without reading those tables in full.

use sea_orm_migration::prelude::*;

use crate::columns::{
    bytes_or_null, drop_tables, foreign_key, id, index, instant, instant_or_null, reference, text,
    unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(batch()).await?;
        manager.create_index(one_being_filled()).await?;
        manager.create_table(change()).await?;
        let mut of = ColumnDef::new("batch_id");
        let of = Table::alter().table("coupon").add_column(of.big_integer().null()).to_owned();
        manager.alter_table(of).await?;
        manager.create_index(unique("coupon", &["number_hash", "issuer"])).await?;
        drop_index(manager, "coupon", "uq_coupon_issuer_number_hash").await?;
        manager.create_index(index("notice", &["coupon_id"])).await?;
        manager.create_index(index("session", &["coupon_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_index(manager, "session", "idx_session_coupon_id").await?;
        drop_index(manager, "notice", "idx_notice_coupon_id").await?;
        manager.create_index(unique("coupon", &["issuer", "number_hash"])).await?;
        drop_index(manager, "coupon", "uq_coupon_number_hash_issuer").await?;
        let of = Table::alter().table("coupon").drop_column("batch_id").to_owned();
        manager.alter_table(of).await?;
        drop_tables(manager, &["coupon_change", "coupon_batch"]).await
    }
}

/// `after_coupon` is the newest coupon that existed before the first one of the batch. `touched_at`
/// is updated while the import runs.
fn batch() -> TableCreateStatement {
    Table::create()
        .table("coupon_batch")
        .col(id())
        .col(text("state"))
        .col(reference("after_coupon"))
        .col(instant("begun_at"))
        .col(instant("touched_at"))
        .col(instant_or_null("published_at"))
        .to_owned()
}

fn one_being_filled() -> IndexCreateStatement {
    Index::create()
        .name("uq_coupon_batch_filling")
        .table("coupon_batch")
        .col("state")
        .unique()
        .and_where(Expr::col("state").eq("filling"))
        .to_owned()
}

/// Changes that publishing a batch makes to coupons that are visible already: a corrected birth
/// date, or a revocation.
fn change() -> TableCreateStatement {
    Table::create()
        .table("coupon_change")
        .col(reference("batch_id"))
        .col(reference("coupon_id"))
        .col(text("kind"))
        .col(bytes_or_null("proof_hash"))
        .col(bytes_or_null("birth_date_sealed"))
        .primary_key(Index::create().col("coupon_id").col("batch_id"))
        .foreign_key(&mut foreign_key("coupon_change", "batch_id", "coupon_batch"))
        .foreign_key(&mut foreign_key("coupon_change", "coupon_id", "coupon"))
        .to_owned()
}

async fn drop_index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    name: &'static str,
) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(name).table(table).to_owned()).await
}

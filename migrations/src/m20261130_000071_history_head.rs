//! Seals mark the rows of the history that they cover, instead of covering ranges of ids, so that
//! entries that become visible late go under a later seal. Each seal records the earliest and the
//! latest time of its entries. A head names the newest seal, so that seals removed from the end are
//! noticed.

use sea_orm_migration::prelude::*;

use crate::columns::{
    bytes, drop_index, drop_tables, index, instant, reference, reference_or_null,
};

const SEALED: [&str; 2] = ["history", "staff_act"];
const BY_SEAL: [&str; 2] = ["seal_id", "id"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in SEALED {
            let column = reference_or_null("seal_id");
            let column = Table::alter().table(table).add_column(column).to_owned();
            manager.alter_table(column).await?;
            manager.create_index(index(table, &BY_SEAL)).await?;
        }
        for name in ["first_at", "last_at"] {
            let column = instant(name).default(0).to_owned();
            let column = Table::alter().table("history_seal").add_column(column).to_owned();
            manager.alter_table(column).await?;
        }
        manager.create_index(index("history_seal", &["sealed_at"])).await?;
        manager.create_table(history_head()).await?;
        let only = Query::insert()
            .into_table("history_head")
            .columns(["id", "seal_id", "key_number", "mac"])
            .values_panic([1.into(), 0.into(), 0.into(), Expr::val(Vec::<u8>::new())])
            .to_owned();
        manager.execute(only).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["history_head"]).await?;
        manager.drop_index(drop_index("history_seal", &["sealed_at"])).await?;
        for name in ["last_at", "first_at"] {
            let column = Table::alter().table("history_seal").drop_column(name).to_owned();
            manager.alter_table(column).await?;
        }
        for table in SEALED {
            manager.drop_index(drop_index(table, &BY_SEAL)).await?;
            let column = Table::alter().table(table).drop_column("seal_id").to_owned();
            manager.alter_table(column).await?;
        }
        Ok(())
    }
}

/// One row, locked by every transaction that seals. `seal_id` is the newest seal, 0 before the
/// first. `mac` authenticates it with the key of `key_number`.
fn history_head() -> TableCreateStatement {
    Table::create()
        .table("history_head")
        .col(ColumnDef::new("id").small_integer().not_null().primary_key())
        .col(reference("seal_id"))
        .col(ColumnDef::new("key_number").small_integer().not_null())
        .col(bytes("mac"))
        .to_owned()
}

//! Members of staff with their rights, and the audit log, which the history seals cover as well.
//! Name, rights and token digest are sealed as one value, so that writing to the database is not
//! enough to grant a right.

use sea_orm_migration::prelude::*;

use crate::columns::{
    bytes, bytes_or_null, drop_tables, foreign_key, id, index, instant, instant_or_null,
    reference_or_null, text,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(staff()).await?;
        manager.create_table(staff_act()).await?;
        manager.create_index(index("staff_act", &["coupon_id", "id"])).await?;
        let mut last = ColumnDef::new("last_staff_act");
        last.big_integer().not_null().default(0);
        let column = Table::alter().table("history_seal").add_column(last).to_owned();
        manager.alter_table(column).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("history_seal").drop_column("last_staff_act").to_owned();
        manager.alter_table(column).await?;
        drop_tables(manager, &["staff_act", "staff"]).await
    }
}

fn staff() -> TableCreateStatement {
    Table::create()
        .table("staff")
        .col(id())
        .col(bytes("member_sealed"))
        .col(instant("added_at"))
        .col(instant_or_null("removed_at"))
        .to_owned()
}

/// `name_sealed` is empty without an authenticated member: access to the machine, or a refusal.
fn staff_act() -> TableCreateStatement {
    Table::create()
        .table("staff_act")
        .col(id())
        .col(instant("at"))
        .col(text("act"))
        .col(reference_or_null("coupon_id"))
        .col(ColumnDef::new("allowed").boolean().not_null())
        .col(bytes_or_null("name_sealed"))
        .foreign_key(&mut foreign_key("staff_act", "coupon_id", "coupon"))
        .to_owned()
}

//! Notifications whose addressee is fixed when they are enqueued, and the accounts and addresses
//! that a coupon had until a change. For a few days these also get notifications of cancellations,
//! each one of its own.

use sea_orm_migration::prelude::*;

use crate::columns::{
    bytes_or_null, drop_tables, foreign_key, id, index, instant, reference, reference_or_null,
    unique,
};

const ONE_OF_A_KIND: &str = "uq_notice_booking_id_kind";
/// Kinds of which several may be enqueued for one booking.
const REPEATED: [&str; 3] = ["suspension", "resumption", "cancellation_copy"];
const REPEATED_BEFORE: [&str; 2] = ["suspension", "resumption"];
/// Kinds that older versions do not know.
const NEW_KINDS: [&str; 4] = ["linked", "unlinked", "contact_changed", "cancellation_copy"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut address = bytes_or_null("address_sealed");
        let column = Table::alter().table("notice").add_column(&mut address).to_owned();
        manager.alter_table(column).await?;
        replace_index(manager, &REPEATED).await?;
        let mut table = Table::create();
        let table = table
            .table("former_contact")
            .col(id())
            .col(reference("coupon_id"))
            .col(reference_or_null("account_id"))
            .col(bytes_or_null("address_sealed"))
            .col(instant("replaced_at"))
            .col(instant("until"))
            .foreign_key(&mut foreign_key("former_contact", "coupon_id", "coupon"))
            .foreign_key(&mut foreign_key("former_contact", "account_id", "account"));
        manager.create_table(table.to_owned()).await?;
        for column in ["coupon_id", "account_id", "until"] {
            manager.create_index(index("former_contact", &[column])).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["former_contact"]).await?;
        let unknown = Query::delete()
            .from_table("notice")
            .and_where(Expr::col("kind").is_in(NEW_KINDS))
            .to_owned();
        manager.get_connection().execute(&unknown).await?;
        replace_index(manager, &REPEATED_BEFORE).await?;
        let column = Table::alter().table("notice").drop_column("address_sealed").to_owned();
        manager.alter_table(column).await
    }
}

async fn replace_index(manager: &SchemaManager<'_>, repeated: &[&str]) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(ONE_OF_A_KIND).table("notice").to_owned()).await?;
    let mut one_of_a_kind = unique("notice", &["booking_id", "kind"]);
    one_of_a_kind.and_where(Expr::col("kind").is_not_in(repeated.iter().copied()));
    manager.create_index(one_of_a_kind).await
}

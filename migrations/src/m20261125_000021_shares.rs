//! How many of the booked seats of a slot came through the pages without LINE and by telephone,
//! because each quota channel may have reserved seats. The rest came through LINE.

use sea_orm_migration::prelude::*;

use crate::columns::number;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let web = Expr::col("booked_by_web").gte(0);
        add_counter(manager, "booked_by_web", web).await?;
        let sum = Expr::col("booked_by_web").add(Expr::col("booked_by_phone"));
        let phone = Expr::col("booked_by_phone").gte(0).and(sum.lte(Expr::col("booked")));
        add_counter(manager, "booked_by_phone", phone).await?;
        manager.get_connection().execute(&count_those_of_the_web()).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // First the one whose check refers to the other.
        for counter in ["booked_by_phone", "booked_by_web"] {
            let column = Table::alter().table("slot").drop_column(counter).to_owned();
            manager.alter_table(column).await?;
        }
        Ok(())
    }
}

async fn add_counter(
    manager: &SchemaManager<'_>,
    name: &'static str,
    check: Expr,
) -> Result<(), DbErr> {
    let mut counter = number(name);
    counter.default(0).check(check);
    manager.alter_table(Table::alter().table("slot").add_column(counter).to_owned()).await
}

/// Counts the bookings through the web. Before this there were none by telephone.
fn count_those_of_the_web() -> UpdateStatement {
    let theirs = Query::select()
        .expr(Func::count(Expr::val(1)))
        .from("booking")
        .and_where(Expr::col(("booking", "slot_id")).eq(Expr::col(("slot", "id"))))
        .and_where(Expr::col(("booking", "state")).eq("confirmed"))
        .and_where(Expr::col(("booking", "way")).eq("web"))
        .to_owned();
    Query::update()
        .table("slot")
        .value("booked_by_web", theirs)
        .and_where(Expr::col("booked").gt(0))
        .to_owned()
}

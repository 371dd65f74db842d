//! Adds the time when a session was last used, which the person can see.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut used_at =
            ColumnDef::new("last_used_at").big_integer().not_null().default(0).to_owned();
        let column = Table::alter().table("session").add_column(&mut used_at).to_owned();
        manager.alter_table(column).await?;
        let known = Query::update()
            .table("session")
            .value("last_used_at", Expr::col("created_at"))
            .to_owned();
        manager.get_connection().execute(&known).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("session").drop_column("last_used_at").to_owned();
        manager.alter_table(column).await
    }
}

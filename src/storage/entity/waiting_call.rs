//! Samples of how far numbers had been called, and how many people had entered.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "waiting_call")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub at: i64,
    pub called: i64,
    pub entered: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

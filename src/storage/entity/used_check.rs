//! Solutions of robot checks that were used.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "used_check")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub solution_hash: Vec<u8>,
    pub until: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! The state of the queue. One row.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "waiting_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i16,
    pub next: i64,
    pub admitted: i64,
    pub lapsed: i64,
    pub entered: i64,
    pub inside: i32,
    pub credit: i32,
    pub turnout: i32,
    pub stay: i64,
    pub stepped_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

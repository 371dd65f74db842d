//! Multicasts.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "multicast")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub retry_key: Uuid,
    pub body: String,
    pub state: String,
    pub due_at: i64,
    pub attempts: i32,
    pub first_tried_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub reason: Option<String>,
    /// Whether LINE may have accepted it.
    pub begun: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Throttle counters: failed attempts by throttle key.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "failure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_hash: Vec<u8>,
    pub failures: i32,
    /// The work that was done for the next attempt, or 0. The column once held a number of
    /// attempts.
    #[sea_orm(column_name = "tries_left")]
    pub paid_work: i32,
    pub last_at: i64,
    pub locked_until: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Seals over the history.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "history_seal")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The seal before; 0 for the first one.
    pub follows: i64,
    /// The newest entry under it or under a seal before; 0 where there is none.
    pub last_entry: i64,
    /// The newest act of the staff under it or under a seal before; 0 where there is none.
    pub last_staff_act: i64,
    /// How many entries and acts are under it and under no seal before.
    pub entries: i64,
    pub sealed_at: i64,
    /// The earliest and the latest moment that an entry or act under it bears.
    pub first_at: i64,
    pub last_at: i64,
    /// Of the key that made it.
    pub key_number: i16,
    pub seal: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

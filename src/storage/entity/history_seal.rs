//! History seals.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "history_seal")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The previous seal, or 0 for the first one.
    pub follows: i64,
    /// The newest entry covered by this seal or an earlier one, or 0.
    pub last_entry: i64,
    /// The newest audit log entry covered by this seal or an earlier one, or 0.
    pub last_staff_act: i64,
    /// How many entries of history and audit log this seal alone covers.
    pub entries: i64,
    pub sealed_at: i64,
    /// The earliest and the latest time of the entries that it covers.
    pub first_at: i64,
    pub last_at: i64,
    /// The number of the key that made it.
    pub key_number: i16,
    pub seal: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

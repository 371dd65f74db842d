//! Running instances and the sealing keys they hold.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instance")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub started_at: i64,
    pub seen_at: i64,
    /// The numbers of the keys, the newest first, separated by commas.
    pub key_numbers: String,
    /// The keyed hashes of `key_check` for the same keys, concatenated.
    pub key_hashes: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

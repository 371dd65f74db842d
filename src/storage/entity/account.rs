//! LINE accounts.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub user_hash: Vec<u8>,
    pub user_sealed: Vec<u8>,
    pub friend: Option<bool>,
    /// The moment for which `friend` is known.
    pub friend_known_at: Option<i64>,
    pub language: Option<String>,
    pub first_seen_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

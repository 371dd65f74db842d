//! The audit log: what staff did, and what they were refused.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_act")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: i64,
    pub act: String,
    pub coupon_id: Option<i64>,
    pub allowed: bool,
    /// `None` if no member authenticated.
    pub name_sealed: Option<Vec<u8>>,
    /// Keyed hash of the search term, if the act began with a search.
    pub search_hash: Option<Vec<u8>>,
    /// The history seal that covers the entry.
    pub seal_id: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

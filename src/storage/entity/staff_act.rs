//! What the staff did, and what they were refused.

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
    /// Nobody's where no token of a member was shown.
    pub name_sealed: Option<Vec<u8>>,
    /// A keyed hash of what was searched for, where the act began with a search.
    pub search_hash: Option<Vec<u8>>,
    /// The seal of the history it lies under.
    pub seal_id: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

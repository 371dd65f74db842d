//! The history: who did what, when, and through which channel.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "history")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: i64,
    pub coupon_id: i64,
    pub booking_id: Option<i64>,
    pub act: String,
    pub terms_version: Option<String>,
    pub way: String,
    pub signature_sealed: Option<Vec<u8>>,
    /// The history seal that covers the entry.
    pub seal_id: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

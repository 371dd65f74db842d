//! Accounts and addresses that a coupon had until a change, kept for a few days.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "former_contact")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub coupon_id: i64,
    /// The account that was linked; `None` where an address was replaced.
    pub account_id: Option<i64>,
    /// The account again, or the address that was replaced.
    pub address_sealed: Option<Vec<u8>>,
    pub replaced_at: i64,
    pub until: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

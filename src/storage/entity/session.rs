//! Sessions of the pages.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    pub coupon_id: Option<i64>,
    pub account_id: Option<i64>,
    /// Whether the coupon was proved by its link to the account.
    pub by_link: bool,
    pub created_at: i64,
    pub expires_at: i64,
    /// To within a part of the idle limit.
    pub last_used_at: i64,
    /// Shows that the service made the row.
    pub seal: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

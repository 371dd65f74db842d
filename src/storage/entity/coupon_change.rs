//! Changes that publishing a batch makes to coupons that are visible already.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coupon_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub batch_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub coupon_id: i64,
    pub kind: String,
    pub proof_hash: Option<Vec<u8>>,
    pub birth_date_sealed: Option<Vec<u8>>,
    /// `None` leaves the code as it is.
    pub check_code_sealed: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Coupons as the municipality registered them.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coupon")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub issuer: String,
    pub number_hash: Vec<u8>,
    pub proof_hash: Vec<u8>,
    pub number_sealed: Vec<u8>,
    pub birth_date_sealed: Vec<u8>,
    /// `None` if the letter has no check code.
    pub check_code_sealed: Option<Vec<u8>>,
    pub registered_at: i64,
    pub revoked_at: Option<i64>,
    /// `None` for a coupon that was registered individually.
    pub batch_id: Option<i64>,
    pub bookings: i32,
    /// From this moment on the row does not reveal whose coupon it was.
    pub erased_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

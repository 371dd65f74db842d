//! The outbox.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// None for a notice that speaks of no booking.
    pub booking_id: Option<i64>,
    /// Whose coupon a notice without a booking is about.
    pub coupon_id: Option<i64>,
    /// Whom to tell, where that is not whoever the coupon is linked to.
    pub account_id: Option<i64>,
    /// The address to write to, where it is fixed. Beside an account: it has a notice of its own.
    pub address_sealed: Option<Vec<u8>>,
    /// What it goes out with, if it does not go alone.
    pub multicast_id: Option<i64>,
    pub kind: String,
    pub state: String,
    pub due_at: i64,
    pub retry_key: Uuid,
    pub attempts: i32,
    pub first_tried_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub via: Option<String>,
    /// The way by which it may have arrived already.
    pub begun_via: Option<String>,
    /// To whom, if by LINE.
    pub begun_account_id: Option<i64>,
    pub reason: Option<String>,
    /// The municipality's words, the same for every attempt.
    pub message: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

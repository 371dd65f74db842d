//! The outbox.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// `None` for a notification that is not about a booking.
    pub booking_id: Option<i64>,
    /// The coupon, if there is no booking or the addressee is fixed.
    pub coupon_id: Option<i64>,
    /// The account to send to, if it is fixed or the notification is part of a multicast.
    pub account_id: Option<i64>,
    /// The fixed addressee: the account again, and the mail address. With an account, the address
    /// has a notification of its own.
    pub address_sealed: Option<Vec<u8>>,
    /// The multicast that it is part of, if any.
    pub multicast_id: Option<i64>,
    pub kind: String,
    pub state: String,
    pub due_at: i64,
    pub retry_key: Uuid,
    pub attempts: i32,
    pub first_tried_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub via: Option<String>,
    /// The delivery method by which it may have arrived already.
    pub begun_via: Option<String>,
    /// The account that it may have reached, if by LINE.
    pub begun_account_id: Option<i64>,
    pub reason: Option<String>,
    /// The municipality's message, the same for every attempt.
    pub message: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

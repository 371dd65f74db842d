//! Bookings.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub coupon_id: i64,
    pub slot_id: i64,
    pub way: String,
    pub state: String,
    pub booked_at: i64,
    pub cancelled_at: Option<i64>,
    pub marked_at: Option<i64>,
    pub cancelled_way: Option<String>,
    pub cancel_message: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::slot::Entity",
        from = "Column::SlotId",
        to = "super::slot::Column::Id"
    )]
    Slot,
}

impl Related<super::slot::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Slot.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

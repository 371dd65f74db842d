//! The inbox.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub event_id: String,
    pub user_hash: Option<Vec<u8>>,
    /// Keyed hash of the id of the message that the event brought.
    pub message_hash: Option<Vec<u8>>,
    pub occurred_at: i64,
    pub received_at: i64,
    pub payload_sealed: Option<Vec<u8>>,
    pub state: String,
    pub due_at: i64,
    pub attempts: i32,
    /// The stored reply, fixed before it is first sent.
    pub answer_sealed: Option<Vec<u8>>,
    /// When the reply was last being sent. `None` if it cannot have arrived.
    pub answer_begun_at: Option<i64>,
    /// How the reply is being sent, unless by a reply that may have arrived.
    pub answer_state: Option<String>,
    pub ended_at: Option<i64>,
    pub reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Owing notices, and what is owed.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{NoticeRecord, NoticeState};
use crate::{
    storage::{
        Tx,
        entity::notice::{ActiveModel, Column, Entity},
        instant::micros,
        view::{Result, View},
    },
    vaccination::{ids::BookingId, notice::NoticeKind},
};

impl Tx {
    /// Owes a notice from `due_at` on; false when one of this kind is owed for the booking
    /// already, whatever became of it.
    pub async fn owe(
        &self,
        booking: BookingId,
        kind: NoticeKind,
        due_at: DateTime<Utc>,
        retry_key: Uuid,
    ) -> Result<bool> {
        Ok(self.owe_all(kind, &[(booking, due_at, retry_key)]).await? == 1)
    }

    /// Owes notices of one kind for several bookings, each from its moment on and with its own
    /// retry key; tells how many were not owed before.
    pub async fn owe_all(
        &self,
        kind: NoticeKind,
        notices: &[(BookingId, DateTime<Utc>, Uuid)],
    ) -> Result<u64> {
        let rows = notices.iter().map(|(booking, due_at, retry_key)| ActiveModel {
            booking_id: Set(Some(booking.0)),
            ..waiting(kind, *due_at, *retry_key)
        });
        let once = OnConflict::new().do_nothing().to_owned();
        let owed = Entity::insert_many(rows)
            .on_conflict(once)
            .exec_without_returning(&self.connection)
            .await?;
        Ok(owed)
    }

    /// Puts off a notice that is waiting: the person is being told by another way.
    pub async fn put_off_notice(
        &self,
        booking: BookingId,
        kind: NoticeKind,
        until: DateTime<Utc>,
    ) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::DueAt, Expr::val(micros(until)))
            .filter(Column::BookingId.eq(booking.0))
            .filter(Column::Kind.eq(kind.as_str()))
            .filter(Column::State.eq(NoticeState::Waiting.as_str()))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Notes that the person has been told already, by a reply in the chat: what is still
    /// waiting is not sent any more.
    pub async fn notice_told(
        &self,
        booking: BookingId,
        kind: NoticeKind,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let told = Entity::update_many()
            .col_expr(Column::State, Expr::val(NoticeState::Sent.as_str()))
            .col_expr(Column::Via, Expr::val("reply"))
            .col_expr(Column::EndedAt, Expr::val(micros(now)))
            .filter(Column::BookingId.eq(booking.0))
            .filter(Column::Kind.eq(kind.as_str()))
            .filter(Column::State.eq(NoticeState::Waiting.as_str()))
            .exec(&self.connection)
            .await?;
        Ok(told.rows_affected == 1)
    }
}

pub(super) fn waiting(kind: NoticeKind, due_at: DateTime<Utc>, retry_key: Uuid) -> ActiveModel {
    ActiveModel {
        id: NotSet,
        booking_id: Set(None),
        coupon_id: Set(None),
        account_id: Set(None),
        address_sealed: Set(None),
        multicast_id: Set(None),
        kind: Set(kind.as_str().to_owned()),
        state: Set(NoticeState::Waiting.as_str().to_owned()),
        due_at: Set(micros(due_at)),
        retry_key: Set(retry_key),
        attempts: Set(0),
        first_tried_at: Set(None),
        ended_at: Set(None),
        via: Set(None),
        begun_via: Set(None),
        begun_account_id: Set(None),
        reason: Set(None),
        message: Set(None),
    }
}

impl<C: ConnectionTrait> View<C> {
    /// The notices of a booking in the order in which they came to be owed.
    pub async fn notices_of(&self, booking: BookingId) -> Result<Vec<NoticeRecord>> {
        let rows = Entity::find()
            .filter(Column::BookingId.eq(booking.0))
            .order_by_asc(Column::Id)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(NoticeRecord::try_from).collect()
    }
}

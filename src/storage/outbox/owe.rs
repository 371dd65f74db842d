//! Enqueuing notifications, and reading those of a booking.

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
    /// Enqueues a notification, due at `due_at`. Returns false if one of this kind was enqueued for
    /// the booking before, whatever its outcome.
    pub async fn owe(
        &self,
        booking: BookingId,
        kind: NoticeKind,
        due_at: DateTime<Utc>,
        retry_key: Uuid,
    ) -> Result<bool> {
        Ok(self.owe_all(kind, &[(booking, due_at, retry_key)]).await? == 1)
    }

    /// Enqueues notifications of one kind for several bookings, each with its own due time and
    /// retry key, and returns how many were new.
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

    /// Postpones a waiting notification, because the person is being told in another way.
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

    /// Marks a waiting notification as sent, because a reply in the chat has told the person.
    /// Returns whether one was waiting.
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
    /// Reads the notifications of a booking in the order in which they were enqueued.
    pub async fn notices_of(&self, booking: BookingId) -> Result<Vec<NoticeRecord>> {
        let rows = Entity::find()
            .filter(Column::BookingId.eq(booking.0))
            .order_by_asc(Column::Id)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(NoticeRecord::try_from).collect()
    }
}

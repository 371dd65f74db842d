//! Leasing due notifications, and recording their outcome.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany,
    sea_query::{Expr, ExprTrait, Func, LockBehavior, LockType, Query, SelectStatement},
};

use super::{Begun, NoticeState, OwedNotice, UNREADABLE};
use crate::{
    storage::{
        Store, Tx, Write,
        entity::{
            booking,
            notice::{Column, Entity, Model},
            slot,
        },
        instant::micros,
        rows::{self, CONFIRMED},
        view::Result,
    },
    vaccination::{ids::NoticeId, notice::NoticeKind},
};

impl Store {
    /// Leases up to `limit` due notifications for the time of `lease`, the longest due first. No
    /// other worker gets them before it ends. A reminder is leased only while its booking is
    /// confirmed and its slot open, and is suppressed otherwise. Notifications of one booking are
    /// leased in the order in which they were enqueued: none while an earlier one is pending.
    pub async fn lease_notices(
        &self,
        now: DateTime<Utc>,
        lease: TimeDelta,
        limit: u64,
    ) -> Result<Vec<OwedNotice>> {
        self.require_keys().await?;
        let tx = self.begin().await?;
        tx.suppress_pointless(now).await?;
        let due = tx.due(now, limit).await?;
        let leased = tx.lease(&due, now, now + lease).await?;
        let owed = tx.with_bookings(leased, now).await?;
        tx.commit().await?;
        Ok(owed)
    }

    /// Records the delivery method of the attempt that begins; skipped if the lease has ended and
    /// another worker has the notification.
    pub async fn begin_notice(&self, notice: &OwedNotice, way: Begun) -> Result<Write> {
        let account = match way {
            Begun::Line(account) => Some(account.0),
            Begun::Mail => None,
        };
        self.note_begun(notice, Some(way.as_str()), account).await
    }

    /// Records that it has certainly not arrived: the next attempt may use any delivery method.
    /// Skipped if the lease has ended and another worker has the notification.
    pub async fn end_notice(&self, notice: &OwedNotice) -> Result<Write> {
        self.note_begun(notice, None, None).await
    }

    async fn note_begun(
        &self,
        notice: &OwedNotice,
        way: Option<&str>,
        account: Option<i64>,
    ) -> Result<Write> {
        let attempts = i32::try_from(notice.attempts).unwrap_or(i32::MAX);
        let _turn = self.turn().await;
        let noted = one(notice.id, NoticeState::Sending)
            .col_expr(Column::BegunVia, Expr::val(way))
            .col_expr(Column::BegunAccountId, Expr::val(account))
            .filter(Column::State.eq(NoticeState::Sending.as_str()))
            .filter(Column::Attempts.eq(attempts))
            .exec(&self.connection)
            .await?;
        Ok(Write::of(noted.rows_affected, 1))
    }

    /// Marks a notification as sent, with its delivery method.
    pub async fn notice_sent(&self, id: NoticeId, via: &str, now: DateTime<Utc>) -> Result<()> {
        let sent = one(id, NoticeState::Sent)
            .col_expr(Column::Via, Expr::val(via))
            .col_expr(Column::EndedAt, Expr::val(micros(now)))
            .col_expr(Column::AddressSealed, Expr::val(None::<Vec<u8>>))
            .filter(Column::State.ne(NoticeState::Sent.as_str()));
        self.note(sent).await
    }

    /// Ends a notification that need not be sent. The reason names no person.
    pub async fn notice_not_needed(
        &self,
        id: NoticeId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let ended = one(id, NoticeState::Suppressed)
            .col_expr(Column::Reason, Expr::val(reason))
            .col_expr(Column::EndedAt, Expr::val(micros(now)))
            .col_expr(Column::AddressSealed, Expr::val(None::<Vec<u8>>))
            .filter(Column::State.eq(NoticeState::Sending.as_str()));
        self.note(ended).await
    }

    /// Postpones a notification. The reason is for the administration and names no person.
    pub async fn notice_retry(&self, id: NoticeId, at: DateTime<Utc>, reason: &str) -> Result<()> {
        let put_off = one(id, NoticeState::Waiting)
            .col_expr(Column::DueAt, Expr::val(micros(at)))
            .col_expr(Column::Reason, Expr::val(reason))
            .filter(Column::State.eq(NoticeState::Sending.as_str()));
        self.note(put_off).await
    }

    /// Marks a notification as failed. The reason is for the administration and names no person.
    pub async fn notice_failed(
        &self,
        id: NoticeId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.note(failed(id, reason, now)).await
    }

    async fn note(&self, update: UpdateMany<Entity>) -> Result<()> {
        let _turn = self.turn().await;
        update.exec(&self.connection).await?;
        Ok(())
    }
}

impl Tx {
    /// Suppresses due reminders of bookings that are no longer confirmed or whose slot is closed.
    async fn suppress_pointless(&self, now: DateTime<Utc>) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::State, Expr::val(NoticeState::Suppressed.as_str()))
            .filter(Column::State.is_in(open_states()))
            .filter(Column::DueAt.lte(micros(now)))
            .filter(Column::Kind.eq(NoticeKind::Reminder.as_str()))
            .filter(Column::MulticastId.is_null())
            .filter(Expr::exists(open_confirmed_booking()).not())
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    async fn due(&self, now: DateTime<Utc>, limit: u64) -> Result<Vec<i64>> {
        let due: Select<Entity> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::State.is_in(open_states()))
            .filter(Column::DueAt.lte(micros(now)))
            .filter(Column::MulticastId.is_null())
            .filter(
                Column::Kind
                    .ne(NoticeKind::Reminder.as_str())
                    .or(Expr::exists(open_confirmed_booking())),
            )
            .filter(Expr::exists(an_earlier_one()).not())
            .order_by_asc(Column::DueAt)
            .order_by_asc(Column::Id)
            .limit(limit)
            // PostgreSQL: skips what another worker is leasing. SQLite ignores this, because a
            // transaction that writes is the only one.
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        Ok(due.into_tuple().all(&self.connection).await?)
    }

    /// Leases notifications, and returns their rows in the order of `due`.
    async fn lease(
        &self,
        due: &[i64],
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<Model>> {
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let first_tried_at =
            Func::coalesce([Expr::col(Column::FirstTriedAt), Expr::val(micros(now))]);
        let mut leased = Entity::update_many()
            .col_expr(Column::State, Expr::val(NoticeState::Sending.as_str()))
            .col_expr(Column::DueAt, Expr::val(micros(until)))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .col_expr(Column::FirstTriedAt, first_tried_at.into())
            .filter(Column::Id.is_in(due.iter().copied()))
            .exec_with_returning(&self.connection)
            .await?;
        leased.sort_by_key(|row| due.iter().position(|id| *id == row.id));
        Ok(leased)
    }

    /// Adds the bookings. What cannot be read fails here, so that it does not block other people's.
    async fn with_bookings(
        &self,
        leased: Vec<Model>,
        now: DateTime<Utc>,
    ) -> Result<Vec<OwedNotice>> {
        let ids: Vec<i64> = leased.iter().filter_map(|row| row.booking_id).collect();
        let mut bookings = HashMap::with_capacity(ids.len());
        if !ids.is_empty() {
            let rows = rows::bookings().filter(booking::Column::Id.is_in(ids));
            for row in rows.all(&self.connection).await? {
                bookings.insert(row.0.id, row);
            }
        }
        let mut owed = Vec::with_capacity(leased.len());
        for row in leased {
            let id = NoticeId(row.id);
            let booking = row.booking_id.and_then(|id| bookings.get(&id).cloned());
            let booking = booking.map(rows::booking).transpose();
            match booking.and_then(|booking| OwedNotice::try_from((row, booking, &self.sealer))) {
                Ok(notice) => owed.push(notice),
                Err(error) => {
                    // If a key has come into use since that we lack, leave it to other instances.
                    self.require_keys_in_use().await?;
                    tracing::error!(notice = %id, %error, "a notification could not be read");
                    failed(id, UNREADABLE, now).exec(&self.connection).await?;
                }
            }
        }
        Ok(owed)
    }
}

/// Returns the states of pending notifications.
pub(in crate::storage) fn open_states() -> [&'static str; 2] {
    [NoticeState::Waiting.as_str(), NoticeState::Sending.as_str()]
}

fn failed(id: NoticeId, reason: &str, now: DateTime<Utc>) -> UpdateMany<Entity> {
    one(id, NoticeState::Failed)
        .col_expr(Column::Reason, Expr::val(reason))
        .col_expr(Column::EndedAt, Expr::val(micros(now)))
        .filter(Column::State.eq(NoticeState::Sending.as_str()))
}

fn one(id: NoticeId, state: NoticeState) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::val(state.as_str()))
        .filter(Column::Id.eq(id.0))
}

/// Selects a pending notification of the same booking that was enqueued earlier.
pub(in crate::storage) fn an_earlier_one() -> SelectStatement {
    const EARLIER: &str = "earlier";
    let earlier = |column| Expr::col((EARLIER, column));
    let ours = |column| Expr::col((Entity, column));
    Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, EARLIER)
        .and_where(earlier(Column::BookingId).eq(ours(Column::BookingId)))
        .and_where(earlier(Column::Id).lt(ours(Column::Id)))
        .and_where(earlier(Column::State).is_in(open_states()))
        .to_owned()
}

/// Selects the confirmed booking of a notification, in a slot that is open.
pub(in crate::storage) fn open_confirmed_booking() -> SelectStatement {
    let of_slot = Expr::col((slot::Entity, slot::Column::Id))
        .equals((booking::Entity, booking::Column::SlotId));
    Query::select()
        .expr(Expr::val(1))
        .from(booking::Entity)
        .inner_join(slot::Entity, of_slot)
        .and_where(Expr::col((slot::Entity, slot::Column::Closed)).eq(false))
        .and_where(
            Expr::col((booking::Entity, booking::Column::Id))
                .eq(Expr::col((Entity, Column::BookingId))),
        )
        .and_where(Expr::col((booking::Entity, booking::Column::State)).eq(CONFIRMED))
        .to_owned()
}

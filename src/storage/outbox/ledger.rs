//! The delivery log: what was sent to whom, when and by which method, and what failed and why.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{NoticeRecord, NoticeState};
use crate::{
    storage::{
        Store,
        entity::{
            booking,
            notice::{Column, Entity, Model},
        },
        error::if_readable,
        instant::micros,
        rows,
        view::{Result, View},
    },
    vaccination::{
        booking::Booking,
        ids::{BookingId, CouponId, NoticeId},
    },
};

/// A filter for the delivery log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ledger {
    /// Neither sent nor suppressed: waiting, being sent, failed.
    Owed,
    Failed,
    /// All notifications of a booking, whatever their outcome.
    OfBooking(BookingId),
}

/// An entry of the delivery log.
#[derive(Debug, Clone)]
pub struct LedgerLine {
    pub notice: NoticeRecord,
    /// The coupon that it is about.
    pub coupon: CouponId,
    /// `None` for a notification that is not about a booking, or whose booking cannot be read.
    pub booking: Option<Booking>,
}

/// How a notification that failed is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retried {
    /// Under its retry key: LINE recognises it if it has accepted it.
    UnderItsKey,
    /// Under a new retry key: it arrives a second time if it had arrived.
    UnderANewKey,
    /// It had not failed, or there is no such notification.
    Not,
}

impl<C: ConnectionTrait> View<C> {
    /// Reads up to `limit` entries after `after`, in the order in which they were enqueued. Entries
    /// that cannot be read are left out; none is returned only if none follows.
    pub async fn ledger(
        &self,
        which: Ledger,
        after: Option<NoticeId>,
        limit: u64,
    ) -> Result<Vec<LedgerLine>> {
        let of_state =
            |states: &[NoticeState]| Column::State.is_in(states.iter().map(|state| state.as_str()));
        let asked = match which {
            Ledger::Owed => {
                of_state(&[NoticeState::Waiting, NoticeState::Sending, NoticeState::Failed])
            }
            Ledger::Failed => of_state(&[NoticeState::Failed]),
            Ledger::OfBooking(booking) => Column::BookingId.eq(booking.0),
        };
        let mut last = after.map_or(0, |id| id.0);
        let mut lines = Vec::new();
        while lines.is_empty() {
            let rows = Entity::find()
                .filter(asked.clone())
                .filter(Column::Id.gt(last))
                .order_by_asc(Column::Id)
                .limit(limit)
                .all(&self.connection)
                .await?;
            let Some(row) = rows.last() else { break };
            last = row.id;
            for row in rows {
                lines.extend(self.line(row).await?);
            }
        }
        Ok(lines)
    }

    async fn line(&self, row: Model) -> Result<Option<LedgerLine>> {
        let found = match row.booking_id {
            Some(id) => {
                let of_notice = rows::bookings().filter(booking::Column::Id.eq(id));
                of_notice.one(&self.connection).await?
            }
            None => None,
        };
        let coupon = found.as_ref().map(|(booking, ..)| booking.coupon_id).or(row.coupon_id);
        let Some(coupon) = coupon.map(CouponId) else { return Ok(None) };
        let booking = if_readable(found.map(rows::booking).transpose())?.flatten();
        let notice = if_readable(NoticeRecord::try_from(row))?;
        Ok(notice.map(|notice| LedgerLine { notice, coupon, booking }))
    }
}

impl Store {
    /// Enqueues a failed notification once more, due now. It keeps its retry key if it was first
    /// tried within `remembered` and is not part of a multicast.
    pub async fn retry_failed(
        &self,
        id: NoticeId,
        remembered: TimeDelta,
        new_key: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Retried> {
        let tx = self.begin().await?;
        let again = failed(id, NoticeState::Waiting)
            .col_expr(Column::DueAt, Expr::val(micros(now)))
            .col_expr(Column::EndedAt, Expr::val(None::<i64>))
            .col_expr(Column::Reason, Expr::val(None::<String>));
        let as_before = again
            .clone()
            .col_expr(Column::Attempts, Expr::val(1))
            .filter(Column::MulticastId.is_null())
            .filter(Column::FirstTriedAt.gt(micros(now - remembered)))
            .exec(&tx.connection)
            .await?;
        if as_before.rows_affected == 1 {
            tx.commit().await?;
            return Ok(Retried::UnderItsKey);
        }
        // The recipient that the multicast fixed no longer applies.
        Entity::update_many()
            .col_expr(Column::AccountId, Expr::val(None::<i64>))
            .filter(Column::Id.eq(id.0))
            .filter(Column::State.eq(NoticeState::Failed.as_str()))
            .filter(Column::MulticastId.is_not_null())
            .exec(&tx.connection)
            .await?;
        let anew = again
            .col_expr(Column::Attempts, Expr::val(0))
            .col_expr(Column::FirstTriedAt, Expr::val(None::<i64>))
            .col_expr(Column::MulticastId, Expr::val(None::<i64>))
            .col_expr(Column::BegunVia, Expr::val(None::<String>))
            .col_expr(Column::BegunAccountId, Expr::val(None::<i64>))
            .col_expr(Column::RetryKey, Expr::val(new_key))
            .exec(&tx.connection)
            .await?;
        tx.commit().await?;
        Ok(if anew.rows_affected == 1 { Retried::UnderANewKey } else { Retried::Not })
    }

    /// Records that a person was told by other means what could not be sent. Returns false if the
    /// notification had not failed.
    pub async fn told_otherwise(
        &self,
        id: NoticeId,
        via: &str,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let _turn = self.turn().await;
        let told = failed(id, NoticeState::Sent)
            .col_expr(Column::Via, Expr::val(via))
            .col_expr(Column::EndedAt, Expr::val(micros(now)))
            .exec(&self.connection)
            .await?;
        Ok(told.rows_affected == 1)
    }
}

fn failed(id: NoticeId, becomes: NoticeState) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::val(becomes.as_str()))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq(NoticeState::Failed.as_str()))
}

//! Recording the outcome of multicasts.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, UpdateMany, sea_query::Expr};

use super::lease::may_have_arrived;
use crate::{
    storage::{
        NoticeState, Store, Tx,
        entity::{
            multicast::{Column, Entity},
            notice,
        },
        instant::micros,
        view::Result,
    },
    vaccination::ids::MulticastId,
};

impl Store {
    /// Marks multicasts that LINE has accepted, and all their notifications, as sent.
    pub async fn multicasts_sent(
        &self,
        ids: &[MulticastId],
        via: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let tx = self.begin().await?;
        tx.end(ids, NoticeState::Sent, None, now).await?;
        let sent = members(ids, NoticeState::Sent)
            .col_expr(notice::Column::Via, Expr::val(via))
            .col_expr(notice::Column::EndedAt, Expr::val(micros(now)));
        sent.exec(&tx.connection).await?;
        tx.commit().await
    }

    /// Postpones a multicast, with the same text and retry key. `begun` says whether LINE may have
    /// accepted any attempt so far.
    pub async fn multicast_retry(
        &self,
        id: MulticastId,
        at: DateTime<Utc>,
        reason: &str,
        begun: bool,
    ) -> Result<()> {
        let tx = self.begin().await?;
        these(&[id], NoticeState::Waiting)
            .col_expr(Column::DueAt, Expr::val(micros(at)))
            .col_expr(Column::Reason, Expr::val(reason))
            .col_expr(Column::Begun, Expr::val(begun))
            .exec(&tx.connection)
            .await?;
        members(&[id], NoticeState::Sending)
            .col_expr(notice::Column::Reason, Expr::val(reason))
            .exec(&tx.connection)
            .await?;
        tx.commit().await
    }

    /// Splits a multicast that LINE has certainly not accepted, to send its notifications singly.
    pub async fn dissolve_multicast(
        &self,
        id: MulticastId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let tx = self.begin().await?;
        tx.dissolve(id, reason, now).await?;
        tx.commit().await
    }

    /// Marks a multicast and its notifications as failed. LINE may have accepted it, and a further
    /// attempt could be a second message, so that a person has to decide.
    pub async fn multicast_failed(
        &self,
        id: MulticastId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let tx = self.begin().await?;
        tx.fail(id, reason, now).await?;
        tx.commit().await
    }
}

impl Tx {
    pub(super) async fn dissolve(
        &self,
        id: MulticastId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.end(&[id], NoticeState::Failed, Some(reason), now).await?;
        members(&[id], NoticeState::Waiting)
            .col_expr(notice::Column::DueAt, Expr::val(micros(now)))
            .col_expr(notice::Column::MulticastId, Expr::val(None::<i64>))
            .col_expr(notice::Column::AccountId, Expr::val(None::<i64>))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    pub(super) async fn fail(
        &self,
        id: MulticastId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.end(&[id], NoticeState::Failed, Some(reason), now).await?;
        may_have_arrived(members(&[id], NoticeState::Failed))
            .col_expr(notice::Column::Reason, Expr::val(reason))
            .col_expr(notice::Column::EndedAt, Expr::val(micros(now)))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    pub(super) async fn end(
        &self,
        ids: &[MulticastId],
        state: NoticeState,
        reason: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        these(ids, state)
            .col_expr(Column::EndedAt, Expr::val(micros(now)))
            .col_expr(Column::Reason, Expr::val(reason))
            .exec(&self.connection)
            .await?;
        Ok(())
    }
}

fn these(ids: &[MulticastId], state: NoticeState) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::val(state.as_str()))
        .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(Column::State.eq(NoticeState::Sending.as_str()))
}

/// Builds an update of the members that are still being sent. A recorded outcome stays.
fn members(ids: &[MulticastId], becomes: NoticeState) -> UpdateMany<notice::Entity> {
    notice::Entity::update_many()
        .col_expr(notice::Column::State, Expr::val(becomes.as_str()))
        .filter(notice::Column::MulticastId.is_in(ids.iter().map(|id| id.0)))
        .filter(notice::Column::State.eq(NoticeState::Sending.as_str()))
}

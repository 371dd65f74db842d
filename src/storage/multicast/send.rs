//! Recording what became of a multicast.

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
    /// LINE has taken them: so all their notices are sent.
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

    /// Puts a multicast off, for the same words under the same key. `begun` tells whether LINE may
    /// have accepted any attempt so far.
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

    /// LINE has certainly not taken it: its notices go out one by one.
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

    /// Gives up the notices of a multicast. LINE may have accepted it, and a further attempt could
    /// be a second message: a person decides.
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

/// Only those that are still being sent: what was noted is not noted otherwise later.
fn members(ids: &[MulticastId], becomes: NoticeState) -> UpdateMany<notice::Entity> {
    notice::Entity::update_many()
        .col_expr(notice::Column::State, Expr::val(becomes.as_str()))
        .filter(notice::Column::MulticastId.is_in(ids.iter().map(|id| id.0)))
        .filter(notice::Column::State.eq(NoticeState::Sending.as_str()))
}

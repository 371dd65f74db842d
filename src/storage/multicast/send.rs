//! Taking what goes out together, and noting what became of it.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany,
    sea_query::{Expr, ExprTrait, Func, LockBehavior, LockType},
};
use secrecy::SecretString;

use super::OwedMulticast;
use crate::{
    storage::{
        NoticeState, StorageError, Store, Tx,
        entity::{
            account,
            multicast::{Column, Entity, Model},
            notice,
        },
        instant::{micros, moment},
        seal::Secret,
        view::Result,
    },
    vaccination::ids::MulticastId,
};

impl Store {
    /// Takes up to `limit` multicasts that are due, the longest due first, for the time of
    /// `lease`. Those of slots that were closed meanwhile are ended.
    pub async fn lease_multicasts(
        &self,
        now: DateTime<Utc>,
        lease: TimeDelta,
        limit: u64,
    ) -> Result<Vec<OwedMulticast>> {
        let tx = self.begin().await?;
        tx.suppress_closed(now).await?;
        let leased = tx.lease_multicasts(now, now + lease, limit).await?;
        let owed = tx.with_members(leased).await?;
        tx.commit().await?;
        Ok(owed)
    }

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

    /// Puts it off, for the same words to the same people under the same key.
    pub async fn multicast_retry(
        &self,
        id: MulticastId,
        at: DateTime<Utc>,
        reason: &str,
    ) -> Result<()> {
        let _turn = self.turn().await;
        these(&[id], NoticeState::Waiting)
            .col_expr(Column::DueAt, Expr::val(micros(at)))
            .col_expr(Column::Reason, Expr::val(reason))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// LINE has certainly not taken it: its notices go out one by one.
    pub async fn dissolve_multicast(
        &self,
        id: MulticastId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let tx = self.begin().await?;
        tx.end(&[id], NoticeState::Failed, Some(reason), now).await?;
        members(&[id], NoticeState::Waiting)
            .col_expr(notice::Column::DueAt, Expr::val(micros(now)))
            .col_expr(notice::Column::MulticastId, Expr::val(None::<i64>))
            .col_expr(notice::Column::AccountId, Expr::val(None::<i64>))
            .exec(&tx.connection)
            .await?;
        tx.commit().await
    }

    /// Nobody knows whether LINE has taken it, and a further attempt could be a second message:
    /// a person decides.
    pub async fn multicast_failed(
        &self,
        id: MulticastId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let tx = self.begin().await?;
        tx.end(&[id], NoticeState::Failed, Some(reason), now).await?;
        members(&[id], NoticeState::Failed)
            .col_expr(notice::Column::Reason, Expr::val(reason))
            .col_expr(notice::Column::EndedAt, Expr::val(micros(now)))
            .exec(&tx.connection)
            .await?;
        tx.commit().await
    }
}

impl Tx {
    async fn lease_multicasts(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        limit: u64,
    ) -> Result<Vec<Model>> {
        let open = [NoticeState::Waiting.as_str(), NoticeState::Sending.as_str()];
        let due: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::State.is_in(open))
            .filter(Column::DueAt.lte(micros(now)))
            .order_by_asc(Column::DueAt)
            .order_by_asc(Column::Id)
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .into_tuple()
            .all(&self.connection)
            .await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let first = Func::coalesce([Expr::col(Column::FirstTriedAt), Expr::val(micros(now))]);
        let leased = Entity::update_many()
            .col_expr(Column::State, Expr::val(NoticeState::Sending.as_str()))
            .col_expr(Column::DueAt, Expr::val(micros(until)))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .col_expr(Column::FirstTriedAt, first.into())
            .filter(Column::Id.is_in(due))
            .exec_with_returning(&self.connection)
            .await?;
        Ok(leased)
    }

    async fn with_members(&self, leased: Vec<Model>) -> Result<Vec<OwedMulticast>> {
        if leased.is_empty() {
            return Ok(Vec::new());
        }
        let ids = leased.iter().map(|row| row.id);
        let rows: Vec<(i64, i64, Vec<u8>)> = notice::Entity::find()
            .select_only()
            .column(notice::Column::MulticastId)
            .column(account::Column::Id)
            .column(account::Column::UserSealed)
            .join(
                sea_orm::JoinType::InnerJoin,
                notice::Entity::belongs_to(account::Entity)
                    .from(notice::Column::AccountId)
                    .to(account::Column::Id)
                    .into(),
            )
            .filter(notice::Column::MulticastId.is_in(ids))
            .order_by_asc(notice::Column::Id)
            .into_tuple()
            .all(&self.connection)
            .await?;
        let mut members: HashMap<i64, Vec<SecretString>> = HashMap::new();
        for (multicast, account, sealed) in rows {
            let user = self.sealer.open(Secret::UserId, Some(account), &sealed)?;
            let user = String::from_utf8(user)
                .map_err(|_| StorageError::corrupt("account", "user_sealed", Some(account)))?;
            members.entry(multicast).or_default().push(user.into());
        }
        leased.into_iter().map(|row| owed(row, &mut members)).collect()
    }

    async fn end(
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

fn owed(row: Model, members: &mut HashMap<i64, Vec<SecretString>>) -> Result<OwedMulticast> {
    let corrupt = |column| StorageError::corrupt("multicast", column, Some(row.id));
    let first = row.first_tried_at.ok_or_else(|| corrupt("first_tried_at"))?;
    Ok(OwedMulticast {
        id: MulticastId(row.id),
        retry_key: row.retry_key,
        attempts: u32::try_from(row.attempts).map_err(|_| corrupt("attempts"))?,
        first_tried_at: moment(first, "multicast", "first_tried_at", Some(row.id))?,
        to: members.remove(&row.id).unwrap_or_default(),
        body: row.body,
    })
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

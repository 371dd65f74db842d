//! Rich menu jobs: accounts whose rich menu at LINE has to be set. Which menu that is, is
//! determined when it is set, so that a person who links and unlinks quickly ends up with the right
//! one. Setting it twice does no harm.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{
        Expr, ExprTrait, InsertStatement, LockBehavior, LockType, OnConflict, Order, Query,
    },
};
use secrecy::SecretString;

use super::{
    Store, Tx,
    accounts::Account,
    entity::{
        account, link,
        menu_owed::{ActiveModel, Column, Entity},
    },
    instant::micros,
    view::Result,
};
use crate::vaccination::ids::AccountId;

/// A leased job to set the rich menu of an account.
#[derive(Debug, Clone)]
pub struct OwedMenu {
    pub account: AccountId,
    /// The user id at LINE.
    pub user_id: SecretString,
    /// Whether any coupon is linked to the account now.
    pub linked: bool,
    /// How often the job was leased, this time included.
    pub attempts: u32,
    turn: i32,
}

impl Tx {
    /// Enqueues the rich menu of an account that was linked, unlinked, or has become a friend.
    pub async fn owe_menu(&self, account: AccountId, now: DateTime<Utc>) -> Result<()> {
        let row = ActiveModel {
            account_id: Set(account.0),
            turn: Set(1),
            due_at: Set(micros(now)),
            attempts: Set(0),
        };
        Entity::insert(row).on_conflict(again()).exec_without_returning(&self.connection).await?;
        Ok(())
    }

    /// Drops the job of an account that cannot be read: LINE keeps showing the present menu. The
    /// next link or unlink of the account enqueues it again.
    async fn set_menu_aside(&self, account: i64) -> Result<()> {
        tracing::error!(account, "a rich-menu job was dropped: its account cannot be read");
        metrics::counter!("sesshu_rich_menu_jobs_dropped_total").increment(1);
        Entity::delete_by_id(account).exec(&self.connection).await?;
        Ok(())
    }
}

impl Store {
    /// Enqueues the rich menus of all accounts with a coupon, and returns how many they are.
    pub async fn owe_menus_to_all_linked(&self, now: DateTime<Utc>) -> Result<u64> {
        let insert = owed_where(link::Column::AccountId.is_not_null(), now)?;
        let _turn = self.turn().await;
        Ok(self.connection.execute(&insert).await?.rows_affected())
    }

    /// Leases up to `limit` rich menu jobs, the longest due first. No other worker gets them before
    /// `lease` is over.
    pub async fn take_menus(
        &self,
        now: DateTime<Utc>,
        lease: TimeDelta,
        limit: u64,
    ) -> Result<Vec<OwedMenu>> {
        self.require_keys().await?;
        let tx = self.begin().await?;
        let due = Entity::find()
            .filter(Column::DueAt.lte(micros(now)))
            .order_by_asc(Column::DueAt)
            .order_by_asc(Column::AccountId)
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(&tx.connection)
            .await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<i64> = due.iter().map(|row| row.account_id).collect();
        Entity::update_many()
            .col_expr(Column::DueAt, Expr::val(micros(now + lease)))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .filter(Column::AccountId.is_in(ids.iter().copied()))
            .exec(&tx.connection)
            .await?;
        let accounts = account::Entity::find()
            .filter(account::Column::Id.is_in(ids.iter().copied()))
            .all(&tx.connection)
            .await?;
        let links = link::Entity::find()
            .filter(link::Column::AccountId.is_in(ids))
            .all(&tx.connection)
            .await?;
        let genuine = links.into_iter().filter(|link| tx.is_genuine_link(link));
        let linked: HashSet<i64> = genuine.map(|link| link.account_id).collect();
        let mut owed = Vec::new();
        for row in accounts {
            let Some(taken) = due.iter().find(|it| it.account_id == row.id) else { continue };
            let id = row.id;
            let Ok(account) = Account::try_from((row, &tx.sealer)) else {
                // It does not block the jobs of other accounts.
                tx.require_keys_in_use().await?;
                tx.set_menu_aside(id).await?;
                continue;
            };
            owed.push(OwedMenu {
                linked: linked.contains(&account.id.0),
                account: account.id,
                user_id: account.user_id,
                attempts: u32::try_from(taken.attempts).unwrap_or_default() + 1,
                turn: taken.turn,
            });
        }
        tx.commit().await?;
        Ok(owed)
    }

    /// Deletes jobs that are done, unless they were enqueued again meanwhile.
    pub async fn menus_told(&self, told: &[&OwedMenu]) -> Result<()> {
        let tx = self.begin().await?;
        for owed in by_account(told) {
            Entity::delete_many()
                .filter(Column::AccountId.eq(owed.account.0))
                .filter(Column::Turn.eq(owed.turn))
                .exec(&tx.connection)
                .await?;
        }
        tx.commit().await
    }

    /// Postpones jobs, unless they were enqueued again meanwhile.
    pub async fn menus_later(&self, put_off: &[&OwedMenu], at: DateTime<Utc>) -> Result<()> {
        let tx = self.begin().await?;
        for owed in by_account(put_off) {
            Entity::update_many()
                .col_expr(Column::DueAt, Expr::val(micros(at)))
                .filter(Column::AccountId.eq(owed.account.0))
                .filter(Column::Turn.eq(owed.turn))
                .exec(&tx.connection)
                .await?;
        }
        tx.commit().await
    }
}

/// Sorts jobs into the order in which all transactions lock these rows.
fn by_account<'a>(owed: &[&'a OwedMenu]) -> Vec<&'a OwedMenu> {
    let mut sorted = owed.to_vec();
    sorted.sort_by_key(|owed| owed.account);
    sorted
}

/// Builds the insert that enqueues the rich menus of the accounts of these links.
pub(super) fn owed_where(links: Expr, now: DateTime<Utc>) -> Result<InsertStatement> {
    // Without a condition, SQLite takes the conflict clause for a join.
    let linked = Query::select()
        .distinct()
        .column(link::Column::AccountId)
        .expr(Expr::val(1))
        .expr(Expr::val(micros(now)))
        .expr(Expr::val(0))
        .from(link::Entity)
        .and_where(links)
        .order_by(link::Column::AccountId, Order::Asc)
        .to_owned();
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns([Column::AccountId, Column::Turn, Column::DueAt, Column::Attempts])
        .on_conflict(again())
        .select_from(linked)
        .map_err(|error| DbErr::Custom(error.to_string()))?;
    Ok(insert)
}

/// Makes a job that exists already due again, and counts that in its `turn`.
fn again() -> OnConflict {
    OnConflict::column(Column::AccountId)
        .update_columns([Column::DueAt, Column::Attempts])
        .value(Column::Turn, Expr::col((Entity, Column::Turn)).add(1))
        .to_owned()
}

//! Giving out numbers, and advancing the queue.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use super::{Called, WaitingLine};
use crate::storage::{
    StorageError, Store, Tx,
    entity::{
        waiting_call,
        waiting_line::{ActiveModel, Column, Entity, Model},
    },
    instant::micros,
    view::Result,
};

const ONLY_ROW: i16 = 1;

impl Store {
    /// Gives out `count` numbers and returns the queue after that. The first of them is its `next`
    /// less `count`.
    pub async fn give_numbers(&self, count: u32) -> Result<WaitingLine> {
        let _turn = self.turn().await;
        let given = Entity::update_many()
            .col_expr(Column::Next, Expr::col(Column::Next).add(i64::from(count)))
            .filter(Column::Id.eq(ONLY_ROW))
            .exec_with_returning(&self.connection)
            .await?;
        the_row(given.into_iter().next())?.try_into()
    }

    /// Reads the state of the queue, and creates it from `new` if there is none.
    pub async fn waiting_line(&self, new: &WaitingLine) -> Result<WaitingLine> {
        if let Some(row) = Entity::find_by_id(ONLY_ROW).one(&self.connection).await? {
            return row.try_into();
        }
        let _turn = self.turn().await;
        let once = OnConflict::column(Column::Id).do_nothing().to_owned();
        let row = row(new).into_active_model();
        Entity::insert(row).on_conflict(once).exec_without_returning(&self.connection).await?;
        the_row(Entity::find_by_id(ONLY_ROW).one(&self.connection).await?)?.try_into()
    }
}

impl Tx {
    /// Locks the queue to advance it, unless it was advanced since `before`, so that one of several
    /// processes does. An advance later than `never` was made with a wrong clock and does not
    /// count. No number is given out until this transaction ends.
    pub async fn take_waiting_line(
        &self,
        before: DateTime<Utc>,
        never: DateTime<Utc>,
    ) -> Result<Option<WaitingLine>> {
        let due = Column::SteppedAt.lte(micros(before)).or(Column::SteppedAt.gt(micros(never)));
        let taken = Entity::update_many()
            .col_expr(Column::SteppedAt, Expr::col(Column::SteppedAt))
            .filter(Column::Id.eq(ONLY_ROW))
            .filter(due)
            .exec_with_returning(&self.connection)
            .await?;
        taken.into_iter().next().map(WaitingLine::try_from).transpose()
    }

    /// Advances the queue. Numbers that were given out meanwhile are kept.
    pub async fn move_waiting_line(&self, line: &WaitingLine) -> Result<()> {
        let row = row(line);
        let moved = ActiveModel {
            admitted: Set(row.admitted),
            lapsed: Set(row.lapsed),
            inside: Set(row.inside),
            credit: Set(row.credit),
            turnout: Set(row.turnout),
            stay: Set(row.stay),
            stepped_at: Set(row.stepped_at),
            ..ActiveModel::default()
        };
        let the_row = Entity::update_many().set(moved).filter(Column::Id.eq(ONLY_ROW));
        the_row.exec(&self.connection).await?;
        Ok(())
    }

    /// Reads the samples of how far numbers had been called, oldest first. Deletes those older than
    /// `since` and those from the future.
    pub async fn calls_between(
        &self,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Called>> {
        let at = waiting_call::Column::At;
        waiting_call::Entity::delete_many()
            .filter(at.lt(micros(since)).or(at.gt(micros(now))))
            .exec(&self.connection)
            .await?;
        let rows = waiting_call::Entity::find()
            .order_by_asc(waiting_call::Column::At)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(Called::try_from).collect()
    }

    pub async fn keep_call(&self, call: &Called) -> Result<()> {
        let row = waiting_call::ActiveModel {
            at: Set(micros(call.at)),
            called: Set(call.called),
            entered: Set(call.entered),
        };
        let once = OnConflict::column(waiting_call::Column::At).do_nothing().to_owned();
        let insert = waiting_call::Entity::insert(row).on_conflict(once);
        insert.exec_without_returning(&self.connection).await?;
        Ok(())
    }

    /// Adds people to the count of those who have entered.
    pub(super) async fn count_entered(&self, people: u64) -> Result<()> {
        let people = i64::try_from(people).unwrap_or(i64::MAX);
        Entity::update_many()
            .col_expr(Column::Entered, Expr::col(Column::Entered).add(people))
            .filter(Column::Id.eq(ONLY_ROW))
            .exec(&self.connection)
            .await?;
        Ok(())
    }
}

fn the_row(row: Option<Model>) -> Result<Model> {
    row.ok_or_else(|| StorageError::corrupt("waiting_line", "id", Some(ONLY_ROW.into())))
}

fn row(line: &WaitingLine) -> Model {
    let count = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    Model {
        id: ONLY_ROW,
        next: line.next,
        admitted: line.admitted,
        lapsed: line.lapsed,
        entered: line.entered,
        inside: count(line.inside),
        credit: count(line.credit),
        turnout: count(line.turnout),
        stay: line.stay.num_microseconds().unwrap_or(i64::MAX),
        stepped_at: micros(line.stepped_at),
    }
}

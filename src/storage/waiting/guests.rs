//! The people who have entered: a row each while they count.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use crate::storage::{
    Tx,
    entity::waiting_guest::{ActiveModel, Column, Entity},
    instant::micros,
    view::Result,
};

/// Rows per statement. PostgreSQL accepts 65,535 values at most, SQLite 32,766.
const AT_ONCE: usize = 5_000;

/// The people who have left, in total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    pub people: u32,
    /// How long they stayed, in total.
    pub stayed: TimeDelta,
}

impl Tx {
    /// Records that the people with these numbers have entered, once each.
    pub async fn let_in(
        &self,
        numbers: &[i64],
        now: DateTime<Utc>,
        counts_until: DateTime<Utc>,
    ) -> Result<()> {
        let mut entered = 0;
        for some in numbers.chunks(AT_ONCE) {
            let rows = some.iter().map(|number| guest(*number, now, counts_until));
            let once = OnConflict::column(Column::Number).do_nothing().to_owned();
            let insert = Entity::insert_many(rows).on_conflict(once);
            entered += insert.exec_without_returning(&self.connection).await?;
        }
        self.count_entered(entered).await
    }

    /// Counts the people with these numbers as inside until then, even those who had left.
    pub async fn keep_inside(
        &self,
        numbers: &[i64],
        now: DateTime<Utc>,
        counts_until: DateTime<Utc>,
    ) -> Result<()> {
        for some in numbers.chunks(AT_ONCE) {
            let rows = some.iter().map(|number| guest(*number, now, counts_until));
            let anew =
                OnConflict::column(Column::Number).update_column(Column::CountsUntil).to_owned();
            let insert = Entity::insert_many(rows).on_conflict(anew);
            insert.exec_without_returning(&self.connection).await?;
        }
        Ok(())
    }

    /// Counts the people with these numbers until then, if they are inside.
    pub async fn count_inside_until(&self, numbers: &[i64], until: DateTime<Utc>) -> Result<()> {
        for some in numbers.chunks(AT_ONCE) {
            Entity::update_many()
                .col_expr(Column::CountsUntil, Expr::val(micros(until)))
                .filter(Column::Number.is_in(some.iter().copied()))
                .exec(&self.connection)
                .await?;
        }
        Ok(())
    }

    /// Deletes the people who have left, and returns how many are inside and who has left.
    pub async fn see_off(&self, now: DateTime<Utc>) -> Result<(u32, Left)> {
        let gone = Entity::delete_many()
            .filter(Column::CountsUntil.lte(micros(now)))
            .exec_with_returning(&self.connection)
            .await?;
        let stayed = gone.iter().map(|row| row.counts_until - row.entered_at).sum();
        let left = Left {
            people: u32::try_from(gone.len()).unwrap_or(u32::MAX),
            stayed: TimeDelta::microseconds(stayed),
        };
        let inside = Entity::find().count(&self.connection).await?;
        Ok((u32::try_from(inside).unwrap_or(u32::MAX), left))
    }
}

fn guest(number: i64, now: DateTime<Utc>, counts_until: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        number: Set(number),
        entered_at: Set(micros(now)),
        counts_until: Set(micros(counts_until)),
    }
}

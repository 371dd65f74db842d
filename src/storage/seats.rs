//! The seats of slots, counted in their rows. They are booked by the transaction that has locked
//! the rows, and released by a conditional update.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany,
    sea_query::{
        Expr, ExprTrait, IntoIden, LockType, Query, TableRef, UpdateStatement, ValueTuple,
    },
};

use super::{
    StorageError, Tx, Write,
    entity::slot::{Column, Entity},
    view::Result,
};
use crate::vaccination::{
    ids::SlotId,
    share::{Kept, Share},
    slot::Slot,
};

/// Alias of the rows that a statement brings as values.
const GIVEN: &str = "given";

impl Tx {
    /// Locks slots until the transaction ends, and returns them. All transactions lock them in the
    /// order of their ids, so that they cannot deadlock. SQLite's one writer excludes all others
    /// anyway.
    pub async fn hold_slots(&self, slots: &BTreeSet<SlotId>) -> Result<Vec<Slot>> {
        let rows = Entity::find()
            .filter(Column::Id.is_in(slots.iter().map(|slot| slot.0)))
            .order_by_asc(Column::Id)
            .lock(LockType::NoKeyUpdate)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(Slot::try_from).collect()
    }

    /// Writes the counters of slots. Each pair is the slot as it was read and as it is to be.
    /// Returns [`Write::Skipped`] if one was changed meanwhile. The caller has to drop the
    /// transaction then.
    pub async fn count_seats(&self, changes: &[(Slot, Slot)]) -> Result<Write> {
        if changes.is_empty() {
            return Ok(Write::Applied);
        }
        let counted = self.connection.execute(&counting(changes)).await?;
        Ok(Write::of(counted.rows_affected(), changes.len()))
    }

    /// Books one seat for a quota channel. Returns [`Write::Skipped`] if the slot is closed, or has
    /// no seat left but those reserved for other channels.
    pub async fn take_seat(&self, slot: SlotId, share: Share, kept: Kept) -> Result<Write> {
        let held = self.hold_slots(&BTreeSet::from([slot])).await?;
        let Some(slot) = held.into_iter().find(|slot| slot.has_room(share, kept)) else {
            return Ok(Write::Skipped);
        };
        let taken = slot.clone().with_one_more(share);
        self.count_seats(&[(slot, taken)]).await
    }

    /// Releases one seat of the quota channel it was booked for. Returns [`Write::Skipped`] if none
    /// was booked. Has to come before [`mark_cancelled`](Self::mark_cancelled), so that booking and
    /// cancelling both lock the slot first and cannot deadlock.
    pub async fn release_seat(&self, slot: SlotId, share: Share) -> Result<Write> {
        let released = fewer(share, 1)
            .filter(Column::Id.eq(slot.0))
            .filter(booked_by(share).gt(0))
            .exec(&self.connection)
            .await?;
        Ok(Write::of(released.rows_affected, 1))
    }

    /// Releases `count` seats of their quota channel. Fails if fewer were booked.
    pub(super) async fn release_seats(&self, slot: SlotId, share: Share, count: u32) -> Result<()> {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        let released = fewer(share, count)
            .filter(Column::Id.eq(slot.0))
            .filter(booked_by(share).gte(count))
            .exec(&self.connection)
            .await?;
        if released.rows_affected == 1 {
            Ok(())
        } else {
            Err(StorageError::corrupt("slot", "booked", Some(slot.0)))
        }
    }
}

/// Builds one update for all slots. Each row has to be as it was when the decision was made, which
/// includes its capacity and that it is open.
fn counting(changes: &[(Slot, Slot)]) -> UpdateStatement {
    let number = |seats: u32| i32::try_from(seats).unwrap_or(i32::MAX);
    let rows = changes.iter().map(|(was, is)| {
        let counters = |it: &Slot| [it.booked, it.booked_by_web, it.booked_by_phone].map(number);
        let mut row = vec![was.id.0.into(), number(was.capacity).into()];
        row.extend(counters(was).into_iter().chain(counters(is)).map(sea_orm::Value::from));
        ValueTuple::Many(row)
    });
    let given = |column: &'static str| Expr::col((GIVEN, column));
    let ours = |column: Column| Expr::col((Entity, column));
    let mut update = Query::update();
    update
        .table(Entity)
        .from(TableRef::ValuesList(rows.collect(), GIVEN.into_iden()))
        .value(Column::Booked, given("column6"))
        .value(Column::BookedByWeb, given("column7"))
        .value(Column::BookedByPhone, given("column8"))
        .and_where(ours(Column::Id).eq(given("column1")))
        .and_where(ours(Column::Capacity).eq(given("column2")))
        .and_where(ours(Column::Booked).eq(given("column3")))
        .and_where(ours(Column::BookedByWeb).eq(given("column4")))
        .and_where(ours(Column::BookedByPhone).eq(given("column5")))
        .and_where(ours(Column::Closed).eq(false));
    update
}

/// Builds an update that lowers the counter of all seats and that of the quota channel. Seats
/// booked through LINE are the rest and have no counter.
fn fewer(share: Share, count: i32) -> UpdateMany<Entity> {
    let own = match share {
        Share::Line => None,
        Share::Web => Some(Column::BookedByWeb),
        Share::Phone => Some(Column::BookedByPhone),
    };
    let columns = [Some(Column::Booked), own].into_iter().flatten();
    columns.fold(Entity::update_many(), |update, column| {
        update.col_expr(column, Expr::col(column).sub(count))
    })
}

fn booked_by(share: Share) -> Expr {
    let column = Expr::col;
    match share {
        Share::Web => column(Column::BookedByWeb),
        Share::Phone => column(Column::BookedByPhone),
        Share::Line => column(Column::Booked)
            .sub(column(Column::BookedByWeb))
            .sub(column(Column::BookedByPhone)),
    }
}

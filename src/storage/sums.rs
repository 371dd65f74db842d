//! A checksum that shows whether any slot has changed since it was read: sums over all slots, which
//! are one row however many slots there are.

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Func},
};

use super::{
    entity::slot::{Column, Entity},
    slots::minutes,
    view::{Result, View},
};
use crate::vaccination::{ids::SlotId, slot::Slot};

/// Weights are bounded, so that no product overflows where a database takes ids from the clock
/// (CockroachDB: some 10¹⁸). A prime, so that ids with a fixed step do not share weights.
const MAX_WEIGHT: i64 = 1_000_003;

/// Sums over the slots of some days. Each value of a slot is weighted by its id, so that a seat
/// booked in one slot and one released in another do not cancel out. Changes that cancel out
/// nevertheless are noticed when all slots are read the next time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SlotSums([i64; 7]);

/// The sums as they are read. Without slots they are `NULL`.
type Row =
    (Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

impl SlotSums {
    /// Computes the sums over slots that have been read.
    pub fn of<'a>(slots: impl IntoIterator<Item = &'a Slot>) -> Self {
        slots.into_iter().fold(Self::default(), |Self(mut sums), slot| {
            let weighted = [
                i64::from(slot.capacity),
                i64::from(slot.booked),
                i64::from(slot.booked_by_web),
                i64::from(slot.booked_by_phone),
                i64::from(minutes(slot.ends)),
                i64::from(slot.closed),
            ];
            sums[0] += 1;
            for (sum, value) in sums[1..].iter_mut().zip(weighted) {
                *sum = sum.wrapping_add(weight(slot.id).wrapping_mul(value));
            }
            Self(sums)
        })
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Reads the sums over the slots from one day to another, both included.
    pub async fn slot_sums(&self, from: NaiveDate, until: NaiveDate) -> Result<SlotSums> {
        let weighted = |column: Column| sum(weight_column().mul(Expr::col(column)));
        let closed = Expr::case(Expr::col(Column::Closed).eq(true), weight_column());
        let sums: Option<Row> = Entity::find()
            .select_only()
            .column_as(Column::Id.count(), "slots")
            .expr_as(weighted(Column::Capacity), "capacity")
            .expr_as(weighted(Column::Booked), "booked")
            .expr_as(weighted(Column::BookedByWeb), "web")
            .expr_as(weighted(Column::BookedByPhone), "phone")
            .expr_as(weighted(Column::Ends), "ends")
            .expr_as(sum(closed.finally(0).into()), "closed")
            .filter(Column::Date.between(from, until))
            .into_tuple()
            .one(&self.connection)
            .await?;
        let sums = <[Option<i64>; 7]>::from(sums.unwrap_or_default());
        Ok(SlotSums(sums.map(Option::unwrap_or_default)))
    }
}

/// Returns the factor for the values of a slot.
fn weight(slot: SlotId) -> i64 {
    slot.0.rem_euclid(MAX_WEIGHT) + 1
}

/// Returns [`weight`] in SQL, for ids that are not negative.
fn weight_column() -> Expr {
    Expr::col(Column::Id).modulo(MAX_WEIGHT).add(1)
}

fn sum(of: Expr) -> Expr {
    Expr::expr(Func::sum(of)).cast_as("bigint")
}

//! Key rotation: sealing and hashing again what older keys have sealed, some rows per transaction,
//! so that other writers get a permit in between.

use sea_orm::{
    ColumnTrait, Condition, ModelTrait as _, QueryFilter, QueryOrder, QuerySelect, Select,
    UpdateMany, Value,
    sea_query::{Expr, ExprTrait},
};
use serde::Serialize;

use super::tables::{Table, key_of, renewed, sealed};
use crate::storage::{
    StorageError, Store,
    entity::{
        account, contact, coupon, event, former_contact, history, link, notice, staff, staff_act,
        talk,
    },
    view::Result,
};

/// The result of a rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Resealed {
    pub values: u64,
    /// Rows that no key of the ring opens. They are left unchanged.
    pub unreadable: u64,
    /// Values that an older key still seals: unreadable ones, and those written meanwhile by a
    /// process that lacks the newest key.
    pub left: u64,
    /// The history is not as it was sealed (`sesshu history verify`). Its seals are left unchanged.
    pub history_broken: bool,
    /// Coupons are being imported by a process that may use an older key.
    pub importing: bool,
}

impl Resealed {
    /// Returns whether the older keys are no longer needed.
    pub fn is_through(self) -> bool {
        self.left == 0 && !self.importing && !self.history_broken
    }
}

impl Store {
    /// Seals and hashes again with the newest key all that older keys of the ring have sealed and
    /// hashed, `at_once` rows per transaction, and calls `done` with the number of values of each.
    /// When nothing is left, the older keys are no longer needed. It may be interrupted at any
    /// moment: what is done stays done.
    pub async fn reseal(&self, at_once: u64, done: &(dyn Fn(u64) + Sync)) -> Result<Resealed> {
        // Before anything is sealed with it, others have to be able to see that the key is in use.
        self.check_key().await?;
        let mut all = Resealed::default();
        self.reseal_table::<coupon::Entity>(at_once, done, &mut all).await?;
        self.reseal_table::<contact::Entity>(at_once, done, &mut all).await?;
        self.reseal_table::<account::Entity>(at_once, done, &mut all).await?;
        self.reseal_table::<link::Entity>(at_once, done, &mut all).await?;
        self.reseal_table::<talk::Entity>(at_once, done, &mut all).await?;
        self.reseal_table::<event::Entity>(at_once, done, &mut all).await?;
        self.reseal_table::<history::Entity>(at_once, done, &mut all).await?;
        self.reseal_table::<staff::Entity>(at_once, done, &mut all).await?;
        self.reseal_table::<staff_act::Entity>(at_once, done, &mut all).await?;
        self.reseal_table::<notice::Entity>(at_once, done, &mut all).await?;
        self.reseal_table::<former_contact::Entity>(at_once, done, &mut all).await?;
        all.history_broken = !self.reseal_history().await?;
        let used = self.keys_used().await?;
        all.left = used.iter().filter(|key| !key.newest).map(|key| key.values).sum();
        all.importing = self.a_batch_is_filled().await?;
        if all.is_through() {
            self.forget_older_keys().await?;
        }
        Ok(all)
    }

    async fn reseal_table<T: Table>(
        &self,
        at_once: u64,
        done: &(dyn Fn(u64) + Sync),
        all: &mut Resealed,
    ) -> Result<()> {
        let mut query = sealed_by_others::<T>(self.sealer.newest(), None);
        loop {
            let tx = self.begin().await?;
            let rows = query.limit(at_once).all(&tx.connection).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            query = sealed_by_others::<T>(self.sealer.newest(), Some(last.get(T::KEY)));
            let mut values = 0;
            for row in &rows {
                match renewed::<T>(row, &tx.sealer) {
                    Ok(new) => {
                        let updated = in_place_of::<T>(row, new).exec(&tx.connection).await?;
                        values += updated.rows_affected * sealed::<T>(row).count() as u64;
                    }
                    Err(StorageError::Corrupt(place)) => {
                        tracing::error!(%place, "no key of the ring opens a value");
                        all.unreadable += 1;
                    }
                    Err(error) => return Err(error),
                }
            }
            tx.commit().await?;
            all.values += values;
            done(values);
        }
    }
}

/// Selects the rows after `behind`, in the order of their keys, with a value that another key than
/// the newest has sealed.
fn sealed_by_others<T: Table>(newest: u8, behind: Option<Value>) -> Select<T> {
    let mut others = Condition::any();
    for (column, _) in T::SEALED {
        others = others.add(ExprTrait::ne(key_of(*column), vec![newest]));
    }
    let rows = T::find().filter(others).order_by_asc(T::KEY);
    match behind {
        Some(last) => rows.filter(T::KEY.gt(last)),
        None => rows,
    }
}

/// Builds the update of a row as it was read. A value written since is newer and stays.
fn in_place_of<T: Table>(row: &T::Model, new: Vec<(T::Column, Vec<u8>)>) -> UpdateMany<T> {
    let mut update = T::update_many().filter(T::KEY.eq(row.get(T::KEY)));
    for (column, before) in sealed::<T>(row) {
        update = update.filter(column.eq(before));
    }
    for (column, value) in new {
        update = update.col_expr(column, Expr::val(value));
    }
    update
}

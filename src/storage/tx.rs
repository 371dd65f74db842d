//! A transaction: what is written in it happens together or not at all.

use std::{fmt, ops::Deref};

use sea_orm::DatabaseTransaction;

use super::{
    store::MyTurn,
    view::{Result, View},
};

/// A transaction that may write, and reads what it has written. Dropping it undoes everything.
pub struct Tx {
    // Dropped in this order: the permit is returned after the transaction has ended.
    view: View<DatabaseTransaction>,
    turn: MyTurn,
}

impl Tx {
    pub(super) fn new(view: View<DatabaseTransaction>, turn: MyTurn) -> Self {
        Self { view, turn }
    }

    /// Commits the transaction, then returns the write permit.
    pub async fn commit(self) -> Result<()> {
        let Self { view, turn } = self;
        view.connection.commit().await?;
        drop(turn);
        Ok(())
    }
}

impl Deref for Tx {
    type Target = View<DatabaseTransaction>;

    fn deref(&self) -> &Self::Target {
        &self.view
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tx(…)")
    }
}

//! Reading, within a transaction and outside of one.

use std::fmt;

use sea_orm::ConnectionTrait;

use super::{StorageError, seal::Sealer};

pub(super) type Result<T, E = StorageError> = std::result::Result<T, E>;

/// Read access to the database through a connection or a transaction. [`Store`](super::Store) and
/// [`Tx`](super::Tx) dereference to it.
pub struct View<C> {
    pub(super) connection: C,
    pub(super) sealer: Sealer,
}

impl<C: ConnectionTrait> View<C> {
    pub(super) fn new(connection: C, sealer: Sealer) -> Self {
        Self { connection, sealer }
    }
}

impl<C> fmt::Debug for View<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("View(…)")
    }
}

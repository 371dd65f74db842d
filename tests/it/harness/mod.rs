//! What every test stands on.

#[macro_use]
pub(crate) mod database;
mod fresh;
pub(crate) mod knock;
pub(crate) mod log;
pub(crate) mod town;

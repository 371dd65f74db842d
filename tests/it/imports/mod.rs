//! Imports of the town's data on the command line.

mod bad_files;
mod batches;
pub(crate) mod command;
mod coupons;
mod killed;
mod slots;

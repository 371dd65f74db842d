//! Loading the town's data, as the office does it at the command line.

mod bad_files;
mod batches;
pub(crate) mod command;
mod coupons;
mod killed;
mod slots;

//! Use cases of the administration: import of coupons, venues and slots, rich menus, bookings by
//! telephone, and checks of everything the service depends on.

mod acquaintance;
pub mod bookings;
pub mod calls;
pub mod check;
pub mod coupons;
pub mod doctor;
mod forecast;
pub mod personal_data;
pub mod report;
pub mod rich_menu;
pub mod sheet;
pub mod slots;
pub mod staff;
mod toml_file;
pub mod venues;

pub use self::{
    acquaintance::Acquaintance,
    sheet::{BadFile, BadRow},
    toml_file::{TomlError, position},
};

/// Why a file was not loaded. Nothing of it is in the database.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{} of the file's rows are invalid", .0.len())]
    BadRows(Vec<BadRow>),
    #[error(transparent)]
    File(#[from] BadFile),
    #[error("the slot plan is invalid")]
    Plan(#[from] slots::PlanError),
    #[error(transparent)]
    Import(#[from] coupons::ImportError),
    #[error(transparent)]
    Slot(#[from] crate::storage::PutSlotError),
    #[error(transparent)]
    Storage(#[from] crate::storage::StorageError),
}

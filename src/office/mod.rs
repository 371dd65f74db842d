//! What the administration does: coupons, venues and slots in, rich menus to LINE.

pub mod coupons;
pub mod rich_menu;
pub mod slots;
pub mod venues;

/// A row of a file that cannot be taken: the file is refused as a whole, every such row named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// The line in the file, the header being line 1.
    pub line: u64,
    pub column: &'static str,
    pub reason: String,
}

/// Why a file was not loaded. Nothing of it is in the database then.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{} of the file's rows cannot be taken", .0.len())]
    BadRows(Vec<BadRow>),
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    #[error(transparent)]
    Slot(#[from] crate::storage::PutSlotError),
    #[error(transparent)]
    Storage(#[from] crate::storage::StorageError),
}

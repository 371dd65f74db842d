//! The rich menus, from the folder `rich-menu/` to LINE.
//!
//! - [`Folder`]: the files, built in or in a folder of the municipality
//! - [`Menus`]: the content of `menu.toml`, with the municipality's addresses filled in
//! - [`Drawn`]: the menus with their pictures, ready for LINE; [`areas_over()`] to look at one
//! - [`AtLine`]: our menus at LINE, in generations
//! - [`plan()`]: the difference between the two, as text
//! - [`Change`]: brings a generation into force, or the one before
//!
//! A *generation* is all menus of one `apply`. Three aliases at LINE are our only record:
//! `sesshu_default` and `sesshu_linked` point to the menus of the generation in force,
//! `sesshu_before` to the one before it. Nothing is stored on our side, so that it does not matter
//! from which machine a change is made, or where it was interrupted.

mod areas;
mod at_line;
mod change;
mod draw;
mod folder;
mod menu;
mod moving;
mod name;
mod plan;
mod written;

pub use self::{
    areas::areas_over,
    at_line::{AtLine, Generation, Made},
    change::{Change, Changed, How, Pause},
    draw::{Drawn, DrawnMenu},
    folder::Folder,
    menu::{Addresses, Menu, Menus},
    name::{Role, role_alias},
    plan::{Plan, plan},
};
use crate::{
    line::{LineError, rich_menu::BadMenu},
    office::TomlError,
};

/// An error in the files of a menu, shown to the administrator.
#[derive(Debug, thiserror::Error)]
pub enum MenuError {
    #[error("{file} cannot be read: {why}")]
    File { file: String, why: std::io::Error },
    #[error("menu.toml: {0}")]
    Toml(#[from] TomlError),
    #[error("menu.toml: {{{0}}} is not one of {1}")]
    UnknownAddress(String, String),
    #[error("menu.toml: there is no menu \"{0}\"")]
    NoSuchMenu(String),
    #[error("menu.toml: there are two menus \"{0}\"")]
    Twice(String),
    #[error("menu.toml: \"{0}\" is not a menu name: use 1 to 24 of a-z, 0-9 and -")]
    Name(String),
    #[error("{0}: the picture cannot be drawn: {1}")]
    Svg(String, String),
    #[error("{file} is {found:?} pixels, menu.toml says {expected:?}")]
    Shape { file: String, found: (u32, u32), expected: (u32, u32) },
    #[error("{0}: not a font")]
    Font(String),
    #[error(transparent)]
    Line(#[from] BadMenu),
}

/// Why a change was not made, or not completed. If repeated, it continues where it stopped.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error(transparent)]
    Menu(#[from] MenuError),
    #[error(transparent)]
    Line(#[from] LineError),
    #[error(transparent)]
    Storage(#[from] crate::storage::StorageError),
    #[error("there are no previous menus to roll back to")]
    NothingBefore,
    /// LINE accepts three batches an hour.
    #[error(
        "LINE moves people only three times an hour, and this limit is reached; people keep the \
         menu they see. Try again in an hour"
    )]
    MovesUsedUp,
    #[error("LINE is still moving people after half an hour; try again later")]
    StillMoving,
}

#[cfg(test)]
mod tests;

//! The menu below the chat, from the folder `rich-menu/` to LINE.
//!
//! - [`Folder`]: where the files are, in the binary or in a folder of the municipality's own
//! - [`Menu`]: what `menu.toml` says, with the municipality's links filled in
//! - [`draw()`]: the SVG as the picture LINE wants
//! - [`apply()`]: showing it to everyone, and clearing away what came before

mod apply;
mod draw;
mod folder;
mod menu;

pub use self::{
    apply::{Applied, ApplyError, apply},
    draw::draw,
    folder::Folder,
    menu::Menu,
};
use crate::line::rich_menu::BadMenu;

/// What is wrong with the files of a menu; said to the administrator.
#[derive(Debug, thiserror::Error)]
pub enum MenuError {
    #[error("{file} cannot be read: {why}")]
    File { file: String, why: std::io::Error },
    #[error("menu.toml: {0}")]
    Toml(#[from] toml::de::Error),
    #[error("menu.toml: {{{0}}} is none of {{faq}}, {{information}}, {{manual}}")]
    UnknownLink(String),
    #[error("{0}: not a picture this program can draw: {1}")]
    Svg(String, String),
    #[error("{file} is {found:?} pixels, menu.toml says {expected:?}")]
    Shape { file: String, found: (u32, u32), expected: (u32, u32) },
    #[error(transparent)]
    Line(#[from] BadMenu),
}

#[cfg(test)]
mod tests;

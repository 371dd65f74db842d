//! Rich menus, the image with tappable areas below the chat: created, validated, shown and deleted
//! (LINE API reference, "Rich menu").
//!
//! - [`RichMenu`], [`MenuImage`]: what LINE accepts
//! - `calls`: creating, listing, deleting; the default menu
//! - [`AliasId`]: names for menus, which can be pointed to another menu at any time
//! - [`Move`], [`Batch`]: menus of single people, of many, and of all people who have a certain
//!   menu
//!
//! A rich menu never changes: a new one is created, gets its image, and replaces the old one.
//! Creating and deleting are limited to 100 an hour, and 1,000 menus may exist. LINE for PC shows
//! none, so everything a menu does must be possible by typing, too.

mod alias;
mod calls;
mod image;
mod menu;
mod people;

pub use self::{
    alias::AliasId,
    calls::KnownRichMenu,
    image::MenuImage,
    menu::{BadMenu, Bounds, RichMenu, Size},
    people::{Batch, Move, Progress},
};

#[cfg(test)]
mod tests;

//! The picture with areas to tap, below the chat: made, tried, shown and taken away again
//! (LINE API reference, "Rich menu").
//!
//! - [`RichMenu`], [`MenuImage`]: what LINE takes
//! - `calls`: making, listing, deleting; everybody's default
//! - [`AliasId`]: names for menus, which can be pointed to another menu at any time
//! - [`Move`], [`Batch`]: menus of single people, of many, and of everyone who sees a certain menu
//!
//! A rich menu never changes: a new one is made, gets its image, and takes the place of the old
//! one. Making and deleting are limited to 100 an hour, 1,000 may exist. LINE for PC shows none,
//! so whatever a menu does is possible by typing, too.

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

//! Whatever is said can be sent.

mod cards;
mod mail;
pub(crate) mod sample;
mod sendable;

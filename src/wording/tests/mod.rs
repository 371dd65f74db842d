//! Everything that can be said can be sent.

mod cards;
mod closing;
mod mail;
pub(crate) mod sample;
mod sendable;

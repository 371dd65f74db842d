//! All sentences: in Japanese as in the manual, in simple Japanese (やさしい日本語) and in English.

pub(super) mod booking;
pub(super) mod closing;
pub(super) mod facts;
pub(super) mod labels;
pub(super) mod linking;
pub(super) mod mail;
pub(super) mod safety;
pub(super) mod talk;

use super::language::sentences;

#[cfg(test)]
mod tests;

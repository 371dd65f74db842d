//! Every sentence, card and mail of the server, in three languages, made from facts.
//!
//! Nothing is decided here: what is said arrives as [`Say`] or as a notice's kind, and leaves as
//! a message or a mail. Every combination of facts, however long the names in them, gives a
//! message that LINE takes.
//!
//! - [`render`]: one message of a talk
//! - [`notice`]: a confirmation, cancellation or reminder in the chat
//! - [`mail`]: the same by e-mail
//! - [`calendar_entry`]: a seat for people's own calendars
//! - [`Refusal`]: why a request of the pages was refused
//! - [`Press`]: what the buttons mean when they are pressed

mod action;
mod calendar;
mod card;
mod cards;
mod closing;
mod colour;
mod dates;
mod field_error;
mod language;
mod mail;
mod pages;
mod press;
mod refusal;
mod render;
mod say;
mod sentences;
mod shown;
mod voice;

pub use self::{
    calendar::calendar_entry,
    cards::notice,
    field_error::FieldError,
    mail::{Mail, mail},
    pages::Pages,
    press::Press,
    refusal::Refusal,
    render::render,
    say::{Page, Say, Seat, Standing},
    voice::Voice,
};

/// The same for everybody who writes a sentence.
pub use crate::vaccination::language::Language;

#[cfg(test)]
pub(crate) mod tests;

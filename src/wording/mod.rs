//! All sentences, cards and mails of the server in three languages.
//!
//! Nothing is decided here. A [`Say`] or a notification comes in, a message or a mail goes out.
//! Every combination of facts, however long the names in them, results in a message that LINE
//! accepts.
//!
//! - [`render`]: one message of a conversation
//! - [`notice`]: a confirmation, cancellation or reminder in the chat
//! - [`mail`]: the same by e-mail
//! - [`calendar_entry`]: an appointment for people's own calendars
//! - [`Refusal`]: why a request of the pages was refused
//! - [`Press`]: what a pressed button means

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

/// Re-exported for every module that writes a sentence.
pub use crate::vaccination::language::Language;

#[cfg(test)]
pub(crate) mod tests;

//! Output of commands: tables or JSON, progress, questions, in Japanese or English by the locale.
//!
//! Only data goes to standard output. Progress bars, questions and errors go to standard error, so
//! that a list can be piped.

mod consent;
mod csv;
mod progress;
mod say;
mod table;
mod tongue;

pub(super) use self::{
    consent::{Consent, ReplaceContact},
    csv::csv,
    progress::progress,
    say::{NobodyReads, say},
    table::{Format, Listed, json, list},
    tongue::{Tongue, Words},
};

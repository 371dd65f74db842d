//! Sesshu: vaccination booking inside LINE for the residents of a Japanese municipality.
//!
//! The rooms are listed ground first; weight rests downwards and no room looks up
//! (`tests/architecture.rs` holds the table, `docs/ARCHITECTURE.md` shows the picture).

pub mod vaccination;

pub mod line;

pub mod office;

pub mod wording;

pub mod conversation;

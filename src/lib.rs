//! Sesshu: vaccination booking inside LINE for the residents of a Japanese municipality.
//!
//! The rooms are listed ground first; weight rests downwards and no room looks up
//! (`tests/architecture` holds the table, `docs/ARCHITECTURE.md` shows the picture).

mod gather;
pub mod heartbeat;
mod stopwatch;
pub mod vaccination;

pub mod line;
pub mod mail;
pub mod storage;

pub mod gate;

pub mod office;
pub mod reception;

pub mod wording;

pub mod conversation;

pub mod chat;
pub mod http;
pub mod notices;

pub mod cli;

//! Sesshu: vaccination booking inside LINE for the residents of a Japanese municipality.
//!
//! The modules are listed from the lowest layer to the highest; a module imports only modules of
//! lower layers (`tests/architecture` checks this, `docs/ARCHITECTURE.md` shows the layers).

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

//! `--help` and usage errors, in Japanese if the locale says so.
//!
//! The commands are described in English where they are declared. `ja.toml` contains the Japanese:
//! one table per command path with `about` and a text per argument id; `["*"]` contains what every
//! command has. The examples are taken from the commands.

mod complaint;
mod dictionary;
mod translate;

use clap::{Command, CommandFactory, FromArgMatches};

use self::dictionary::Dictionary;
use super::print::Tongue;

/// Parses the command line. For a request for help or a usage error, prints it and exits.
pub(super) fn parse<C: CommandFactory + FromArgMatches>(tongue: Tongue) -> C {
    let mut command = command::<C>(tongue);
    let read = command.try_get_matches_from_mut(std::env::args_os());
    match read.and_then(|matches| C::from_arg_matches(&matches)) {
        Ok(read) => read,
        Err(error) => complaint::exit(&error, tongue),
    }
}

/// Returns the tree of commands in the reader's language.
pub(super) fn command<C: CommandFactory>(tongue: Tongue) -> Command {
    match tongue {
        Tongue::English => C::command(),
        Tongue::Japanese => translate::translated(C::command(), &Dictionary::read()),
    }
}

#[cfg(test)]
mod tests;

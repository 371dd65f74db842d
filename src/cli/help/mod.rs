//! `--help` and the complaints about a mistyped command, in Japanese where the locale says so.
//!
//! The commands describe themselves in English where they are declared. `ja.toml` holds the
//! Japanese: a table per command by its path, in it `about` and a sentence per argument by its
//! id; `["*"]` holds what every command has. Examples are the commands' own.

mod complaint;
mod dictionary;
mod translate;

use clap::{Command, CommandFactory, FromArgMatches};

use self::dictionary::Dictionary;
use super::print::Tongue;

/// Reads the command line; where it is only asked for help or cannot be read, prints that and
/// ends the program.
pub(super) fn parse<C: CommandFactory + FromArgMatches>(tongue: Tongue) -> C {
    let mut command = command::<C>(tongue);
    let read = command.try_get_matches_from_mut(std::env::args_os());
    match read.and_then(|matches| C::from_arg_matches(&matches)) {
        Ok(read) => read,
        Err(error) => complaint::exit(&error, tongue),
    }
}

/// The tree of commands in the reader's language.
pub(super) fn command<C: CommandFactory>(tongue: Tongue) -> Command {
    match tongue {
        Tongue::English => C::command(),
        Tongue::Japanese => translate::translated(C::command(), &Dictionary::read()),
    }
}

#[cfg(test)]
mod tests;

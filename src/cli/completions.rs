//! `sesshu completions`: prints the completion script for a shell.

use clap::{Args, Command};
use clap_complete::Shell;

use super::{Failure, print::say};

/// Which shell.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The shell
    shell: Shell,
}

pub(super) fn print(options: &Options, mut command: Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, "sesshu", &mut script);
    say(String::from_utf8(script)?.trim_end())
}

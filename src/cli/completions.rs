//! `sesshu completions`: what a shell needs to complete commands at the press of Tab.

use std::io::stdout;

use clap::{Args, Command};
use clap_complete::Shell;

/// Which shell.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The shell to write for
    shell: Shell,
}

pub(super) fn print(options: &Options, mut command: Command) {
    clap_complete::generate(options.shell, &mut command, "sesshu", &mut stdout());
}

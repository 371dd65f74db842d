//! Confirmation before something is destroyed.

use std::io::{BufRead, IsTerminal, stderr, stdin};

use clap::Args;

use super::Tongue;
use crate::cli::Failure;

/// Whether the question was answered on the command line already.
#[derive(Debug, Clone, Copy, Args)]
pub(in crate::cli) struct Consent {
    /// Do not ask for confirmation
    #[arg(long)]
    yes: bool,
}

/// Whether a contact that is known may be replaced.
#[derive(Debug, Clone, Copy, Args)]
pub(in crate::cli) struct ReplaceContact {
    /// Replace the stored contact with the given one
    #[arg(long, requires = "contact_name")]
    replace_contact: bool,
}

impl Consent {
    /// Returns whether the question needs no answer any more.
    pub(in crate::cli) fn is_given(self) -> bool {
        self.yes
    }

    /// Asks on the terminal; without one, `--yes` is required. Fails unless the answer is yes: then
    /// nothing may be changed.
    pub(in crate::cli) fn ask(self, question: &str, tongue: Tongue) -> Result<(), Failure> {
        if self.yes { Ok(()) } else { ask(question, "--yes", tongue) }
    }
}

impl ReplaceContact {
    /// Returns whether the question needs no answer any more.
    pub(in crate::cli) fn is_given(self) -> bool {
        self.replace_contact
    }

    /// Asks as [`Consent::ask`] does; without a terminal, `--replace-contact` is required.
    pub(in crate::cli) fn ask(self, question: &str, tongue: Tongue) -> Result<(), Failure> {
        if self.replace_contact { Ok(()) } else { ask(question, "--replace-contact", tongue) }
    }
}

#[expect(clippy::print_stderr, reason = "a question to the person at the terminal")]
fn ask(question: &str, flag: &str, tongue: Tongue) -> Result<(), Failure> {
    if !(stdin().is_terminal() && stderr().is_terminal()) {
        let needed = tongue.pick(
            format!("実行するには {flag} を付けてください。何も変更していません。"),
            format!("without a terminal this requires {flag}; nothing was changed"),
        );
        return Err(format!("{question}\n{needed}").into());
    }
    eprint!("{question} [y/N] ");
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer)?;
    if means_yes(&answer) {
        return Ok(());
    }
    Err(tongue
        .pick("中止しました。何も変更していません。", "cancelled; nothing was changed")
        .into())
}

fn means_yes(answer: &str) -> bool {
    ["y", "yes", "ｙ", "はい"].contains(&answer.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_a_yes() {
        for yes in ["y\n", "Y\n", "yes\n", "はい\n"] {
            assert!(means_yes(yes), "{yes:?}");
        }
        for no in ["\n", "n\n", "no\n", "yeah\n", "いいえ\n", ""] {
            assert!(!means_yes(no), "{no:?}");
        }
    }

    #[test]
    fn what_was_answered_on_the_command_line_is_not_asked() {
        assert!(Consent { yes: true }.ask("Delete?", Tongue::English).is_ok());
    }
}

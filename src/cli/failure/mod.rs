//! Error output: reports why a command has failed, in the reader's language.

mod japanese;

use std::{error::Error, io, process::ExitCode};

pub(super) use self::japanese::value;
use super::{
    Failure,
    print::{NobodyReads, Tongue, Words},
    redact,
};

/// A command that does not fit the settings or the environment. The program exits with code 2, as
/// for other misuse of the command line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Misuse(&'static str);

impl Misuse {
    /// Returns the failure in the reader's language.
    pub(super) fn of(words: Words) -> Failure {
        Self(Tongue::of_environment().say(words)).into()
    }
}

/// Prints an error with its causes, and returns the exit code.
#[expect(clippy::print_stderr, reason = "the last word of a failed command")]
pub(super) fn told(failure: &Failure) -> ExitCode {
    if failure.is::<NobodyReads>() {
        return ExitCode::SUCCESS;
    }
    let tongue = Tongue::of_environment();
    eprintln!("{}: {}", tongue.pick("エラー", "error"), said(failure.as_ref(), tongue));
    let mut cause = failure.source();
    while let Some(error) = cause {
        eprintln!("  {}: {}", tongue.pick("原因", "because"), said(error, tongue));
        cause = error.source();
    }
    if failure.is::<Misuse>() { ExitCode::from(2) } else { ExitCode::FAILURE }
}

/// Describes an error in the reader's language. Errors of libraries exist in English only;
/// addresses in them are redacted.
pub(super) fn said(error: &(dyn Error + 'static), tongue: Tongue) -> String {
    let japanese = || japanese::sentence(error);
    let translated = if tongue == Tongue::Japanese { japanese() } else { None };
    redact::text(&translated.unwrap_or_else(|| error.to_string()))
}

/// Returns the error for a file that cannot be read.
pub(super) fn unread(path: impl std::fmt::Display, error: &io::Error, tongue: Tongue) -> Failure {
    let why = said(error, tongue);
    tongue
        .pick(format!("{path} を読めません（{why}）"), format!("cannot read {path}: {why}"))
        .into()
}

/// Returns the error for a file that cannot be written.
pub(super) fn unwritten(
    path: impl std::fmt::Display,
    error: &io::Error,
    tongue: Tongue,
) -> Failure {
    let why = said(error, tongue);
    tongue
        .pick(format!("{path} に書き込めません（{why}）"), format!("cannot write {path}: {why}"))
        .into()
}

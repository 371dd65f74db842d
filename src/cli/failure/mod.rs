//! Error output: reports why a command has failed, in the reader's language.

mod japanese;

use std::{error::Error, io, process::ExitCode};

pub(super) use self::japanese::value;
use super::{
    Failure,
    print::{NobodyReads, Tongue, Words},
    redact,
};
use crate::storage::StorageError;

/// The exit code of [`Misuse`]; systemd does not start the service again after it.
const MISUSE: u8 = 2;

/// An error in the settings or the environment, or a command that does not fit them. The program
/// exits with code 2, as for other misuse of the command line: to start it again changes nothing.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(super) struct Misuse(Failure);

impl Misuse {
    /// Returns the failure in the reader's language.
    pub(super) fn of(words: Words) -> Failure {
        Self::from(Tongue::of_environment().say(words))
    }

    /// Marks an error as one of the settings or the environment.
    pub(super) fn from(error: impl Into<Failure>) -> Failure {
        Self(error.into()).into()
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
    if is_misuse(failure) { ExitCode::from(MISUSE) } else { ExitCode::FAILURE }
}

fn is_misuse(failure: &Failure) -> bool {
    let storage = || failure.downcast_ref().is_some_and(StorageError::is_misconfiguration);
    failure.is::<Misuse>() || storage()
}

/// Describes an error in the reader's language. Errors of libraries exist in English only;
/// addresses in them are redacted.
pub(super) fn said(error: &(dyn Error + 'static), tongue: Tongue) -> String {
    if let Some(Misuse(error)) = error.downcast_ref() {
        return said(error.as_ref(), tongue);
    }
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

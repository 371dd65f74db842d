//! What commands must not do for their callers: overwrite files, show people without a record, act
//! on the wrong person, or print secrets.

mod addresses;
mod contacts;
mod coupon_files;
mod files;
mod healthcheck;
mod searches;
mod standard_input;
mod venue_files;
mod wrapper;

use std::{
    io::Write,
    process::{Command, Stdio},
};

use crate::imports::command::{Office, Said};

/// Runs a command with these lines on its standard input.
fn run_with_input(office: &Office, words: &str, lines: &str) -> Said {
    let mut command = office.command("C.UTF-8", words);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    Said::from(child.wait_with_output().unwrap())
}

/// Runs a command for the member with this token.
fn run_as(office: &Office, token: &str, words: &str) -> Said {
    let mut command: Command = office.command("C.UTF-8", words);
    Said::from(command.env("SESSHU_STAFF_TOKEN", token).output().unwrap())
}

//! What a command prints when its output is not a terminal.

use std::process::Stdio;

use super::office::{Office, Reads};
use crate::harness::database::{TestDatabase, empty_on_sqlite};

async fn whoever_stops_reading_ends_a_command_quietly(database: TestDatabase) {
    let mut office = Office::open(&database, Reads::Japanese).await;
    office.types("sesshu settings example > sesshu.toml").await;
    for line in [
        "sesshu --help",
        "sesshu settings example",
        "sesshu settings schema",
        "sesshu settings show",
        "sesshu openapi",
        "sesshu completions bash",
    ] {
        let mut command = office.sesshu(line);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // As `head` does when it has enough lines.
        drop(child.stdout.take());
        let ended = tokio::task::spawn_blocking(move || child.wait_with_output());
        let ended = ended.await.unwrap().unwrap();
        let complaint = String::from_utf8(ended.stderr).unwrap();
        assert!(ended.status.success() && complaint.is_empty(), "{line}: {complaint}");
    }
}

async fn a_table_is_as_wide_as_is_asked_for(database: TestDatabase) {
    let mut office = Office::open(&database, Reads::English).await;
    office.types("sesshu settings example > sesshu.toml").await;
    for wanted in [60, 100] {
        let mut command = office.sesshu("sesshu settings show");
        command.env("COLUMNS", wanted.to_string());
        let shown = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
        let shown = String::from_utf8(shown.stdout).unwrap();
        let widest = shown.lines().map(width).max().unwrap();
        assert!((wanted - 10..=wanted).contains(&widest), "{widest} for {wanted}");
    }
}

/// Returns the width in columns of a terminal.
fn width(line: &str) -> usize {
    line.chars().map(|letter| if letter < '\u{2E80}' { 1 } else { 2 }).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_pipe() {
    empty_on_sqlite(whoever_stops_reading_ends_a_command_quietly).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_width_of_tables() {
    empty_on_sqlite(a_table_is_as_wide_as_is_asked_for).await;
}

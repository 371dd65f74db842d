//! The table of `docs/ARCHITECTURE.md`, held: which room may import what.
//!
//! Reads the `use` paths and full paths of every file under `src/`; knows nothing of Rust beyond
//! that, so it needs nothing but the standard library.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A room and what must never be named in it: rooms of ours as `crate::…`, crates as `…::`.
const ROOMS: &[(&str, &[&str])] = &[
    (
        "vaccination",
        &[
            "crate::storage", "crate::line", "crate::mail", "crate::gate", "crate::reception",
            "crate::office", "crate::wording", "crate::conversation", "crate::chat",
            "crate::http", "crate::notices", "crate::cli", "sea_orm::", "axum::", "tokio::",
            "clap::", "reqwest::", "Utc::now",
        ],
    ),
    (
        "storage",
        &[
            "crate::line", "crate::mail", "crate::gate", "crate::reception", "crate::office",
            "crate::wording", "crate::conversation", "crate::chat", "crate::http",
            "crate::notices", "crate::cli", "axum::", "clap::",
        ],
    ),
    (
        "line",
        &[
            "crate::storage", "crate::mail", "crate::gate", "crate::reception", "crate::office",
            "crate::wording", "crate::conversation", "crate::chat", "crate::http",
            "crate::notices", "crate::cli", "sea_orm::", "axum::", "clap::",
        ],
    ),
    (
        "mail",
        &[
            "crate::storage", "crate::line", "crate::gate", "crate::reception", "crate::office",
            "crate::wording", "crate::conversation", "crate::chat", "crate::http",
            "crate::notices", "crate::cli", "sea_orm::", "axum::", "clap::",
        ],
    ),
    (
        "reception",
        &[
            "crate::office", "crate::line", "crate::wording", "crate::conversation",
            "crate::chat", "crate::http", "crate::notices", "crate::cli", "axum::", "sea_orm::",
        ],
    ),
    (
        "office",
        &[
            "crate::wording", "crate::conversation", "crate::chat", "crate::http",
            "crate::notices", "crate::cli", "axum::", "sea_orm::", "clap::",
        ],
    ),
    (
        "wording",
        &[
            "crate::storage", "crate::mail", "crate::gate", "crate::reception", "crate::office",
            "crate::conversation", "crate::chat", "crate::http", "crate::notices", "crate::cli",
            "crate::line::client", "crate::line::event", "crate::line::id_token", "sea_orm::",
            "axum::", "tokio::",
        ],
    ),
    (
        "conversation",
        &[
            "crate::http", "crate::chat", "crate::notices", "crate::cli", "crate::storage",
            "crate::line::client", "crate::office", "axum::", "sea_orm::", "tokio::",
        ],
    ),
    ("chat", &["crate::http", "crate::notices", "crate::cli", "crate::office", "axum::", "sea_orm::"]),
    ("http", &["crate::notices", "crate::cli", "crate::chat", "crate::conversation", "sea_orm::", "clap::"]),
    (
        "notices",
        &["crate::conversation", "crate::http", "crate::chat", "crate::cli", "axum::", "sea_orm::"],
    ),
    ("cli", &["sea_orm::"]),
];

/// The longest file we write, in lines.
const LONGEST: usize = 400;

#[test]
fn every_room_imports_only_what_lies_below_it() {
    let mut broken = Vec::new();
    for (room, forbidden) in ROOMS {
        for file in rust_files(&src().join(room)) {
            for (number, line) in production_lines(&file) {
                for name in forbidden.iter().filter(|name| names(&line, name)) {
                    broken.push(format!("{}:{number} names {name}", shown(&file)));
                }
            }
        }
    }
    assert!(broken.is_empty(), "rooms looking up:\n{}", broken.join("\n"));
}

#[test]
fn every_folder_is_a_room_of_the_table() {
    let folders = fs::read_dir(src()).unwrap().map(Result::unwrap);
    for folder in folders.filter(|entry| entry.path().is_dir()) {
        let name = folder.file_name().into_string().unwrap();
        assert!(ROOMS.iter().any(|(room, _)| *room == name), "no charter for src/{name}");
    }
}

#[test]
fn nobody_imports_the_command_line() {
    for file in rust_files(&src()).iter().filter(|file| !file.starts_with(src().join("cli"))) {
        let from_main = file.ends_with("main.rs");
        let imports = production_lines(file).iter().any(|(_, line)| names(line, "crate::cli"));
        assert!(from_main || !imports, "{} imports the roof", shown(file));
    }
}

#[test]
fn only_the_command_line_reads_the_environment_and_the_clock() {
    for file in rust_files(&src()).iter().filter(|file| !file.starts_with(src().join("cli"))) {
        for (number, line) in production_lines(file) {
            for name in ["std::env::", "env::var", "Utc::now(", "SystemTime::now(", "Instant::now("] {
                assert!(!line.contains(name), "{}:{number} uses {name}", shown(file));
            }
        }
    }
}

#[test]
fn files_stay_short() {
    let roots = ["src", "simulator/src", "migrations/src", "tests"];
    for file in roots.iter().flat_map(|root| rust_files(&here().join(root))) {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines, {LONGEST} are the most", shown(&file));
    }
}

#[test]
fn the_simulator_stands_alone() {
    for file in rust_files(&here().join("simulator")) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("sesshu::"), "{} knows the service", shown(&file));
    }
}

/// The lines that are shipped: comments and inline tests left out.
fn production_lines(file: &Path) -> Vec<(usize, String)> {
    if file.ends_with("tests.rs") {
        return Vec::new();
    }
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().zip(1..).map(|(line, number)| (number, line.trim().to_owned()));
    lines
        .take_while(|(_, line)| line != "#[cfg(test)]" && line != "#![cfg(test)]")
        .filter(|(_, line)| !line.starts_with("//"))
        .collect()
}

/// Whether a line names a path: as written, or inside a nested `use crate::{…}` of its own line.
fn names(line: &str, path: &str) -> bool {
    if let Some(room) = path.strip_prefix("crate::") {
        let nested = line.starts_with(&format!("{room}::")) || line.starts_with(&format!("{room},"));
        return line.contains(path) || nested;
    }
    line.contains(path) && !line.contains(&format!("crate::{path}"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files
}

fn shown(file: &Path) -> String {
    file.strip_prefix(here()).unwrap_or(file).display().to_string()
}

fn src() -> PathBuf {
    here().join("src")
}

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

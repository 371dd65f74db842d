//! Checks the dependency rules of `docs/ARCHITECTURE.md`: which layer may name which modules and
//! crates.
//!
//! Uses the standard library only. A small reader of `use` trees and paths (`paths.rs`) is enough
//! to find imports of higher layers.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the tree fails there")]

mod language;
mod metrics;
mod paths;
mod release;
mod runbooks;
mod security;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A layer, the layers it must not name, and the crates it must not name.
struct Room(&'static str, &'static str, &'static str);

/// The layers of `src/`, lowest first.
const ROOMS: [Room; 13] = [
    Room(
        "vaccination",
        "storage line mail gate reception office wording conversation chat http notices cli",
        "sea_orm axum tokio clap reqwest",
    ),
    Room(
        "storage",
        "line mail gate reception office wording conversation chat http notices cli",
        "axum clap",
    ),
    Room(
        "line",
        "storage mail gate reception office wording conversation chat http notices cli",
        "sea_orm axum clap",
    ),
    Room(
        "mail",
        "storage line gate reception office wording conversation chat http notices cli",
        "sea_orm axum clap",
    ),
    Room(
        "gate",
        "line mail reception office wording conversation chat http notices cli",
        "axum sea_orm",
    ),
    Room("reception", "office line wording conversation chat http notices cli", "axum sea_orm"),
    Room("office", "wording conversation chat http notices cli", "axum sea_orm clap"),
    Room(
        "wording",
        "storage mail gate reception office conversation chat http notices cli \
         line::client line::event line::id_token line::signature",
        "sea_orm axum tokio",
    ),
    Room("conversation", "http chat notices cli storage office line::client", "axum sea_orm tokio"),
    Room("chat", "http notices cli office", "axum sea_orm"),
    Room("http", "notices cli chat conversation", "sea_orm clap"),
    Room("notices", "conversation http chat cli", "axum sea_orm"),
    Room("cli", "", "sea_orm"),
];

/// The maximum length of a Rust file, in lines.
const LONGEST: usize = 400;

/// Folders whose content is not ours.
const FILLED_BY_BUILDS: [&str; 3] = ["dist", "node_modules", "target"];

#[test]
fn no_room_names_what_lies_above_it() {
    let mut broken = Vec::new();
    for Room(room, rooms, crates) in ROOMS {
        let rooms = rooms.split_whitespace().map(|room| format!("crate::{room}"));
        let crates = crates.split_whitespace().map(str::to_owned);
        let forbidden: Vec<String> = rooms.chain(crates).collect();
        for file in rust_files(&here().join("src").join(room)) {
            for path in shipped_paths(&file) {
                if forbidden.iter().any(|name| paths::lies_under(&path, name)) {
                    broken.push(format!("{} names {path}", shown(&file)));
                }
            }
        }
    }
    assert!(broken.is_empty(), "rooms looking up:\n{}", broken.join("\n"));
}

#[test]
fn every_folder_is_a_room_of_the_table() {
    for entry in fs::read_dir(here().join("src")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let known = ROOMS.iter().any(|Room(room, ..)| *room == name);
        assert!(known || !entry.path().is_dir(), "no charter for src/{name}");
    }
}

#[test]
fn nobody_imports_the_command_line_but_main() {
    for file in rust_files(&here().join("src")) {
        let roof = file.starts_with(here().join("src/cli")) || file.ends_with("main.rs");
        let names = shipped_paths(&file).iter().any(|path| paths::lies_under(path, "crate::cli"));
        assert!(roof || !names, "{} imports the roof", shown(&file));
    }
}

#[test]
fn only_the_command_line_reads_the_environment_and_the_clock() {
    const ITS_OWN: [&str; 5] =
        ["std::env", "Utc::now", "Local::now", "SystemTime::now", "Instant::now"];
    for file in rust_files(&here().join("src")) {
        // These files measure durations; they do not read the time of day.
        let monotonic = [
            "src/stopwatch.rs",
            "src/heartbeat.rs",
            "src/http/health.rs",
            "src/storage/connect.rs",
        ];
        let is_monotonic = monotonic.iter().any(|path| file.ends_with(path));
        if file.starts_with(here().join("src/cli")) || is_monotonic {
            continue;
        }
        for path in shipped_paths(&file) {
            let used = ITS_OWN.iter().any(|own| path.contains(own));
            assert!(!used, "{} names {path}", shown(&file));
        }
    }
}

#[test]
fn only_storage_and_the_migrations_speak_to_databases() {
    for file in rust_files(&here().join("src")) {
        let storage = file.starts_with(here().join("src/storage"));
        let names = shipped_paths(&file).iter().any(|path| paths::lies_under(path, "sea_orm"));
        assert!(storage || !names, "{} speaks SQL", shown(&file));
    }
}

#[test]
fn files_stay_short() {
    for root in ["src", "simulator", "migrations/src", "tests"] {
        for file in rust_files(&here().join(root)) {
            let lines = fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= LONGEST, "{} has {lines} of {LONGEST} lines", shown(&file));
        }
    }
}

#[test]
fn every_file_is_part_of_the_program() {
    for root in
        ["src", "simulator/src", "migrations/src", "tests/it", "tests/soak", "tests/recovery"]
    {
        for file in rust_files(&here().join(root)) {
            let module = file.with_extension("");
            let module = if module.ends_with("mod") { module.parent().unwrap() } else { &module };
            let name = module.file_name().unwrap().to_str().unwrap();
            let folder = module.parent().unwrap();
            let beside = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            let declared = beside
                .chain([folder.with_extension("rs")])
                .filter_map(|file| fs::read_to_string(file).ok())
                .any(|text| text.contains(&format!("mod {name};")));
            let is_root = matches!(name, "lib" | "main");
            assert!(declared || is_root, "{} is no part of the program", shown(&file));
        }
    }
}

#[test]
fn the_simulator_stands_alone() {
    for file in rust_files(&here().join("simulator")) {
        let text = fs::read_to_string(&file).unwrap();
        let names = paths::of(&text, "crate").iter().any(|path| paths::lies_under(path, "sesshu"));
        assert!(!names, "{} knows the service", shown(&file));
    }
}

/// Returns the paths that a file names, without its tests.
fn shipped_paths(file: &Path) -> Vec<String> {
    let inside = file.strip_prefix(here().join("src")).unwrap();
    let is_test = inside.components().any(|part| {
        let part = part.as_os_str();
        part == "tests" || part == "tests.rs" || part == "fake.rs"
    });
    if is_test {
        return Vec::new();
    }
    let text = fs::read_to_string(file).unwrap();
    paths::of(paths::without_tests(&text), &paths::module_of(inside))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    files(folder, &["rs"])
}

/// Returns the files below a folder with one of these extensions, without hidden folders and those
/// that builds and package managers fill.
fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            let name = path.file_name().unwrap().to_str().unwrap();
            if !name.starts_with('.') && !FILLED_BY_BUILDS.contains(&name) {
                found.extend(files(&path, extensions));
            }
        } else if extensions.iter().any(|end| path.extension().is_some_and(|own| own == *end)) {
            found.push(path);
        }
    }
    found
}

fn shown(file: &Path) -> String {
    file.strip_prefix(here()).unwrap_or(file).display().to_string()
}

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

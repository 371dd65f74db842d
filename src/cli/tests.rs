//! Tests of the tree of commands.

use std::collections::BTreeSet;

use clap::{Command, CommandFactory};

use super::Cli;
use crate::vaccination::staff_act::StaffAct;

/// The commands that require no staff token, each with its reason.
const PUBLIC: [(&str, &str); 19] = [
    ("demo", "made-up data in a database of its own"),
    ("serve", "the service itself; root or systemd starts it"),
    ("rehearse", "the service itself, on a database that is marked for rehearsals"),
    ("migrate up", "before it there is no table of members"),
    ("migrate status", "before `migrate up` there is no table of members"),
    ("backup verify", "reads a file and no database"),
    ("backup restore", "into an empty database, which has no members"),
    ("keys status", "members cannot be read where a key is missing; shows counts"),
    ("keys new", "prints randomness"),
    ("history verify", "has to work where members were removed; shows counts and seals"),
    ("check", "before the first member is registered; shows counts and changes nothing"),
    ("doctor", "before the first member is registered; shows counts and changes nothing"),
    ("settings example", "opens no database"),
    ("settings schema", "opens no database"),
    ("settings show", "opens no database; hides secrets"),
    ("settings check", "opens no database"),
    ("healthcheck", "asks a public address"),
    ("openapi", "opens no database"),
    ("completions", "opens no database"),
];

/// Acts that are recorded in addition to another one and are not commands.
const RECORDED_BESIDES: [StaffAct; 1] = [StaffAct::StaffAllowSelf];

/// Collects the paths of the commands without subcommands.
fn commands(command: &Command, path: &str, found: &mut BTreeSet<String>) {
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        let path = format!("{path} {}", below.get_name()).trim().to_owned();
        if below.has_subcommands() {
            commands(below, &path, found);
        } else {
            found.insert(path);
        }
    }
}

#[test]
fn the_command_line_is_sound() {
    Cli::command().debug_assert();
}

/// That each act is recorded when its command runs is tested by the opening day (`tests/it`).
#[test]
fn every_command_is_public_for_a_reason_or_an_act_of_the_staff() {
    let mut found = BTreeSet::new();
    commands(&Cli::command(), "", &mut found);
    let mut known = BTreeSet::new();
    for (path, reason) in PUBLIC {
        assert!(!reason.is_empty());
        known.insert(path.to_owned());
    }
    if !cfg!(feature = "rehearsal") {
        known.retain(|path| !["demo", "rehearse"].contains(&path.as_str()));
    }
    for act in StaffAct::ALL.iter().filter(|act| !RECORDED_BESIDES.contains(act)) {
        assert!(known.insert(act.as_str().to_owned()), "{act:?} is public as well");
    }
    assert_eq!(found, known);
}

//! The dictionary matches the commands, and every command shows how it is used.

use std::collections::BTreeSet;

use super::{
    dictionary::{Dictionary, EVERYWHERE},
    translate::AFTER,
    *,
};
use crate::cli::Cli;

/// Returns every command with its path, the program itself first.
fn commands(tongue: Tongue) -> Vec<(String, Command)> {
    let root = command::<Cli>(tongue);
    let mut found = vec![(root.get_name().to_owned(), root)];
    let mut at = 0;
    while let Some((path, command)) = found.get(at).cloned() {
        let below = command.get_subcommands().filter(|it| it.get_name() != "help");
        found.extend(below.map(|it| (format!("{path} {}", it.get_name()), it.clone())));
        at += 1;
    }
    found
}

/// Returns all texts of a command: its own, its arguments', and what follows its examples.
fn sayings(command: &Command) -> Vec<String> {
    let arguments = command.get_arguments().map(|it| it.get_id().to_string());
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let after = after.trim().contains("\n\n").then(|| AFTER.to_owned());
    std::iter::once("about".to_owned()).chain(arguments).chain(after).collect()
}

#[test]
fn every_command_and_argument_has_its_japanese() {
    let words = Dictionary::read();
    let mut lacking = Vec::new();
    for (path, command) in commands(Tongue::English) {
        for what in sayings(&command).into_iter().filter(|it| words.find(&path, it).is_none()) {
            lacking.push(format!("[\"{path}\"] {what}"));
        }
    }
    assert!(lacking.is_empty(), "src/cli/help/ja.toml lacks:\n{}", lacking.join("\n"));
}

#[test]
fn the_dictionary_has_nothing_that_no_command_has() {
    let mut known = BTreeSet::new();
    for (path, command) in commands(Tongue::Japanese) {
        for what in sayings(&command) {
            known.insert((EVERYWHERE.to_owned(), what.clone()));
            known.insert((path.clone(), what));
        }
    }
    let entries = Dictionary::read().0;
    let unused: Vec<_> = entries
        .iter()
        .flat_map(|(path, said)| said.keys().map(move |what| (path.clone(), what.clone())))
        .filter(|entry| !known.contains(entry))
        // Not every binary contains these.
        .filter(|(path, _)| {
            cfg!(feature = "rehearsal")
                || !["sesshu demo", "sesshu rehearse"].contains(&path.as_str())
        })
        .collect();
    assert!(unused.is_empty(), "src/cli/help/ja.toml has too much: {unused:?}");
}

#[test]
fn every_command_shows_an_example_in_both_languages() {
    let mut silent = Vec::new();
    for tongue in [Tongue::English, Tongue::Japanese] {
        let word = tongue.pick("例:", "Example");
        for (path, mut command) in commands(tongue) {
            let help = command.render_long_help().to_string();
            let example = help.split_once(word).is_some_and(|(_, rest)| rest.contains(&path));
            if !command.has_subcommands() && !example {
                silent.push(path);
            }
        }
    }
    assert!(silent.is_empty(), "no example in the help of {silent:?}");
}

#[test]
fn japanese_help_has_no_english_headings() {
    for (path, mut command) in commands(Tongue::Japanese) {
        let help = complaint::translated(&command.render_long_help().to_string());
        for heading in [
            "Usage:",
            "Options:",
            "OPTIONS",
            "Commands:",
            "Arguments:",
            "Print help",
            "[default",
            "[env",
            "ossible values",
        ] {
            assert!(!help.contains(heading), "{path}: {help}");
        }
    }
}

#[test]
fn the_japanese_commands_are_sound() {
    command::<Cli>(Tongue::Japanese).debug_assert();
}

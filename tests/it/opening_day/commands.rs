//! Every command is typed on the opening day, or `not_typed.txt` gives the reason why not.

use std::{collections::BTreeSet, process::Command};

use super::office::Office;

const NOT_TYPED: &str = include_str!("not_typed.txt");

/// Fails if a command was never typed. The program's own help lists all commands.
pub(super) fn were_all_typed(office: &Office) {
    let all = commands();
    let typed = |command: &&String| {
        let words = format!("{command} ");
        office.typed().iter().any(|line| format!("{line} ").starts_with(&words))
    };
    let excused = excused();
    let missing: Vec<_> =
        all.iter().filter(|it| !typed(it) && !excused.contains(it.as_str())).collect();
    assert!(missing.is_empty(), "the opening day never types {missing:?}");
    for command in &excused {
        let command = (*command).to_owned();
        assert!(all.contains(&command), "not_typed.txt names {command:?}, which is no command");
        assert!(!typed(&&command), "not_typed.txt names {command:?}, which is typed");
    }
}

fn excused() -> BTreeSet<&'static str> {
    let lines = NOT_TYPED.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let named = lines.map(|line| {
        let (command, why) = line.split_once(": ").unwrap_or_else(|| panic!("no reason: {line}"));
        assert!(!why.trim().is_empty(), "no reason: {line}");
        command
    });
    named.collect()
}

/// Returns the commands without subcommands.
fn commands() -> BTreeSet<String> {
    let (mut found, mut open) = (BTreeSet::new(), vec!["sesshu".to_owned()]);
    while let Some(command) = open.pop() {
        let below = below(&command);
        if below.is_empty() {
            found.insert(command);
        } else {
            open.extend(below.into_iter().map(|one| format!("{command} {one}")));
        }
    }
    assert!(found.len() > 30, "{found:?}");
    found
}

/// Returns the commands that the help of a command lists.
fn below(command: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_sesshu"))
        .args(command.split(' ').skip(1))
        .arg("--help")
        .env_clear()
        .output()
        .unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let Some((_, list)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    let names = list.lines().take_while(|line| !line.is_empty()).filter_map(|line| {
        let name = line.strip_prefix("  ")?.split(' ').next()?;
        (!name.is_empty() && name != "help").then(|| name.to_owned())
    });
    names.collect()
}

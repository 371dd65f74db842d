//! Replaces the texts in clap's tree of commands by those of the dictionary.

use clap::{Arg, ArgAction, Command};

use super::dictionary::Dictionary;

/// clap's own template contains "Usage" and "Options" in English.
const TEMPLATE: &str = "{about-with-newline}\n使い方: {usage}\n\n{all-args}{after-help}\n";

pub(super) fn translated(root: Command, words: &Dictionary) -> Command {
    let path = root.get_name().to_owned();
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    walk(root.disable_version_flag(true).arg(version), &path, words)
}

fn walk(command: Command, path: &str, words: &Dictionary) -> Command {
    let examples = [command.get_long_about(), command.get_after_help()];
    let examples = examples.into_iter().flatten().find_map(|it| examples_in(&it.to_string()));
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let mut command = command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .arg(help)
        .help_template(TEMPLATE)
        .subcommand_help_heading("コマンド")
        .subcommand_value_name("コマンド")
        .mut_args(|arg| say(arg, path, words))
        .mut_subcommands(|one| {
            let path = format!("{path} {}", one.get_name());
            walk(one, &path, words)
        });
    if let Some(about) = words.find(path, "about") {
        let first = about.lines().next().unwrap_or_default();
        command = command.about(first.to_owned()).long_about(about.to_owned());
    }
    let more = words.find(path, AFTER).map(str::to_owned);
    let after = [examples.map(|it| format!("例:\n{it}")), more];
    let after: Vec<_> = after.into_iter().flatten().collect();
    if after.is_empty() { command } else { command.after_help(after.join("\n\n")) }
}

fn say(arg: Arg, path: &str, words: &Dictionary) -> Arg {
    let heading = if arg.is_positional() { "引数" } else { "オプション" };
    let sentence = words.find(path, arg.get_id().as_str()).map(str::to_owned);
    let arg = arg.help_heading(heading);
    match sentence {
        Some(sentence) => arg.help(sentence.clone()).long_help(sentence),
        None => arg,
    }
}

/// Returns the examples in a command's description, each on an indented line.
fn examples_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("Example")?;
    let rest = rest.trim_start_matches('s').strip_prefix(':')?;
    let paragraph = rest.trim_start_matches('\n').split("\n\n").next()?;
    let lines = paragraph.lines().map(|line| {
        let line = line.trim_end();
        format!("  {}", line.strip_prefix("  ").unwrap_or_else(|| line.trim_start()))
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// The key of the text that follows a command's examples, which is translated as a whole.
pub(super) const AFTER: &str = "after";

//! Usage errors in Japanese; clap itself reports them in English.

use std::io::{IsTerminal, Write};

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::cli::{failure, print::Tongue};

/// clap's exit code for usage errors.
const MISUSED: i32 = 2;

/// The fixed texts in clap's help and their translations.
const IN_HELP: [(&str, &str); 5] = [
    ("[OPTIONS]", "[オプション]"),
    ("[default: ", "[既定値: "),
    ("[env: ", "[環境変数: "),
    ("[possible values: ", "[書けるもの: "),
    ("Possible values:", "書けるもの:"),
];

/// Prints clap's message or help, and exits.
#[expect(clippy::print_stderr, reason = "the last word of a command that was not understood")]
pub(super) fn exit(error: &Error, tongue: Tongue) -> ! {
    if tongue == Tongue::English {
        error.exit();
    }
    match japanese(error) {
        None => help(error),
        Some(complaint) => {
            eprintln!("エラー: {complaint}");
            if let Some(usage) = said(error, ContextKind::Usage) {
                eprintln!("\n{}", translated(&usage.replacen("Usage:", "使い方:", 1)));
            }
            eprintln!("\n--help を付けると説明を表示します。");
            std::process::exit(MISUSED)
        }
    }
}

/// Prints the help: to standard output if it was requested, otherwise to standard error.
fn help(error: &Error) -> ! {
    let (out, err) = (&mut std::io::stdout(), &mut std::io::stderr());
    let for_eyes = if error.use_stderr() { err.is_terminal() } else { out.is_terminal() };
    let to: &mut dyn Write = if error.use_stderr() { err } else { out };
    let plain = !for_eyes || std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
    let help = error.render();
    let help = translated(&if plain { help.to_string() } else { help.ansi().to_string() });
    // A reader that has closed the pipe needs no help.
    let _ = writeln!(to, "{}", help.trim_end()).and_then(|()| to.flush());
    std::process::exit(error.exit_code())
}

pub(super) fn translated(help: &str) -> String {
    IN_HELP
        .iter()
        .fold(help.to_owned(), |help, (english, japanese)| help.replace(english, japanese))
}

/// Translates a usage error; `None` if it is not one or a rare one.
fn japanese(error: &Error) -> Option<String> {
    let what = |kind| said(error, kind).unwrap_or_default();
    let meant = |kind| said(error, kind).map(|it| format!("（{it} のことですか）"));
    let argument = what(ContextKind::InvalidArg);
    Some(match error.kind() {
        ErrorKind::InvalidSubcommand => format!(
            "「{}」というコマンドはありません{}",
            what(ContextKind::InvalidSubcommand),
            meant(ContextKind::SuggestedSubcommand).unwrap_or_default(),
        ),
        ErrorKind::UnknownArgument => format!(
            "「{argument}」という指定はありません{}",
            meant(ContextKind::SuggestedArg).unwrap_or_default(),
        ),
        ErrorKind::MissingRequiredArgument => format!("{argument} を指定してください"),
        ErrorKind::InvalidValue if what(ContextKind::InvalidValue).is_empty() => {
            format!("{argument} に値がありません")
        }
        ErrorKind::InvalidValue => format!(
            "{argument} に「{}」は指定できません。指定できるもの: {}",
            what(ContextKind::InvalidValue),
            what(ContextKind::ValidValue),
        ),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error)
                .map(|why| failure::value(why).unwrap_or_else(|| why.to_string()))
                .map(|why| format!("（{why}）"));
            let value = what(ContextKind::InvalidValue);
            format!("{argument} の「{value}」は使えません{}", why.unwrap_or_default())
        }
        ErrorKind::ArgumentConflict => {
            format!("{argument} と {} は同時に指定できません", what(ContextKind::PriorArg))
        }
        _ => return None,
    })
}

fn said(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::None => None,
        ContextValue::Strings(all) => Some(all.join("、")),
        other => Some(other.to_string()),
    }
}

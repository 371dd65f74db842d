//! A command line that cannot be read, told in Japanese; clap tells it in English.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::cli::print::Tongue;

/// As clap ends a program whose command line it cannot read.
const MISUSED: i32 = 2;

/// Prints what clap has to say, help included, and ends the program.
#[expect(clippy::print_stderr, reason = "the last word of a command that was not understood")]
pub(super) fn exit(error: &Error, tongue: Tongue) -> ! {
    let complaint = if tongue == Tongue::Japanese { japanese(error) } else { None };
    match complaint {
        None => error.exit(),
        Some(complaint) => {
            eprintln!("エラー: {complaint}");
            if let Some(usage) = said(error, ContextKind::Usage) {
                eprintln!("\n{}", usage.replacen("Usage:", "使い方:", 1));
            }
            eprintln!("\n--help を付けると説明を表示します。");
            std::process::exit(MISUSED)
        }
    }
}

/// `None` for what is no complaint, or a rare one.
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
            let why = std::error::Error::source(error).map(|why| format!("（{why}）"));
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

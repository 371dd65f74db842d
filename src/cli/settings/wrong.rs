//! An error in the settings file: position, key, and what is allowed there.

use std::{fmt, ops::Range};

use toml::de::{DeTable, DeValue};

use super::file::SAID;
use crate::{cli::print::Tongue, office::position};

/// An error in the settings file.
#[derive(Debug)]
pub(in crate::cli) struct Wrong {
    /// The file, if it is not the settings file itself.
    file: Option<String>,
    /// Line and column, from 1.
    at: Option<(usize, usize)>,
    /// e.g. `programme.few_percent`.
    key: Option<String>,
    /// The message of serde or of the TOML parser.
    message: String,
}

impl Wrong {
    pub(super) fn new(error: &toml::de::Error, text: &str) -> Self {
        let span = error.span();
        Self {
            file: None,
            at: span.clone().map(|span| position(text.as_bytes(), span.start)),
            key: span.and_then(|span| key_at(text, &span)),
            message: error.message().to_owned(),
        }
    }

    /// Returns the error as one of a file that the settings name.
    pub(super) fn in_file(self, name: &str) -> Self {
        Self { file: Some(name.to_owned()), ..self }
    }

    pub(super) fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Returns the sentence, without the file's name.
    pub(super) fn say(&self, tongue: Tongue) -> String {
        let place = match (self.at, tongue) {
            (None, _) => String::new(),
            (Some((line, column)), Tongue::Japanese) => format!("{line}行目 {column}文字目: "),
            (Some((line, column)), Tongue::English) => format!("line {line}, column {column}: "),
        };
        let key = self.key.as_ref().map(|key| format!("{key}: ")).unwrap_or_default();
        let said = tongue.pick(japanese(&self.message), english(&self.message));
        format!("{place}{key}{said}")
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Tongue::English))
    }
}

impl std::error::Error for Wrong {}

/// Returns the innermost key that the span belongs to; `None` if the text is not TOML.
fn key_at(text: &str, span: &Range<usize>) -> Option<String> {
    let document = DeTable::parse(text).ok()?;
    let mut path = Vec::new();
    descend(document.get_ref(), span.start, &mut path).then(|| path.join("."))
}

fn descend(table: &DeTable<'_>, at: usize, path: &mut Vec<String>) -> bool {
    for (key, value) in table {
        path.push(key.get_ref().to_string());
        if let DeValue::Table(inner) = value.get_ref()
            && descend(inner, at, path)
        {
            return true;
        }
        // A header's span excludes its brackets.
        let header = key.span().start.saturating_sub(1)..key.span().end;
        if header.contains(&at) || value.span().contains(&at) {
            return true;
        }
        path.pop();
    }
    false
}

/// Adds a suggestion to the message if a key was misspelt.
fn english(message: &str) -> String {
    match meant(message) {
        Some(key) => format!("{message}; did you mean `{key}`?"),
        None => message.to_owned(),
    }
}

/// Translates serde's messages and our own. Others (TOML has many) are quoted.
fn japanese(message: &str) -> String {
    if let Some((japanese, _)) = SAID.iter().find(|(_, english)| *english == message) {
        return (*japanese).to_owned();
    }
    let quoted = quoted(message);
    let (first, others) = (quoted.first().copied().unwrap_or_default(), quoted.get(1..));
    let allowed = others.unwrap_or_default().join("、");
    if message.starts_with("unknown field") {
        let guess = meant(message).map(|key| format!("（{key} のことですか）")).unwrap_or_default();
        format!("「{first}」という項目はありません{guess}。書ける項目: {allowed}")
    } else if message.starts_with("unknown variant") {
        format!("「{first}」とは書けません。書けるもの: {allowed}")
    } else if message.starts_with("missing field") {
        format!("「{first}」の項目がありません。書き加えてください")
    } else if message.starts_with("duplicate key") {
        "同じ項目が二度書かれています。一つにしてください".to_owned()
    } else if let Some((found, expected)) = mistaken(message) {
        format!("{} と書かれていますが、ここには{}を書きます", kind(found), kind(expected))
    } else {
        format!("書き方に誤りがあります（{message}）")
    }
}

/// Returns what was found and what was expected, from `invalid type: …, expected …`.
fn mistaken(message: &str) -> Option<(&str, &str)> {
    let rest = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))?;
    rest.split_once(", expected ")
}

/// Translates serde's names of kinds of values.
fn kind(of: &str) -> String {
    const KINDS: [(&str, &str); 13] = [
        ("string", "文字列"),
        ("a string", "「\"」で囲んだ文字列"),
        ("integer", "整数"),
        ("floating point", "小数"),
        ("boolean", "真偽値"),
        ("map", "表"),
        ("sequence", "一覧"),
        ("a sequence", "[ ] で囲んだ一覧"),
        ("a map", "表"),
        ("a boolean", "true または false"),
        ("u8", "0から255までの整数"),
        ("u16", "0から65535までの整数"),
        ("a nonzero u32", "1以上の整数"),
    ];
    if let Some((_, japanese)) = KINDS.iter().find(|(english, _)| *english == of) {
        return (*japanese).to_owned();
    }
    if ["u32", "u64", "usize"].contains(&of) {
        return "0以上の整数".to_owned();
    }
    // "string \"x\"", "integer `5`": the kind and the value.
    match of.split_once(' ') {
        Some((word, value)) if KINDS.iter().any(|(english, _)| *english == word) => {
            format!("{} {}", kind(word), value.trim_matches('`'))
        }
        _ => of.to_owned(),
    }
}

fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

/// Returns the allowed key that is nearest to an unknown one, if one is near.
fn meant(message: &str) -> Option<&str> {
    if !message.starts_with("unknown ") {
        return None;
    }
    let quoted = quoted(message);
    let (wrong, allowed) = quoted.split_first()?;
    let near = |key: &&&str| strsim::damerau_levenshtein(wrong, key) <= 2;
    allowed.iter().filter(near).min_by_key(|key| strsim::damerau_levenshtein(wrong, key)).copied()
}

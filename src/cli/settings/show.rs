//! `sesshu settings show`: lists every key, its value, and the origin of the value.

use serde::Serialize;
use toml::de::{DeTable, DeValue};

use super::{
    SettingsFile, schema,
    secret::{SECRETS, set_by},
    wrong::Wrong,
};
use crate::cli::{
    Failure,
    print::{Listed, Tongue, Words},
    redact,
};

/// One key.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    key: String,
    /// Absent if nothing is set or the value is secret.
    value: Option<String>,
    #[serde(flatten)]
    from: Origin,
}

#[derive(Debug, Serialize, PartialEq, Eq)]
#[serde(tag = "from", rename_all = "snake_case")]
enum Origin {
    File {
        line: usize,
    },
    Default,
    /// A variable of the environment, or the file that it names.
    Environment {
        variable: String,
        secret: bool,
    },
    Nowhere,
}

impl Listed for Shown {
    const COLUMNS: &'static [Words] = &[("項目", "Key"), ("値", "Value"), ("どこから", "From")];

    fn cells(&self, tongue: Tongue) -> Vec<String> {
        let value = match (&self.value, &self.from) {
            (_, Origin::Environment { secret: true, .. }) => {
                tongue.pick("（隠しています）", "(hidden)").to_owned()
            }
            (Some(value), _) => value.clone(),
            (None, _) => tongue.pick("（なし）", "(none)").to_owned(),
        };
        let from = match &self.from {
            Origin::File { line } => {
                tongue.pick(format!("ファイル {line}行目"), format!("file, line {line}"))
            }
            Origin::Default => tongue.pick("既定値", "default").to_owned(),
            Origin::Environment { variable, .. } => {
                tongue.pick(format!("環境変数 {variable}"), format!("environment, {variable}"))
            }
            Origin::Nowhere => tongue.pick("未設定", "not set").to_owned(),
        };
        vec![self.key.clone(), value, from]
    }
}

/// Keys that an environment variable overrides.
const OVERRULED: [(&str, &str); 3] = [
    ("database.url", "SESSHU_DATABASE_URL"),
    ("metrics.listen", "SESSHU_METRICS_LISTEN"),
    ("service.listen", "SESSHU_LISTEN"),
];

/// Returns the keys of the file in alphabetical order, then the secrets.
pub(super) fn rows(file: &SettingsFile, tongue: Tongue) -> Result<Vec<Shown>, Failure> {
    let text = file.text(tongue)?;
    let document =
        DeTable::parse(&text).map_err(|error| file.named(&Wrong::new(&error, &text), tongue))?;
    let mut rows: Vec<_> =
        schema::keys().into_iter().map(|key| of_key(key, document.get_ref(), &text)).collect();
    rows.extend(SECRETS.iter().map(of_secret));
    Ok(rows)
}

fn of_key(key: String, document: &DeTable<'_>, text: &str) -> Shown {
    let overruling = OVERRULED.iter().find(|(known, _)| *known == key);
    let overruling = overruling.and_then(|(_, variable)| set_by(variable));
    if let Some(variable) = overruling {
        let secret = key == "database.url";
        let value = std::env::var(&variable).ok().filter(|_| !secret);
        return Shown { key, value, from: Origin::Environment { variable, secret } };
    }
    match find(document, &key) {
        Some((value, line_start)) => {
            let line = text[..line_start].matches('\n').count() + 1;
            let value = Some(written(&key, value));
            Shown { key, value, from: Origin::File { line } }
        }
        None => match schema::default_of(&key) {
            Some(value) => Shown { key, value: Some(value.to_string()), from: Origin::Default },
            None => Shown { key, value: None, from: Origin::Nowhere },
        },
    }
}

fn of_secret(name: &&str) -> Shown {
    let from = match set_by(name) {
        Some(variable) => Origin::Environment { variable, secret: true },
        None => Origin::Nowhere,
    };
    Shown { key: (*name).to_owned(), value: None, from }
}

/// Returns the value of a dotted key and the key's position.
fn find<'a, 'i>(table: &'a DeTable<'i>, key: &str) -> Option<(&'a DeValue<'i>, usize)> {
    let (name, rest) = key.split_once('.').map_or((key, None), |(name, rest)| (name, Some(rest)));
    let (at, value) = table.iter().find(|(known, _)| known.get_ref() == name)?;
    match (rest, value.get_ref()) {
        (None, value) => Some((value, at.span().start)),
        (Some(rest), DeValue::Table(inner)) => find(inner, rest),
        (Some(_), _) => None,
    }
}

/// Formats a value as TOML on one line, without user and password in addresses.
fn written(key: &str, value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) if key == "database.url" => redact::address(text),
        DeValue::String(text) if text.contains("://") => redact::text(text),
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(yes) => yes.to_string(),
        DeValue::Datetime(at) => at.to_string(),
        DeValue::Array(all) => {
            let all: Vec<_> = all.iter().map(|it| written(key, it.get_ref())).collect();
            format!("[{}]", all.join(", "))
        }
        DeValue::Table(all) => {
            let one = |(name, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
                let name: &std::borrow::Cow<'_, str> = name.get_ref();
                format!("{name} = {}", written(key, value.get_ref()))
            };
            all.iter().map(one).collect::<Vec<_>>().join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_shown_with_its_line_or_as_the_default() {
        let text = "[gate]\n# how long\nlock_hours = 2\n\n[neighbours]\n990002 = \"海山町\"\n";
        let document = DeTable::parse(text).unwrap();
        let shown = |key: &str| of_key(key.to_owned(), document.get_ref(), text);
        let lock = shown("gate.lock_hours");
        assert_eq!((lock.value.as_deref(), lock.from), (Some("2"), Origin::File { line: 3 }));
        let failures = shown("gate.failures_per_day");
        assert_eq!(failures.value.as_deref(), Some("1000"));
        assert_eq!(failures.from, Origin::Default);
        assert_eq!(shown("neighbours").value.as_deref(), Some("990002 = 海山町"));
        assert_eq!(shown("mail.host").from, Origin::Nowhere);
    }
}

//! Checks of texts with substitutions (R/messaging-api/#text-message-v2). `{key}` is substituted,
//! and literal braces are doubled.

use serde_json::Value;

use super::message::QUOTE_TOKEN;
use super::shape::{Findings, Property, Rule, optional, required, utf16};

pub(super) const TEXT_V2: &[Property] = &[
    required("text", utf16(1, 5000)),
    optional("substitution", Rule::Nested(substitution)),
    QUOTE_TOKEN,
];

const MAX_SUBSTITUTIONS: usize = 100;

/// Checks that every `{key}` of the text has a substitution and that braces are balanced.
pub(super) fn substitutions(findings: &mut Findings, value: &Value) {
    let Some(text) = value["text"].as_str() else {
        return;
    };
    let Some(keys) = keys_of(text) else {
        return findings.report_at("text", "A brace has no partner; literal braces are doubled");
    };
    for key in keys {
        if value["substitution"].get(key).is_none() {
            findings.report_at("text", format!("No substitution for '{key}'"));
        }
    }
}

const KINDS: &[(&str, &[Property])] = &[
    ("mention", &[required("mentionee", Rule::Nested(mentionee))]),
    ("emoji", &[required("productId", utf16(1, 100)), required("emojiId", utf16(1, 100))]),
];

const MENTIONEES: &[(&str, &[Property])] =
    &[("user", &[required("userId", utf16(1, 33))]), ("all", &[])];

fn substitution(findings: &mut Findings, value: &Value) {
    let Some(entries) = value.as_object() else {
        return findings.report("Must be an object");
    };
    if entries.len() > MAX_SUBSTITUTIONS {
        findings.report(format!("Size must be between 0 and {MAX_SUBSTITUTIONS}"));
    }
    for (key, value) in entries {
        findings.at_property(key, |findings| {
            if !is_key(key) {
                findings.report("Must be 1 to 20 characters of [0-9a-zA-Z_]");
            }
            if let Some(properties) = findings.kind(value, KINDS) {
                findings.object(value, &[properties]);
            }
        });
    }
}

fn mentionee(findings: &mut Findings, value: &Value) {
    if let Some(properties) = findings.kind(value, MENTIONEES) {
        findings.object(value, &[properties]);
    }
}

fn is_key(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Returns the keys between single braces, or `None` if a brace is unbalanced.
fn keys_of(text: &str) -> Option<Vec<&str>> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let from = &rest[at..];
        if from.starts_with("{{") || from.starts_with("}}") {
            rest = &from[2..];
        } else {
            let inside = from.strip_prefix('{')?;
            let (key, after) = inside.split_once('}')?;
            if !is_key(key) {
                return None;
            }
            keys.push(key);
            rest = after;
        }
    }
    Some(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_braces_are_text_and_single_ones_hold_a_key() {
        assert_eq!(keys_of("{{a}} {user_1}さん"), Some(vec!["user_1"]));
        assert_eq!(keys_of("なし"), Some(vec![]));
        assert_eq!(keys_of("{"), None);
        assert_eq!(keys_of("a } b"), None);
        assert_eq!(keys_of("{a b}"), None);
    }
}

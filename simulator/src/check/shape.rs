//! Descriptions of checked objects, and the walk that compares a value with its description.

use std::fmt::Write;

use serde_json::{Map, Value};
use unicode_segmentation::UnicodeSegmentation;
use url::Url;

use crate::platform::Detail;

/// A check of one part, which reports errors of the value at the current path.
pub(super) type Check = fn(&mut Findings, &Value);

/// A property of an object and the rule for its value.
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) rule: Rule,
}

pub(super) enum Rule {
    Boolean,
    Number,
    Integer {
        min: i64,
        max: i64,
    },
    Text {
        min: usize,
        max: usize,
        unit: LengthUnit,
    },
    OneOf(&'static [&'static str]),
    Uri {
        schemes: &'static [&'static str],
        max: usize,
    },
    /// A text of a special format, and the expected format in words.
    Format(fn(&str) -> bool, &'static str),
    List {
        min: usize,
        max: usize,
        each: Check,
    },
    Nested(Check),
}

/// The unit in which the length of a text is counted (D/messaging-api/text-character-count/).
#[derive(Clone, Copy)]
pub(super) enum LengthUnit {
    Utf16,
    Graphemes,
}

pub(super) const fn required(name: &'static str, rule: Rule) -> Property {
    Property { name, required: true, rule }
}

pub(super) const fn optional(name: &'static str, rule: Rule) -> Property {
    Property { name, required: false, rule }
}

pub(super) const fn utf16(min: usize, max: usize) -> Rule {
    Rule::Text { min, max, unit: LengthUnit::Utf16 }
}

pub(super) const fn graphemes(min: usize, max: usize) -> Rule {
    Rule::Text { min, max, unit: LengthUnit::Graphemes }
}

pub(super) const HTTPS: Rule = Rule::Uri { schemes: &["https"], max: 2000 };

/// The errors found so far, and the current path of the walk.
#[derive(Default)]
pub(super) struct Findings {
    path: String,
    /// Whether unknown properties are refused.
    unknown_refused: bool,
    details: Vec<Detail>,
}

impl Findings {
    pub(super) fn collect(check: impl FnOnce(&mut Self)) -> Vec<Detail> {
        let mut findings = Self::default();
        check(&mut findings);
        findings.details
    }

    pub(super) fn report(&mut self, message: impl Into<String>) {
        self.details.push(Detail { message: message.into(), property: self.path.clone() });
    }

    /// Runs `check` at a property of the current object.
    pub(super) fn at_property(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        check(self);
        self.path.truncate(length);
    }

    pub(super) fn report_at(&mut self, name: &str, message: impl Into<String>) {
        self.at_property(name, |findings| findings.report(message));
    }

    /// Refuses unknown properties in everything that `check` visits.
    pub(super) fn with_unknown_refused(&mut self, check: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.unknown_refused, true);
        check(self);
        self.unknown_refused = before;
    }

    /// Compares an object with its allowed properties. `null` counts as absent.
    pub(super) fn object(&mut self, value: &Value, shape: &[&[Property]]) {
        let Some(object) = value.as_object() else {
            return self.report("Must be an object");
        };
        for property in shape.iter().copied().flatten() {
            match object.get(property.name) {
                None | Some(Value::Null) if property.required => {
                    self.report_at(property.name, "May not be empty");
                }
                None | Some(Value::Null) => {}
                Some(value) => {
                    self.at_property(property.name, |findings| {
                        findings.check_rule(&property.rule, value);
                    });
                }
            }
        }
        if self.unknown_refused {
            self.report_unknown(object, shape);
        }
    }

    pub(super) fn list(&mut self, value: &Value, min: usize, max: usize, each: Check) {
        let Some(items) = value.as_array() else {
            return self.report("Must be an array");
        };
        if !(min..=max).contains(&items.len()) {
            self.report(format!("Size must be between {min} and {max}"));
        }
        for (index, item) in items.iter().enumerate() {
            let length = self.path.len();
            // Writing to a string does not fail.
            let _ = write!(self.path, "[{index}]");
            each(self, item);
            self.path.truncate(length);
        }
    }

    /// Finds the kind of an object by its `type`. Reports an error and returns `None` if there is
    /// no such kind.
    pub(super) fn kind<'v, T>(
        &mut self,
        value: &'v Value,
        kinds: &'v [(&str, T)],
    ) -> Option<&'v T> {
        let kind = value["type"].as_str();
        let found = kinds.iter().find(|(name, _)| kind == Some(*name));
        if found.is_none() {
            let names: Vec<_> = kinds.iter().map(|(name, _)| *name).collect();
            let message = format!("Must be one of the following values: [{}]", names.join(", "));
            self.report_at("type", message);
        }
        found.map(|(_, kind)| kind)
    }

    fn report_unknown(&mut self, object: &Map<String, Value>, shape: &[&[Property]]) {
        for name in object.keys() {
            let known = shape.iter().copied().flatten().any(|property| property.name == name);
            if name != "type" && !known {
                self.report_at(name, "unknown field");
            }
        }
    }

    fn check_rule(&mut self, rule: &Rule, value: &Value) {
        match rule {
            Rule::Boolean if value.is_boolean() => {}
            Rule::Boolean => self.report("Must be true or false"),
            Rule::Number if value.is_number() => {}
            Rule::Number => self.report("Must be a number"),
            Rule::Integer { min, max } => {
                if !value.as_i64().is_some_and(|number| (*min..=*max).contains(&number)) {
                    self.report(format!("Must be a whole number between {min} and {max}"));
                }
            }
            Rule::List { min, max, each } => self.list(value, *min, *max, *each),
            Rule::Nested(check) => check(self, value),
            Rule::Text { .. } | Rule::OneOf(_) | Rule::Uri { .. } | Rule::Format(..) => {
                match value.as_str() {
                    Some(text) => self.check_text(rule, text),
                    None => self.report("Must be a string"),
                }
            }
        }
    }

    fn check_text(&mut self, rule: &Rule, text: &str) {
        match rule {
            Rule::Text { min, max, unit } => {
                let length = match unit {
                    LengthUnit::Utf16 => text.encode_utf16().count(),
                    LengthUnit::Graphemes => text.graphemes(true).count(),
                };
                if length == 0 && *min > 0 {
                    self.report("May not be empty");
                } else if !(*min..=*max).contains(&length) {
                    self.report(format!("Length must be between {min} and {max}"));
                }
            }
            Rule::OneOf(values) if !values.contains(&text) => {
                let values = values.join(", ");
                self.report(format!("Must be one of the following values: [{values}]"));
            }
            Rule::Uri { schemes, max } => {
                if text.encode_utf16().count() > *max {
                    self.report(format!("Length must be between 1 and {max}"));
                } else if !is_uri(text, schemes) {
                    let schemes = schemes.join(", ");
                    self.report(format!(
                        "Must be a valid URI with one of the schemes: [{schemes}]"
                    ));
                }
            }
            Rule::Format(is_valid, expected) if !is_valid(text) => {
                self.report(format!("Must be {expected}"));
            }
            _ => {}
        }
    }
}

/// Returns whether `text` is a URI with one of these schemes. A URI in a body is ASCII, with
/// everything else percent-encoded (R/messaging-api/#url-encoding).
fn is_uri(text: &str, schemes: &[&str]) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
        && Url::parse(text).is_ok_and(|url| {
            schemes.contains(&url.scheme())
                && (url.has_host() || !matches!(url.scheme(), "http" | "https"))
        })
}

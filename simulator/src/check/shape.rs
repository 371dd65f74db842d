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
    pub(super) needed: bool,
    pub(super) rule: Rule,
}

pub(super) enum Rule {
    Boolean,
    Number,
    Whole {
        from: i64,
        to: i64,
    },
    Text {
        from: usize,
        to: usize,
        counted: Counted,
    },
    OneOf(&'static [&'static str]),
    Uri {
        schemes: &'static [&'static str],
        to: usize,
    },
    /// A text of a special format, and the expected format in words.
    Form(fn(&str) -> bool, &'static str),
    List {
        from: usize,
        to: usize,
        each: Check,
    },
    Part(Check),
}

/// The unit in which the length of a text is counted (D/messaging-api/text-character-count/).
#[derive(Clone, Copy)]
pub(super) enum Counted {
    Utf16,
    Graphemes,
}

pub(super) const fn needed(name: &'static str, rule: Rule) -> Property {
    Property { name, needed: true, rule }
}

pub(super) const fn optional(name: &'static str, rule: Rule) -> Property {
    Property { name, needed: false, rule }
}

pub(super) const fn utf16(from: usize, to: usize) -> Rule {
    Rule::Text { from, to, counted: Counted::Utf16 }
}

pub(super) const fn graphemes(from: usize, to: usize) -> Rule {
    Rule::Text { from, to, counted: Counted::Graphemes }
}

pub(super) const HTTPS: Rule = Rule::Uri { schemes: &["https"], to: 2000 };

/// The errors found so far, and the current path of the walk.
#[derive(Default)]
pub(super) struct Findings {
    place: String,
    /// Whether unknown properties are refused.
    closed: bool,
    details: Vec<Detail>,
}

impl Findings {
    pub(super) fn of(check: impl FnOnce(&mut Self)) -> Vec<Detail> {
        let mut findings = Self::default();
        check(&mut findings);
        findings.details
    }

    pub(super) fn report(&mut self, message: impl Into<String>) {
        self.details.push(Detail { message: message.into(), property: self.place.clone() });
    }

    /// Runs `check` at a property of the current object.
    pub(super) fn within(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        let length = self.place.len();
        if length > 0 {
            self.place.push('.');
        }
        self.place.push_str(name);
        check(self);
        self.place.truncate(length);
    }

    pub(super) fn report_at(&mut self, name: &str, message: impl Into<String>) {
        self.within(name, |findings| findings.report(message));
    }

    /// Refuses unknown properties in everything that `check` visits.
    pub(super) fn closed(&mut self, check: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.closed, true);
        check(self);
        self.closed = before;
    }

    /// Compares an object with its allowed properties. `null` counts as absent.
    pub(super) fn object(&mut self, value: &Value, shape: &[&[Property]]) {
        let Some(object) = value.as_object() else {
            return self.report("Must be an object");
        };
        for property in shape.iter().copied().flatten() {
            match object.get(property.name) {
                None | Some(Value::Null) if property.needed => {
                    self.report_at(property.name, "May not be empty");
                }
                None | Some(Value::Null) => {}
                Some(value) => {
                    self.within(property.name, |findings| findings.follow(&property.rule, value));
                }
            }
        }
        if self.closed {
            self.refuse_unknown(object, shape);
        }
    }

    pub(super) fn list(&mut self, value: &Value, from: usize, to: usize, each: Check) {
        let Some(items) = value.as_array() else {
            return self.report("Must be an array");
        };
        if !(from..=to).contains(&items.len()) {
            self.report(format!("Size must be between {from} and {to}"));
        }
        for (index, item) in items.iter().enumerate() {
            let length = self.place.len();
            // Writing to a string does not fail.
            let _ = write!(self.place, "[{index}]");
            each(self, item);
            self.place.truncate(length);
        }
    }

    /// Finds the kind of an object by its `type`. Reports an error and returns `None` if there is
    /// no such kind.
    pub(super) fn kind<'v, T>(
        &mut self,
        value: &'v Value,
        kinds: &'v [(&str, T)],
    ) -> Option<&'v T> {
        let named = value["type"].as_str();
        let found = kinds.iter().find(|(name, _)| named == Some(*name));
        if found.is_none() {
            let names: Vec<_> = kinds.iter().map(|(name, _)| *name).collect();
            let message = format!("Must be one of the following values: [{}]", names.join(", "));
            self.report_at("type", message);
        }
        found.map(|(_, kind)| kind)
    }

    fn refuse_unknown(&mut self, object: &Map<String, Value>, shape: &[&[Property]]) {
        for name in object.keys() {
            let known = shape.iter().copied().flatten().any(|property| property.name == name);
            if name != "type" && !known {
                self.report_at(name, "unknown field");
            }
        }
    }

    fn follow(&mut self, rule: &Rule, value: &Value) {
        match rule {
            Rule::Boolean if value.is_boolean() => {}
            Rule::Boolean => self.report("Must be true or false"),
            Rule::Number if value.is_number() => {}
            Rule::Number => self.report("Must be a number"),
            Rule::Whole { from, to } => {
                if !value.as_i64().is_some_and(|number| (*from..=*to).contains(&number)) {
                    self.report(format!("Must be a whole number between {from} and {to}"));
                }
            }
            Rule::List { from, to, each } => self.list(value, *from, *to, *each),
            Rule::Part(check) => check(self, value),
            Rule::Text { .. } | Rule::OneOf(_) | Rule::Uri { .. } | Rule::Form(..) => {
                match value.as_str() {
                    Some(text) => self.follow_text(rule, text),
                    None => self.report("Must be a string"),
                }
            }
        }
    }

    fn follow_text(&mut self, rule: &Rule, text: &str) {
        match rule {
            Rule::Text { from, to, counted } => {
                let length = match counted {
                    Counted::Utf16 => text.encode_utf16().count(),
                    Counted::Graphemes => text.graphemes(true).count(),
                };
                if length == 0 && *from > 0 {
                    self.report("May not be empty");
                } else if !(*from..=*to).contains(&length) {
                    self.report(format!("Length must be between {from} and {to}"));
                }
            }
            Rule::OneOf(values) if !values.contains(&text) => {
                let values = values.join(", ");
                self.report(format!("Must be one of the following values: [{values}]"));
            }
            Rule::Uri { schemes, to } => {
                if text.encode_utf16().count() > *to {
                    self.report(format!("Length must be between 1 and {to}"));
                } else if !is_uri(text, schemes) {
                    let schemes = schemes.join(", ");
                    self.report(format!(
                        "Must be a valid URI with one of the schemes: [{schemes}]"
                    ));
                }
            }
            Rule::Form(is_right, expected) if !is_right(text) => {
                self.report(format!("Must be {expected}"));
            }
            _ => {}
        }
    }
}

/// Whether `text` is a URI with one of these schemes. A URI in a body is ASCII, with everything
/// else percent-encoded (R/messaging-api/#url-encoding).
fn is_uri(text: &str, schemes: &[&str]) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
        && Url::parse(text).is_ok_and(|url| {
            schemes.contains(&url.scheme())
                && (url.has_host() || !matches!(url.scheme(), "http" | "https"))
        })
}

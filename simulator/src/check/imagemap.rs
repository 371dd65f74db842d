//! Checks of imagemap messages (R/messaging-api/#imagemap-message).

use serde_json::Value;

use super::message::ALT_TEXT;
use super::shape::{Findings, HTTPS, Property, Rule, graphemes, optional, required, utf16};

pub(super) const IMAGEMAP: &[Property] = &[
    required("baseUrl", HTTPS),
    ALT_TEXT,
    required("baseSize", Rule::Nested(base_size)),
    optional("video", Rule::Nested(video)),
    required("actions", Rule::List { min: 0, max: 50, each: action }),
];

const INTEGER: Rule = Rule::Integer { min: 0, max: i32::MAX as i64 };

const BASE_SIZE: &[Property] =
    &[required("width", Rule::Integer { min: 1040, max: 1040 }), required("height", INTEGER)];

const AREA: &[Property] = &[
    required("x", INTEGER),
    required("y", INTEGER),
    required("width", INTEGER),
    required("height", INTEGER),
];

const VIDEO: &[Property] = &[
    required("originalContentUrl", HTTPS),
    required("previewImageUrl", HTTPS),
    required("area", Rule::Nested(area)),
    optional("externalLink", Rule::Nested(external_link)),
];

const EXTERNAL_LINK: &[Property] = &[
    required("linkUri", Rule::Uri { schemes: &["http", "https", "line", "tel"], max: 1000 }),
    required("label", graphemes(1, 30)),
];

const EVERY_ACTION: &[Property] =
    &[optional("label", graphemes(0, 100)), required("area", Rule::Nested(area))];

const ACTIONS: &[(&str, &[Property])] = &[
    (
        "uri",
        &[required("linkUri", Rule::Uri { schemes: &["http", "https", "line", "tel"], max: 1000 })],
    ),
    ("message", &[required("text", graphemes(1, 400))]),
    ("clipboard", &[required("clipboardText", utf16(1, 1000))]),
];

fn base_size(findings: &mut Findings, value: &Value) {
    findings.object(value, &[BASE_SIZE]);
}

fn video(findings: &mut Findings, value: &Value) {
    findings.object(value, &[VIDEO]);
}

fn external_link(findings: &mut Findings, value: &Value) {
    findings.object(value, &[EXTERNAL_LINK]);
}

fn area(findings: &mut Findings, value: &Value) {
    findings.object(value, &[AREA]);
}

fn action(findings: &mut Findings, value: &Value) {
    if let Some(properties) = findings.kind(value, ACTIONS) {
        findings.object(value, &[properties, EVERY_ACTION]);
    }
}

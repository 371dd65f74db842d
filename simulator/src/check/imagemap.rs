//! Checks of imagemap messages (R/messaging-api/#imagemap-message).

use serde_json::Value;

use super::message::ALT_TEXT;
use super::shape::{Findings, HTTPS, Property, Rule, graphemes, needed, optional, utf16};

pub(super) const IMAGEMAP: &[Property] = &[
    needed("baseUrl", HTTPS),
    ALT_TEXT,
    needed("baseSize", Rule::Part(base_size)),
    optional("video", Rule::Part(video)),
    needed("actions", Rule::List { from: 0, to: 50, each: action }),
];

const WHOLE: Rule = Rule::Whole { from: 0, to: i32::MAX as i64 };

const BASE_SIZE: &[Property] =
    &[needed("width", Rule::Whole { from: 1040, to: 1040 }), needed("height", WHOLE)];

const AREA: &[Property] =
    &[needed("x", WHOLE), needed("y", WHOLE), needed("width", WHOLE), needed("height", WHOLE)];

const VIDEO: &[Property] = &[
    needed("originalContentUrl", HTTPS),
    needed("previewImageUrl", HTTPS),
    needed("area", Rule::Part(area)),
    optional("externalLink", Rule::Part(external_link)),
];

const EXTERNAL_LINK: &[Property] = &[
    needed("linkUri", Rule::Uri { schemes: &["http", "https", "line", "tel"], to: 1000 }),
    needed("label", graphemes(1, 30)),
];

const EVERY_ACTION: &[Property] =
    &[optional("label", graphemes(0, 100)), needed("area", Rule::Part(area))];

const ACTIONS: &[(&str, &[Property])] = &[
    (
        "uri",
        &[needed("linkUri", Rule::Uri { schemes: &["http", "https", "line", "tel"], to: 1000 })],
    ),
    ("message", &[needed("text", graphemes(1, 400))]),
    ("clipboard", &[needed("clipboardText", utf16(1, 1000))]),
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

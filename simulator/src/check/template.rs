//! Checks of template messages (R/messaging-api/#template-messages).

use serde_json::Value;

use super::action;
use super::format::is_colour;
use super::shape::{Findings, HTTPS, Property, Rule, graphemes, optional, required};

pub(super) fn template(findings: &mut Findings, value: &Value) {
    if !value.is_object() {
        return findings.report("Must be an object");
    }
    let Some(properties) = findings.kind(value, KINDS) else {
        return;
    };
    findings.object(value, &[properties]);
    match value["type"].as_str() {
        Some("buttons") => {
            findings.object(value, &[PICTURE]);
            check_text_with_picture(findings, value);
        }
        Some("carousel") => check_action_counts(findings, value),
        _ => {}
    }
}

const KINDS: &[(&str, &[Property])] = &[
    ("buttons", BUTTONS),
    ("confirm", CONFIRM),
    ("carousel", CAROUSEL),
    ("image_carousel", IMAGE_CAROUSEL),
];

const COLOUR: Rule = Rule::Format(is_colour, "a colour like #FFFFFF");

const PICTURE: &[Property] = &[
    optional("thumbnailImageUrl", HTTPS),
    optional("imageBackgroundColor", COLOUR),
    optional("title", graphemes(1, 40)),
    optional("defaultAction", Rule::Nested(action::of_picture)),
];

const IMAGE_ASPECT_RATIO: Property =
    optional("imageAspectRatio", Rule::OneOf(&["rectangle", "square"]));
const IMAGE_SIZE: Property = optional("imageSize", Rule::OneOf(&["cover", "contain"]));

const BUTTONS: &[Property] = &[
    IMAGE_ASPECT_RATIO,
    IMAGE_SIZE,
    required("text", graphemes(1, 160)),
    required("actions", Rule::List { min: 1, max: 4, each: action::of_template }),
];

const CONFIRM: &[Property] = &[
    required("text", graphemes(1, 240)),
    required("actions", Rule::List { min: 2, max: 2, each: action::of_template }),
];

const CAROUSEL: &[Property] = &[
    IMAGE_ASPECT_RATIO,
    IMAGE_SIZE,
    required("columns", Rule::List { min: 1, max: 10, each: column }),
];

const COLUMN: &[Property] = &[
    required("text", graphemes(1, 120)),
    required("actions", Rule::List { min: 1, max: 3, each: action::of_template }),
];

const IMAGE_CAROUSEL: &[Property] =
    &[required("columns", Rule::List { min: 1, max: 10, each: image_column })];

const IMAGE_COLUMN: &[Property] =
    &[required("imageUrl", HTTPS), required("action", Rule::Nested(action::of_image_carousel))];

fn column(findings: &mut Findings, value: &Value) {
    findings.object(value, &[PICTURE, COLUMN]);
    check_text_with_picture(findings, value);
}

fn image_column(findings: &mut Findings, value: &Value) {
    findings.object(value, &[IMAGE_COLUMN]);
}

/// Checks the shorter limit of a text next to a picture or a title.
fn check_text_with_picture(findings: &mut Findings, value: &Value) {
    if value["title"].is_null() && value["thumbnailImageUrl"].is_null() {
        return;
    }
    let shape = &[optional("text", graphemes(0, 60))];
    findings.object(value, &[shape]);
}

/// Checks that every column has the same number of actions.
fn check_action_counts(findings: &mut Findings, value: &Value) {
    let count = |column: &Value| column["actions"].as_array().map(Vec::len);
    let Some(columns) = value["columns"].as_array() else {
        return;
    };
    if columns.iter().any(|column| count(column) != count(&columns[0])) {
        findings.report_at("columns", "All columns must have the same number of actions");
    }
}

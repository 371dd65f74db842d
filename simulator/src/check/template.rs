//! Checks of template messages (R/messaging-api/#template-messages).

use serde_json::Value;

use super::action;
use super::format::is_colour;
use super::shape::{Findings, HTTPS, Property, Rule, graphemes, needed, optional};

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
            shorter_beside_a_picture(findings, value);
        }
        Some("carousel") => columns_alike(findings, value),
        _ => {}
    }
}

const KINDS: &[(&str, &[Property])] = &[
    ("buttons", BUTTONS),
    ("confirm", CONFIRM),
    ("carousel", CAROUSEL),
    ("image_carousel", IMAGE_CAROUSEL),
];

const COLOUR: Rule = Rule::Form(is_colour, "a colour like #FFFFFF");

const PICTURE: &[Property] = &[
    optional("thumbnailImageUrl", HTTPS),
    optional("imageBackgroundColor", COLOUR),
    optional("title", graphemes(1, 40)),
    optional("defaultAction", Rule::Part(action::of_picture)),
];

const IMAGE_ASPECT_RATIO: Property =
    optional("imageAspectRatio", Rule::OneOf(&["rectangle", "square"]));
const IMAGE_SIZE: Property = optional("imageSize", Rule::OneOf(&["cover", "contain"]));

const BUTTONS: &[Property] = &[
    IMAGE_ASPECT_RATIO,
    IMAGE_SIZE,
    needed("text", graphemes(1, 160)),
    needed("actions", Rule::List { from: 1, to: 4, each: action::of_template }),
];

const CONFIRM: &[Property] = &[
    needed("text", graphemes(1, 240)),
    needed("actions", Rule::List { from: 2, to: 2, each: action::of_template }),
];

const CAROUSEL: &[Property] = &[
    IMAGE_ASPECT_RATIO,
    IMAGE_SIZE,
    needed("columns", Rule::List { from: 1, to: 10, each: column }),
];

const COLUMN: &[Property] = &[
    needed("text", graphemes(1, 120)),
    needed("actions", Rule::List { from: 1, to: 3, each: action::of_template }),
];

const IMAGE_CAROUSEL: &[Property] =
    &[needed("columns", Rule::List { from: 1, to: 10, each: image_column })];

const IMAGE_COLUMN: &[Property] =
    &[needed("imageUrl", HTTPS), needed("action", Rule::Part(action::of_image_carousel))];

fn column(findings: &mut Findings, value: &Value) {
    findings.object(value, &[PICTURE, COLUMN]);
    shorter_beside_a_picture(findings, value);
}

fn image_column(findings: &mut Findings, value: &Value) {
    findings.object(value, &[IMAGE_COLUMN]);
}

/// Checks the shorter limit of a text next to a picture or a title.
fn shorter_beside_a_picture(findings: &mut Findings, value: &Value) {
    if value["title"].is_null() && value["thumbnailImageUrl"].is_null() {
        return;
    }
    let shape = &[optional("text", graphemes(0, 60))];
    findings.object(value, &[shape]);
}

/// Checks that every column has the same number of actions.
fn columns_alike(findings: &mut Findings, value: &Value) {
    let counts = |column: &Value| column["actions"].as_array().map(Vec::len);
    let Some(columns) = value["columns"].as_array() else {
        return;
    };
    if columns.iter().any(|column| counts(column) != counts(&columns[0])) {
        findings.report_at("columns", "All columns must have the same number of actions");
    }
}

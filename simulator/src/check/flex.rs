//! Checks of Flex containers (R/messaging-api/#container): bubbles, carousels and their sizes.

use serde_json::Value;

use super::action;
use super::flex_component::{box_component, hero};
use super::format::is_colour;
use super::shape::{Check, Findings, Property, Rule, optional, required};

/// R/messaging-api/#bubble: 30 KB of JSON.
const MAX_BUBBLE_BYTES: usize = 30 * 1024;
/// R/messaging-api/#f-carousel: 50 KB of JSON.
const MAX_CAROUSEL_BYTES: usize = 50 * 1024;
/// The number of animated images in one message (R/messaging-api/#f-image).
const MAX_ANIMATED_IMAGES: usize = 10;

pub(super) fn container(findings: &mut Findings, value: &Value) {
    if !value.is_object() {
        return findings.report("Must be an object");
    }
    let kinds: &[(&str, Check)] = &[("bubble", bubble), ("carousel", carousel)];
    findings.with_unknown_refused(|findings| {
        if let Some(check) = findings.kind(value, kinds) {
            check(findings, value);
        }
    });
    if count_animated(value) > MAX_ANIMATED_IMAGES {
        findings.report(format!("At most {MAX_ANIMATED_IMAGES} animated images are possible"));
    }
}

const BUBBLE: &[Property] = &[
    optional("size", Rule::OneOf(&["nano", "micro", "deca", "hecto", "kilo", "mega", "giga"])),
    optional("direction", Rule::OneOf(&["ltr", "rtl"])),
    optional("header", Rule::Nested(block)),
    optional("hero", Rule::Nested(hero)),
    optional("body", Rule::Nested(block)),
    optional("footer", Rule::Nested(block)),
    optional("styles", Rule::Nested(styles)),
    optional("action", Rule::Nested(action::of_flex)),
];

const CAROUSEL: &[Property] =
    &[required("contents", Rule::List { min: 1, max: 12, each: bubble_in_carousel })];

const STYLES: &[Property] = &[
    optional("header", Rule::Nested(style)),
    optional("hero", Rule::Nested(style)),
    optional("body", Rule::Nested(style)),
    optional("footer", Rule::Nested(style)),
];

const STYLE: &[Property] = &[
    optional("backgroundColor", Rule::Format(is_colour, "a colour like #FFFFFF")),
    optional("separator", Rule::Boolean),
    optional("separatorColor", Rule::Format(is_colour, "a colour like #FFFFFF")),
];

fn bubble(findings: &mut Findings, value: &Value) {
    let size = value.to_string().len();
    if size > MAX_BUBBLE_BYTES {
        findings.report(format!("The bubble is {size} bytes long, more than {MAX_BUBBLE_BYTES}"));
    }
    findings.object(value, &[BUBBLE]);
    let blocks = ["header", "hero", "body", "footer"];
    if blocks.iter().all(|name| value[name].is_null()) {
        findings.report("At least one block must be specified");
    }
    let too_small_for_video =
        matches!(value["size"].as_str(), Some("nano" | "micro" | "deca" | "hecto"));
    if value["hero"]["type"] == "video" && too_small_for_video {
        findings.report_at("size", "Must be kilo, mega or giga for a video");
    }
}

fn bubble_in_carousel(findings: &mut Findings, value: &Value) {
    if findings.kind(value, &[("bubble", ())]).is_some() {
        bubble(findings, value);
        if value["hero"]["type"] == "video" {
            findings.report_at("hero", "A video is not possible in a carousel");
        }
    }
}

fn carousel(findings: &mut Findings, value: &Value) {
    let size = value.to_string().len();
    if size > MAX_CAROUSEL_BYTES {
        findings
            .report(format!("The carousel is {size} bytes long, more than {MAX_CAROUSEL_BYTES}"));
    }
    findings.object(value, &[CAROUSEL]);
    let Some(bubbles) = value["contents"].as_array() else {
        return;
    };
    let size_of = |bubble: &Value| bubble["size"].as_str().unwrap_or("mega").to_owned();
    if bubbles.iter().any(|bubble| size_of(bubble) != size_of(&bubbles[0])) {
        findings.report_at("contents", "All bubbles must have the same size");
    }
}

fn block(findings: &mut Findings, value: &Value) {
    if findings.kind(value, &[("box", ())]).is_some() {
        box_component(findings, value);
    }
}

fn styles(findings: &mut Findings, value: &Value) {
    findings.object(value, &[STYLES]);
}

fn style(findings: &mut Findings, value: &Value) {
    findings.object(value, &[STYLE]);
}

fn count_animated(value: &Value) -> usize {
    match value {
        Value::Object(object) => {
            let own = usize::from(object.get("animated") == Some(&Value::Bool(true)));
            own + object.values().map(count_animated).sum::<usize>()
        }
        Value::Array(items) => items.iter().map(count_animated).sum(),
        _ => 0,
    }
}

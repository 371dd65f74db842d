//! Checks of Flex components (R/messaging-api/#component): which are allowed where, and their
//! properties.

use serde_json::Value;

use super::action;
use super::format::{
    is_angle, is_aspect_ratio, is_border_width, is_colour, is_font_size, is_icon_size,
    is_image_size, is_length, is_offset, is_percentage, is_pixels, is_space,
    is_space_or_percentage,
};
use super::shape::{Check, Findings, HTTPS, Property, Rule, optional, required, utf16};

/// Checks a box. Its `type` has been checked already.
pub(super) fn box_component(findings: &mut Findings, value: &Value) {
    let children: Check =
        if value["layout"] == "baseline" { baseline_child } else { stacked_child };
    let contents = Rule::List { min: 0, max: usize::MAX, each: children };
    findings.object(value, &[BOX, POSITION, &[required("contents", contents)]]);
}

/// Checks the hero block of a bubble.
pub(super) fn hero(findings: &mut Findings, value: &Value) {
    check_one_of(findings, value, &[("box", box_component), ("image", image), ("video", video)]);
}

fn check_one_of(findings: &mut Findings, value: &Value, kinds: &[(&str, Check)]) {
    if let Some(check) = findings.kind(value, kinds) {
        check(findings, value);
    }
}

/// Checks a component in a vertical or horizontal box.
fn stacked_child(findings: &mut Findings, value: &Value) {
    check_one_of(
        findings,
        value,
        &[
            ("box", box_component),
            ("button", button),
            ("image", image),
            ("text", text),
            ("separator", separator),
            ("filler", filler),
        ],
    );
}

/// Checks a component in a baseline box.
fn baseline_child(findings: &mut Findings, value: &Value) {
    check_one_of(findings, value, &[("icon", icon), ("text", text), ("filler", filler)]);
}

const SPACE: Rule = Rule::Format(is_space, "none, xs … xxl or pixels");
const PADDING: Rule =
    Rule::Format(is_space_or_percentage, "none, xs … xxl, pixels or a percentage");
const OFFSET: Rule = Rule::Format(is_offset, "none, xs … xxl, pixels or a percentage");
const LENGTH: Rule = Rule::Format(is_length, "pixels or a percentage");
const COLOUR: Rule = Rule::Format(is_colour, "a colour like #RRGGBB or #RRGGBBAA");
const FONT_SIZE: Rule = Rule::Format(is_font_size, "xxs … 5xl or pixels");
const ASPECT_RATIO: Rule = Rule::Format(is_aspect_ratio, "{width}:{height}, at most 1:3");
const FLEX: Property = optional("flex", Rule::Integer { min: 0, max: i32::MAX as i64 });
const MARGIN: Property = optional("margin", SPACE);
const GRAVITY: Property = optional("gravity", Rule::OneOf(&["top", "bottom", "center"]));
const ALIGN: Property = optional("align", Rule::OneOf(&["start", "end", "center"]));
const ADJUST_MODE: Property = optional("adjustMode", Rule::OneOf(&["shrink-to-fit"]));
const SCALING: Property = optional("scaling", Rule::Boolean);
const ACTION: Property = optional("action", Rule::Nested(action::of_flex));

const POSITION: &[Property] = &[
    optional("position", Rule::OneOf(&["relative", "absolute"])),
    optional("offsetTop", OFFSET),
    optional("offsetBottom", OFFSET),
    optional("offsetStart", OFFSET),
    optional("offsetEnd", OFFSET),
    MARGIN,
];

const BOX: &[Property] = &[
    required("layout", Rule::OneOf(&["horizontal", "vertical", "baseline"])),
    FLEX,
    optional("spacing", SPACE),
    optional("backgroundColor", COLOUR),
    optional("borderColor", COLOUR),
    optional("borderWidth", Rule::Format(is_border_width, "none, light … bold or pixels")),
    optional("cornerRadius", SPACE),
    optional("width", LENGTH),
    optional("maxWidth", LENGTH),
    optional("height", LENGTH),
    optional("maxHeight", LENGTH),
    optional("paddingAll", PADDING),
    optional("paddingTop", PADDING),
    optional("paddingBottom", PADDING),
    optional("paddingStart", PADDING),
    optional("paddingEnd", PADDING),
    optional(
        "justifyContent",
        Rule::OneOf(&[
            "center",
            "flex-start",
            "flex-end",
            "space-between",
            "space-around",
            "space-evenly",
        ]),
    ),
    optional("alignItems", Rule::OneOf(&["center", "flex-start", "flex-end"])),
    optional("background", Rule::Nested(background)),
    ACTION,
];

const GRADIENT: &[Property] = &[
    required("angle", Rule::Format(is_angle, "an angle like 90deg")),
    required("startColor", COLOUR),
    required("endColor", COLOUR),
    optional("centerColor", COLOUR),
    optional("centerPosition", Rule::Format(is_percentage, "a percentage")),
];

const BUTTON: &[Property] = &[
    required("action", Rule::Nested(action::of_flex_button)),
    FLEX,
    optional("color", COLOUR),
    optional("style", Rule::OneOf(&["primary", "secondary", "link"])),
    optional("height", Rule::OneOf(&["sm", "md"])),
    GRAVITY,
    ADJUST_MODE,
    SCALING,
];

const IMAGE: &[Property] = &[
    required("url", HTTPS),
    FLEX,
    ALIGN,
    GRAVITY,
    optional("size", Rule::Format(is_image_size, "xxs … 5xl, full, pixels or a percentage")),
    optional("aspectRatio", ASPECT_RATIO),
    optional("aspectMode", Rule::OneOf(&["fit", "cover"])),
    optional("backgroundColor", COLOUR),
    optional("animated", Rule::Boolean),
    ACTION,
];

const VIDEO: &[Property] = &[
    required("url", HTTPS),
    required("previewUrl", HTTPS),
    required("altContent", Rule::Nested(alternative_content)),
    optional("aspectRatio", ASPECT_RATIO),
    ACTION,
];

const ICON: &[Property] = &[
    required("url", HTTPS),
    optional("size", Rule::Format(is_icon_size, "xxs … 5xl, pixels or a percentage")),
    optional("aspectRatio", ASPECT_RATIO),
    SCALING,
];

const FONT: &[Property] = &[
    optional("size", FONT_SIZE),
    optional("color", COLOUR),
    optional("weight", Rule::OneOf(&["regular", "bold"])),
    optional("style", Rule::OneOf(&["normal", "italic"])),
    optional("decoration", Rule::OneOf(&["none", "underline", "line-through"])),
];

const TEXT: &[Property] = &[
    FLEX,
    ALIGN,
    GRAVITY,
    optional("wrap", Rule::Boolean),
    optional("lineSpacing", Rule::Format(is_pixels, "pixels")),
    optional("maxLines", Rule::Integer { min: 0, max: i32::MAX as i64 }),
    ADJUST_MODE,
    SCALING,
    ACTION,
];

/// A text has either a text of its own or spans.
const OWN_TEXT: &[Property] = &[required("text", utf16(1, usize::MAX))];
const SPANS: &[Property] = &[
    optional("text", utf16(0, usize::MAX)),
    required("contents", Rule::List { min: 1, max: usize::MAX, each: span }),
];

fn button(findings: &mut Findings, value: &Value) {
    findings.object(value, &[BUTTON, POSITION]);
}

fn image(findings: &mut Findings, value: &Value) {
    findings.object(value, &[IMAGE, POSITION]);
}

fn icon(findings: &mut Findings, value: &Value) {
    findings.object(value, &[ICON, POSITION]);
}

fn video(findings: &mut Findings, value: &Value) {
    findings.object(value, &[VIDEO]);
}

fn text(findings: &mut Findings, value: &Value) {
    let content = if value["contents"].is_null() { OWN_TEXT } else { SPANS };
    findings.object(value, &[TEXT, FONT, POSITION, content]);
}

fn span(findings: &mut Findings, value: &Value) {
    if findings.kind(value, &[("span", ())]).is_some() {
        findings.object(value, &[OWN_TEXT, FONT]);
    }
}

fn separator(findings: &mut Findings, value: &Value) {
    findings.object(value, &[&[MARGIN, optional("color", COLOUR)]]);
}

/// Checks a filler, which LINE deprecates but does not refuse.
fn filler(findings: &mut Findings, value: &Value) {
    findings.object(value, &[&[FLEX]]);
}

fn background(findings: &mut Findings, value: &Value) {
    if findings.kind(value, &[("linearGradient", ())]).is_some() {
        findings.object(value, &[GRADIENT]);
    }
}

/// Checks what is shown where the video cannot be played.
fn alternative_content(findings: &mut Findings, value: &Value) {
    check_one_of(findings, value, &[("box", box_component), ("image", image)]);
}

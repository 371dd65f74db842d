//! Checks of Flex components (R/messaging-api/#component): which are allowed where, and their
//! properties.

use serde_json::Value;

use super::action;
use super::format::{
    is_angle, is_aspect_ratio, is_border_width, is_colour, is_font_size, is_icon_size,
    is_image_size, is_length, is_offset, is_percentage, is_pixels, is_space,
    is_space_or_percentage,
};
use super::shape::{Check, Findings, HTTPS, Property, Rule, needed, optional, utf16};

/// Checks a box. Its `type` has been checked already.
pub(super) fn box_component(findings: &mut Findings, value: &Value) {
    let children: Check =
        if value["layout"] == "baseline" { baseline_child } else { stacked_child };
    let contents = Rule::List { from: 0, to: usize::MAX, each: children };
    findings.object(value, &[BOX, POSITION, &[needed("contents", contents)]]);
}

/// Checks the hero block of a bubble.
pub(super) fn hero(findings: &mut Findings, value: &Value) {
    one_of(findings, value, &[("box", box_component), ("image", image), ("video", video)]);
}

fn one_of(findings: &mut Findings, value: &Value, kinds: &[(&str, Check)]) {
    if let Some(check) = findings.kind(value, kinds) {
        check(findings, value);
    }
}

/// Checks a component in a vertical or horizontal box.
fn stacked_child(findings: &mut Findings, value: &Value) {
    one_of(
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
    one_of(findings, value, &[("icon", icon), ("text", text), ("filler", filler)]);
}

const SPACE: Rule = Rule::Form(is_space, "none, xs … xxl or pixels");
const PADDING: Rule = Rule::Form(is_space_or_percentage, "none, xs … xxl, pixels or a percentage");
const OFFSET: Rule = Rule::Form(is_offset, "none, xs … xxl, pixels or a percentage");
const LENGTH: Rule = Rule::Form(is_length, "pixels or a percentage");
const COLOUR: Rule = Rule::Form(is_colour, "a colour like #RRGGBB or #RRGGBBAA");
const FONT_SIZE: Rule = Rule::Form(is_font_size, "xxs … 5xl or pixels");
const ASPECT_RATIO: Rule = Rule::Form(is_aspect_ratio, "{width}:{height}, at most 1:3");
const FLEX: Property = optional("flex", Rule::Whole { from: 0, to: i32::MAX as i64 });
const MARGIN: Property = optional("margin", SPACE);
const GRAVITY: Property = optional("gravity", Rule::OneOf(&["top", "bottom", "center"]));
const ALIGN: Property = optional("align", Rule::OneOf(&["start", "end", "center"]));
const ADJUST_MODE: Property = optional("adjustMode", Rule::OneOf(&["shrink-to-fit"]));
const SCALING: Property = optional("scaling", Rule::Boolean);
const ACTION: Property = optional("action", Rule::Part(action::of_flex));

const POSITION: &[Property] = &[
    optional("position", Rule::OneOf(&["relative", "absolute"])),
    optional("offsetTop", OFFSET),
    optional("offsetBottom", OFFSET),
    optional("offsetStart", OFFSET),
    optional("offsetEnd", OFFSET),
    MARGIN,
];

const BOX: &[Property] = &[
    needed("layout", Rule::OneOf(&["horizontal", "vertical", "baseline"])),
    FLEX,
    optional("spacing", SPACE),
    optional("backgroundColor", COLOUR),
    optional("borderColor", COLOUR),
    optional("borderWidth", Rule::Form(is_border_width, "none, light … bold or pixels")),
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
    optional("background", Rule::Part(background)),
    ACTION,
];

const GRADIENT: &[Property] = &[
    needed("angle", Rule::Form(is_angle, "an angle like 90deg")),
    needed("startColor", COLOUR),
    needed("endColor", COLOUR),
    optional("centerColor", COLOUR),
    optional("centerPosition", Rule::Form(is_percentage, "a percentage")),
];

const BUTTON: &[Property] = &[
    needed("action", Rule::Part(action::of_flex_button)),
    FLEX,
    optional("color", COLOUR),
    optional("style", Rule::OneOf(&["primary", "secondary", "link"])),
    optional("height", Rule::OneOf(&["sm", "md"])),
    GRAVITY,
    ADJUST_MODE,
    SCALING,
];

const IMAGE: &[Property] = &[
    needed("url", HTTPS),
    FLEX,
    ALIGN,
    GRAVITY,
    optional("size", Rule::Form(is_image_size, "xxs … 5xl, full, pixels or a percentage")),
    optional("aspectRatio", ASPECT_RATIO),
    optional("aspectMode", Rule::OneOf(&["fit", "cover"])),
    optional("backgroundColor", COLOUR),
    optional("animated", Rule::Boolean),
    ACTION,
];

const VIDEO: &[Property] = &[
    needed("url", HTTPS),
    needed("previewUrl", HTTPS),
    needed("altContent", Rule::Part(alternative_to_video)),
    optional("aspectRatio", ASPECT_RATIO),
    ACTION,
];

const ICON: &[Property] = &[
    needed("url", HTTPS),
    optional("size", Rule::Form(is_icon_size, "xxs … 5xl, pixels or a percentage")),
    optional("aspectRatio", ASPECT_RATIO),
    SCALING,
];

const LETTERS: &[Property] = &[
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
    optional("lineSpacing", Rule::Form(is_pixels, "pixels")),
    optional("maxLines", Rule::Whole { from: 0, to: i32::MAX as i64 }),
    ADJUST_MODE,
    SCALING,
    ACTION,
];

/// A text has either a text of its own or spans.
const OWN_WORDS: &[Property] = &[needed("text", utf16(1, usize::MAX))];
const SPANS: &[Property] = &[
    optional("text", utf16(0, usize::MAX)),
    needed("contents", Rule::List { from: 1, to: usize::MAX, each: span }),
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
    let words = if value["contents"].is_null() { OWN_WORDS } else { SPANS };
    findings.object(value, &[TEXT, LETTERS, POSITION, words]);
}

fn span(findings: &mut Findings, value: &Value) {
    if findings.kind(value, &[("span", ())]).is_some() {
        findings.object(value, &[OWN_WORDS, LETTERS]);
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
fn alternative_to_video(findings: &mut Findings, value: &Value) {
    one_of(findings, value, &[("box", box_component), ("image", image)]);
}

//! Checks of action objects (R/messaging-api/#action-objects). The allowed types and labels depend
//! on where an action is used.

use serde_json::Value;

use super::format::is_picker_value;
use super::shape::{Findings, Property, Rule, graphemes, optional, required, utf16};

/// Checks an action of a template.
pub(super) fn of_template(findings: &mut Findings, value: &Value) {
    action(findings, value, COMMON_ACTIONS, LABEL_20);
}

/// Checks an action of an image carousel.
pub(super) fn of_image_carousel(findings: &mut Findings, value: &Value) {
    action(findings, value, COMMON_ACTIONS, &[optional("label", graphemes(0, 12))]);
}

/// Checks the action of a Flex button.
pub(super) fn of_flex_button(findings: &mut Findings, value: &Value) {
    action(findings, value, COMMON_ACTIONS, &[required("label", graphemes(1, 40))]);
}

/// Checks the action of any other Flex component, where the label is not shown.
pub(super) fn of_flex(findings: &mut Findings, value: &Value) {
    action(findings, value, COMMON_ACTIONS, &[optional("label", graphemes(0, 40))]);
}

/// Checks the action of a whole picture: `defaultAction` of templates.
pub(super) fn of_picture(findings: &mut Findings, value: &Value) {
    action(findings, value, COMMON_ACTIONS, OPTIONAL_LABEL_20);
}

/// Checks the action of a rich menu area. Its label is read aloud.
pub(super) fn of_rich_menu(findings: &mut Findings, value: &Value) {
    action(findings, value, RICH_MENU_ACTIONS, OPTIONAL_LABEL_20);
}

/// Checks the action of a quick reply button.
pub(super) fn of_quick_reply(findings: &mut Findings, value: &Value) {
    action(findings, value, QUICK_REPLY_ACTIONS, LABEL_20);
}

type ActionKinds = &'static [(&'static str, &'static [Property])];

const LABEL_20: &[Property] = &[required("label", graphemes(1, 20))];
const OPTIONAL_LABEL_20: &[Property] = &[optional("label", graphemes(0, 20))];

const COMMON_ACTIONS: ActionKinds = &[
    ("postback", POSTBACK),
    ("message", MESSAGE),
    ("uri", URI),
    ("datetimepicker", DATETIMEPICKER),
    ("clipboard", CLIPBOARD),
];

const RICH_MENU_ACTIONS: ActionKinds = &[
    ("postback", POSTBACK),
    ("message", MESSAGE),
    ("uri", URI),
    ("datetimepicker", DATETIMEPICKER),
    ("richmenuswitch", RICHMENUSWITCH),
    ("clipboard", CLIPBOARD),
];

const QUICK_REPLY_ACTIONS: ActionKinds = &[
    ("postback", POSTBACK),
    ("message", MESSAGE),
    ("uri", URI),
    ("datetimepicker", DATETIMEPICKER),
    ("clipboard", CLIPBOARD),
    ("camera", &[]),
    ("cameraRoll", &[]),
    ("location", &[]),
];

const DATA: Property = required("data", utf16(0, 300));

const POSTBACK: &[Property] = &[
    DATA,
    optional("displayText", graphemes(0, 300)),
    optional("text", graphemes(0, 300)),
    optional(
        "inputOption",
        Rule::OneOf(&["closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"]),
    ),
    optional("fillInText", graphemes(0, 300)),
];

const MESSAGE: &[Property] = &[required("text", graphemes(1, 300))];

const OPENABLE_URI: Rule = Rule::Uri { schemes: &["http", "https", "line", "tel"], max: 1000 };

const URI: &[Property] =
    &[required("uri", OPENABLE_URI), optional("altUri", Rule::Nested(alternative))];

const DATETIMEPICKER: &[Property] = &[
    DATA,
    required("mode", Rule::OneOf(&["date", "time", "datetime"])),
    optional("initial", utf16(1, 16)),
    optional("max", utf16(1, 16)),
    optional("min", utf16(1, 16)),
];

const RICHMENUSWITCH: &[Property] = &[required("richMenuAliasId", utf16(1, 32)), DATA];

const CLIPBOARD: &[Property] = &[required("clipboardText", utf16(1, 1000))];

const ALTERNATIVE: &[Property] = &[optional("desktop", OPENABLE_URI)];

fn action(findings: &mut Findings, value: &Value, kinds: ActionKinds, label: &[Property]) {
    if !value.is_object() {
        return findings.report("Must be an object");
    }
    let Some(properties) = findings.kind(value, kinds) else {
        return;
    };
    findings.object(value, &[label, properties]);
    match value["type"].as_str() {
        Some("datetimepicker") => check_picker(findings, value),
        Some("postback") if !value["displayText"].is_null() && !value["text"].is_null() => {
            findings.report_at("text", "Can't be used together with displayText");
        }
        _ => {}
    }
}

/// Checks that `initial`, `min` and `max` have the format of the mode, and that `max` is later than
/// `min`.
fn check_picker(findings: &mut Findings, value: &Value) {
    let Some(mode) = value["mode"].as_str() else {
        return;
    };
    for name in ["initial", "min", "max"] {
        if value[name].as_str().is_some_and(|text| !is_picker_value(mode, text)) {
            findings.report_at(name, format!("Must be a valid {mode}"));
        }
    }
    if let (Some(min), Some(max)) = (value["min"].as_str(), value["max"].as_str())
        && max.to_ascii_lowercase() <= min.to_ascii_lowercase()
    {
        findings.report_at("max", "Must be later than min");
    }
}

fn alternative(findings: &mut Findings, value: &Value) {
    findings.object(value, &[ALTERNATIVE]);
}

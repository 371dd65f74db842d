//! Checks of rich menu objects (R/messaging-api/#rich-menu-object).

use serde_json::Value;

use super::action;
use super::image::{MIN_ASPECT_RATIO, Proportions};
use super::shape::{Findings, Property, Rule, graphemes, required};

pub(super) fn rich_menu(findings: &mut Findings, value: &Value) {
    findings.object(value, &[MENU]);
}

const MENU: &[Property] = &[
    required("size", Rule::Nested(size)),
    required("selected", Rule::Boolean),
    required("name", graphemes(1, 300)),
    required("chatBarText", graphemes(1, 14)),
    required("areas", Rule::List { min: 0, max: 20, each: area }),
];

const SIZE: &[Property] = &[
    required("width", Rule::Integer { min: 800, max: 2500 }),
    required("height", Rule::Integer { min: 250, max: i32::MAX as i64 }),
];

const AREA: &[Property] = &[
    required("bounds", Rule::Nested(bounds)),
    required("action", Rule::Nested(action::of_rich_menu)),
];

const COORDINATE: Rule = Rule::Integer { min: 0, max: i32::MAX as i64 };
const LENGTH: Rule = Rule::Integer { min: 1, max: i32::MAX as i64 };

const BOUNDS: &[Property] = &[
    required("x", COORDINATE),
    required("y", COORDINATE),
    required("width", LENGTH),
    required("height", LENGTH),
];

fn size(findings: &mut Findings, value: &Value) {
    findings.object(value, &[SIZE]);
    let side = |name: &str| {
        let side = value[name].as_u64()?;
        usize::try_from(side).ok()
    };
    if let (Some(width), Some(height)) = (side("width"), side("height"))
        && (Proportions { width, height }).is_too_tall()
    {
        findings.report(format!("width / height must be at least {MIN_ASPECT_RATIO}"));
    }
}

fn area(findings: &mut Findings, value: &Value) {
    findings.object(value, &[AREA]);
}

fn bounds(findings: &mut Findings, value: &Value) {
    findings.object(value, &[BOUNDS]);
}

//! Checks of rich menu objects (R/messaging-api/#rich-menu-object).

use serde_json::Value;

use super::action;
use super::image::{Proportions, SMALLEST_RATIO};
use super::shape::{Findings, Property, Rule, graphemes, needed};

pub(super) fn rich_menu(findings: &mut Findings, value: &Value) {
    findings.object(value, &[MENU]);
}

const MENU: &[Property] = &[
    needed("size", Rule::Part(size)),
    needed("selected", Rule::Boolean),
    needed("name", graphemes(1, 300)),
    needed("chatBarText", graphemes(1, 14)),
    needed("areas", Rule::List { from: 0, to: 20, each: area }),
];

const SIZE: &[Property] = &[
    needed("width", Rule::Whole { from: 800, to: 2500 }),
    needed("height", Rule::Whole { from: 250, to: i32::MAX as i64 }),
];

const AREA: &[Property] =
    &[needed("bounds", Rule::Part(bounds)), needed("action", Rule::Part(action::of_rich_menu))];

const AT: Rule = Rule::Whole { from: 0, to: i32::MAX as i64 };
const LONG: Rule = Rule::Whole { from: 1, to: i32::MAX as i64 };

const BOUNDS: &[Property] =
    &[needed("x", AT), needed("y", AT), needed("width", LONG), needed("height", LONG)];

fn size(findings: &mut Findings, value: &Value) {
    findings.object(value, &[SIZE]);
    let side = |name: &str| {
        let side = value[name].as_u64()?;
        usize::try_from(side).ok()
    };
    if let (Some(width), Some(height)) = (side("width"), side("height"))
        && (Proportions { width, height }).too_high()
    {
        findings.report(format!("width / height must be at least {SMALLEST_RATIO}"));
    }
}

fn area(findings: &mut Findings, value: &Value) {
    findings.object(value, &[AREA]);
}

fn bounds(findings: &mut Findings, value: &Value) {
    findings.object(value, &[BOUNDS]);
}

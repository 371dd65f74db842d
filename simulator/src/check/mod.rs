//! Checks of request bodies against LINE's rules. Pure: from a value to a list of all errors, each
//! with the property it concerns.
//!
//! Sizes and shapes come from LINE's reference (R/messaging-api/) and its OpenAPI file. LINE
//! refuses unknown properties inside Flex containers and ignores them elsewhere.

mod action;
mod duplicate_keys;
mod flex;
mod flex_component;
mod format;
mod image;
mod imagemap;
mod message;
mod rich_menu;
mod shape;
mod template;
mod text_v2;

use serde_json::Value;

pub(crate) use duplicate_keys::parse_strictly;
pub(crate) use format::{is_alias, is_picker_value};
pub(crate) use image::menu_image;

use crate::openapi;
use crate::platform::Detail;
use shape::{Findings, Rule, required};

/// Returns the errors in the body of a request to this address: of the limits that LINE's reference
/// states in words, or else of LINE's OpenAPI file.
pub(crate) fn request(method: &str, path: &str, body: &Value) -> Vec<Detail> {
    let details = match path {
        "/v2/bot/richmenu" | "/v2/bot/richmenu/validate" => rich_menu(body),
        _ if path.starts_with("/v2/bot/message/") => messages(body),
        _ => Vec::new(),
    };
    if details.is_empty() { openapi::findings(method, path, body) } else { details }
}

/// Returns the errors in the `messages` of a request.
fn messages(body: &Value) -> Vec<Detail> {
    let each = Rule::List { min: 1, max: 5, each: message::message };
    Findings::collect(|findings| findings.object(body, &[&[required("messages", each)]]))
}

/// Returns what LINE would refuse in the body of a reply, push or multicast: one line for each
/// error, with the property and the message. Empty if LINE would accept the body. `body` is the
/// JSON as it would be sent.
#[must_use]
pub fn refusals(body: &str) -> Vec<String> {
    match parse_strictly(body.as_bytes()) {
        Ok(body) => request("POST", "/v2/bot/message/validate/push", &body)
            .into_iter()
            .map(|detail| format!("{}: {}", detail.property, detail.message))
            .collect(),
        Err(error) => vec![error.to_string()],
    }
}

/// Returns the errors in a rich menu object.
fn rich_menu(body: &Value) -> Vec<Detail> {
    Findings::collect(|findings| rich_menu::rich_menu(findings, body))
}

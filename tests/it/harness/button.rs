//! Buttons of messages.

use serde_json::Value;

/// Returns the action of a button, at any depth of a message.
pub(crate) fn button<'m>(message: &'m Value, label: &str) -> Option<&'m Value> {
    match message {
        Value::Object(object) if object.get("label").is_some_and(|it| it == label) => Some(message),
        Value::Object(object) => object.values().find_map(|inner| button(inner, label)),
        Value::Array(items) => items.iter().find_map(|inner| button(inner, label)),
        _ => None,
    }
}

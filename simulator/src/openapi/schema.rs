//! Conversion from OpenAPI 3.0 to JSON Schema, as far as LINE's files need it.
//!
//! JSON Schema has no `discriminator`. A part that may be of many kinds would be compared only with
//! what all kinds have in common. Each such schema therefore becomes a choice by the discriminating
//! property, and the kinds extend a copy of the common part. Lengths are removed: JSON Schema
//! counts code points, LINE UTF-16 units or graphemes.

use serde_json::{Map, Value, json};

const COMMON: &str = "~common";

pub(super) fn adapt(document: &mut Value) {
    if let Some(schemas) =
        document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
    {
        let kinds = remove_discriminators(schemas);
        for (name, schema) in schemas.iter_mut() {
            extend_common(name, schema, &kinds);
        }
        for (name, choice) in kinds {
            if let Some(common) = schemas.insert(name.clone(), choice) {
                schemas.insert(format!("{name}{COMMON}"), common);
            }
        }
    }
    remove_lengths(document);
}

/// Removes the discriminators, and returns the choices that replace their schemas, by name.
fn remove_discriminators(schemas: &mut Map<String, Value>) -> Map<String, Value> {
    let mut kinds = Map::new();
    for (name, schema) in schemas {
        let Some(discriminator) =
            schema.as_object_mut().and_then(|schema| schema.remove("discriminator"))
        else {
            continue;
        };
        if let (Some(by), Some(mapping)) =
            (discriminator["propertyName"].as_str(), discriminator["mapping"].as_object())
        {
            kinds.insert(name.clone(), choice(by, mapping));
        }
    }
    kinds
}

fn choice(by: &str, mapping: &Map<String, Value>) -> Value {
    let is = |kind: &str| json!({ "properties": { by: { "const": kind } }, "required": [by] });
    let branches = mapping
        .iter()
        .map(|(kind, reference)| json!({ "if": is(kind), "then": { "$ref": reference } }));
    json!({
        "type": "object",
        "required": [by],
        "properties": { by: { "enum": mapping.keys().collect::<Vec<_>>() } },
        "allOf": branches.collect::<Vec<_>>(),
    })
}

/// Makes a kind extend the common part. A reference to the choice would be circular.
fn extend_common(name: &str, schema: &mut Value, kinds: &Map<String, Value>) {
    let Some(parts) = schema.get_mut("allOf").and_then(Value::as_array_mut) else {
        return;
    };
    for part in parts {
        let Some(reference) = part["$ref"].as_str() else {
            continue;
        };
        let reference = reference.rsplit('/').next().unwrap_or_default();
        if reference != name && kinds.contains_key(reference) {
            *part = json!({ "$ref": format!("#/components/schemas/{reference}{COMMON}") });
        }
    }
}

fn remove_lengths(value: &mut Value) {
    match value {
        Value::Object(properties) => {
            // A property with such a name has an object as its schema.
            properties.retain(|name, value| {
                !matches!(name.as_str(), "minLength" | "maxLength") || value.is_object()
            });
            properties.values_mut().for_each(remove_lengths);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_lengths),
        _ => {}
    }
}

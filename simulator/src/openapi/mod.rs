//! LINE's own description of its interface: the files under `openapi/`, adapted to JSON Schema,
//! with which request bodies are compared. `check` covers what these files cannot express, such as
//! units of length and the size of a Flex container in bytes.

#[cfg(test)]
mod conformance;
mod schema;

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use jsonschema::{Draft, ValidationError, Validator};
use serde_json::Value;

use crate::platform::Detail;

static MESSAGING: LazyLock<Description> =
    LazyLock::new(|| Description::read(include_str!("../../openapi/messaging-api.yml")));

/// An OpenAPI file and the validators built so far.
struct Description {
    document: Value,
    validators: Mutex<HashMap<String, &'static Validator>>,
}

/// Returns the errors in the body of a request. Empty if the files do not describe the request.
/// `path` is a template; the names between its braces do not matter.
pub(crate) fn findings(method: &str, path: &str, body: &Value) -> Vec<Detail> {
    let Some(validator) = MESSAGING.request_validator(method, path) else {
        return Vec::new();
    };
    let body = without_nulls(body);
    let details = validator.iter_errors(&body).map(|error| Detail {
        message: error.masked_with("The value").to_string(),
        property: property_path(error.instance_path().as_str()),
    });
    details.collect()
}

impl Description {
    fn read(yaml: &str) -> Self {
        // In YAML 1.1 `y`, a property of rich menus, would mean `true`.
        let options = serde_saphyr::options! { strict_booleans: true };
        let read = serde_saphyr::from_str_with_options(yaml, options);
        let mut document = read.unwrap_or_else(|error| {
            // The file is compiled in, and a test reads it.
            tracing::error!(%error, "LINE's OpenAPI file could not be read");
            Value::Null
        });
        schema::adapt(&mut document);
        Self { document, validators: Mutex::default() }
    }

    fn request_validator(&self, method: &str, path: &str) -> Option<&'static Validator> {
        let paths = self.document["paths"].as_object()?;
        let (_, described) = paths.iter().find(|(template, _)| same_template(template, path))?;
        let operation = &described[method.to_ascii_lowercase()];
        let reference = operation.pointer(BODY_SCHEMA)?.as_str()?;
        self.validator(reference)
    }

    /// Returns the validator of a schema, building it on first use. Validators are leaked: there
    /// are few, and they live as long as the program.
    fn validator(&self, reference: &str) -> Option<&'static Validator> {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = validators.get(reference) {
            return Some(validator);
        }
        let validator = self
            .build(reference)
            .inspect_err(
                |error| tracing::error!(%error, reference, "LINE's schema could not be used"),
            )
            .ok()?;
        let validator: &'static Validator = Box::leak(Box::new(validator));
        validators.insert(reference.to_owned(), validator);
        Some(validator)
    }

    fn build(&self, reference: &str) -> Result<Validator, ValidationError<'static>> {
        let schema = serde_json::json!({
            "$ref": reference,
            "components": self.document["components"],
        });
        jsonschema::options().with_draft(Draft::Draft202012).build(&schema)
    }
}

const BODY_SCHEMA: &str = "/requestBody/content/application~1json/schema/$ref";

fn same_template(one: &str, other: &str) -> bool {
    let is_variable = |part: &str| part.starts_with('{');
    let mut parts = (one.split('/'), other.split('/'));
    loop {
        match (parts.0.next(), parts.1.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a == b || (is_variable(a) && is_variable(b)) => {}
            _ => return false,
        }
    }
}

/// Removes `null` values, which LINE treats as absent.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(properties) => {
            let present = properties.iter().filter(|(_, value)| !value.is_null());
            Value::Object(
                present.map(|(name, value)| (name.clone(), without_nulls(value))).collect(),
            )
        }
        Value::Array(items) => Value::Array(items.iter().map(without_nulls).collect()),
        other => other.clone(),
    }
}

/// Converts a JSON pointer to LINE's notation: `/messages/0/text` to `messages[0].text`.
fn property_path(pointer: &str) -> String {
    let mut path = String::new();
    for part in pointer.split('/').skip(1) {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            path.extend(["[", part, "]"]);
            continue;
        }
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&part.replace("~1", "/").replace("~0", "~"));
    }
    path
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_described_request_has_a_validator() {
        let paths = MESSAGING.document["paths"].as_object().unwrap();
        let mut built_count = 0;
        for (path, operations) in paths {
            for (method, operation) in operations.as_object().unwrap() {
                if let Some(reference) = operation.pointer(BODY_SCHEMA) {
                    let built = MESSAGING.build(reference.as_str().unwrap());
                    assert!(built.is_ok(), "{method} {path}: {:?}", built.err());
                    built_count += 1;
                }
            }
        }
        assert!(built_count > 15, "{built_count}");
    }

    #[test]
    fn errors_are_found_inside_parts_of_every_kind() {
        let push = |message: Value| {
            let body = json!({ "to": "U0", "messages": [message] });
            findings("POST", "/v2/bot/message/push", &body)
        };
        let good = json!({ "type": "text", "text": "はい", "quickReply": null });
        assert!(push(good).is_empty());
        for (message, property) in [
            (json!({ "type": "text" }), "messages[0]"),
            (json!({ "type": "text", "text": 5 }), "messages[0].text"),
            (json!({ "type": "hologram" }), "messages[0].type"),
            (
                json!({ "type": "flex", "altText": "a", "contents": {
                    "type": "bubble", "body": {
                        "type": "box", "layout": "diagonal", "contents": [],
                    },
                }}),
                "messages[0].contents.body.layout",
            ),
        ] {
            let findings = push(message);
            assert_eq!(findings[0].property, property, "{findings:?}");
        }
    }

    #[test]
    fn template_comparison_ignores_variable_names() {
        assert!(same_template("/v2/bot/user/{userId}/richmenu", "/v2/bot/user/{id}/richmenu"));
        assert!(!same_template("/v2/bot/user/{userId}/richmenu", "/v2/bot/user/all/richmenu"));
        assert!(!same_template("/v2/bot/user", "/v2/bot/user/{id}"));
    }
}

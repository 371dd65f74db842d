//! The JSON schema of the settings file, for completion and hints in an editor.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::{
    example::{EXAMPLE, comments},
    file::File,
};
use crate::cli::print::Tongue;

/// Returns the schema of the file; each key is described by the example's comment on it.
pub(super) fn schema(tongue: Tongue) -> Value {
    let settings = SchemaSettings::draft07().with(|it| it.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<File>().to_value();
    let comments = comments(EXAMPLE);
    walk(&mut schema, "", &mut |key, property| {
        let said = comments.get(key).map(|comment| comment.say(tongue));
        if let Some(said) = said.filter(|it| !it.is_empty()) {
            property.insert("description".to_owned(), json!(said));
        }
        forbid_null(property);
    });
    if let Some(root) = schema.as_object_mut() {
        root.insert("title".to_owned(), json!(tongue.pick("Sesshu の設定", "Settings of Sesshu")));
    }
    schema
}

/// Returns every key that has a value, dotted and in alphabetical order.
pub(super) fn keys() -> Vec<String> {
    let mut keys = Vec::new();
    let mut schema = schema(Tongue::English);
    walk(&mut schema, "", &mut |key, property| {
        if !property.contains_key("properties") {
            keys.push(key.to_owned());
        }
    });
    keys
}

/// Returns the default of a key according to the schema.
pub(super) fn default_of(key: &str) -> Option<Value> {
    let schema = schema(Tongue::English);
    let mut here = &schema;
    for part in key.split('.') {
        here = here.get("properties")?.get(part)?;
    }
    here.get("default").cloned()
}

/// Visits every property with its dotted key, outer ones first.
fn walk(schema: &mut Value, path: &str, visit: &mut impl FnMut(&str, &mut Map<String, Value>)) {
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, property) in properties.into_iter().flatten() {
        let key = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        if let Some(property) = property.as_object_mut() {
            visit(&key, property);
        }
        walk(property, &key, visit);
    }
}

/// Removes null from the type of a property: TOML has none, optional keys are left out.
fn forbid_null(property: &mut Map<String, Value>) {
    let null = json!("null");
    if let Some(Value::Array(kinds)) = property.get_mut("type") {
        kinds.retain(|kind| *kind != null);
        if let [only] = kinds.as_slice() {
            let only = only.clone();
            property.insert("type".to_owned(), only);
        }
    }
    if property.get("default").is_some_and(Value::is_null) {
        property.remove("default");
    }
    // schemars writes an optional section as "this, or null".
    let either = property.get("anyOf").and_then(Value::as_array).cloned().unwrap_or_default();
    let real: Vec<_> = either.into_iter().filter(|it| it.get("type") != Some(&null)).collect();
    if let [Value::Object(only)] = real.as_slice() {
        property.remove("anyOf");
        property.extend(only.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_schema_is_in_the_example_with_a_comment_in_both_languages() {
        let comments = comments(EXAMPLE);
        let mut silent = Vec::new();
        walk(&mut schema(Tongue::English), "", &mut |key, property| {
            let said = comments.get(key);
            // `[import]` contains only sections.
            if said.is_none() && property.contains_key("properties") {
                return;
            }
            if !said.is_some_and(|it| !it.japanese.is_empty() && !it.english.is_empty()) {
                silent.push(key.to_owned());
            }
        });
        assert!(
            silent.is_empty(),
            "fixtures/sesshu.toml wants comments, Japanese and English, on {silent:?}"
        );
    }

    #[test]
    fn the_schema_says_what_is_allowed_and_what_is_usual() {
        let schema = schema(Tongue::Japanese);
        let programme = &schema["properties"]["programme"];
        assert_eq!(programme["additionalProperties"], false);
        assert_eq!(programme["properties"]["few_percent"]["maximum"], 255);
        assert!(programme["description"].as_str().is_some_and(|it| it.contains("予約")));
        let colour = &schema["properties"]["municipality"]["properties"]["colour"];
        assert_eq!(colour["pattern"], "^#[0-9a-fA-F]{6}$");
        assert_eq!(default_of("gate.lock_hours"), Some(json!(24)));
        assert_eq!(default_of("service.idle_minutes"), Some(json!(30)));
        assert_eq!(schema["properties"]["mail"]["type"], "object");
    }
}

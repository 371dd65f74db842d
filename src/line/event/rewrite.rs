//! Events with a person's texts replaced.

use serde_json::{Map, Value, json};

use super::Event;

/// Members that hold what a person wrote or named.
const FREE_TEXT: [&str; 4] = ["text", "fileName", "title", "address"];
/// Members of `params` that hold what a person picked.
const PICKED: [&str; 3] = ["date", "time", "datetime"];

impl Event {
    /// Returns the event as JSON, with each text of the person replaced by the result of `rewrite`
    /// and without the days they picked; `None` if nothing is to be changed.
    pub fn rewritten(&self, rewrite: impl Fn(&str) -> Option<String>) -> Option<String> {
        let Ok(mut event) = serde_json::from_str::<Value>(&self.raw) else {
            // Nested too deeply to be searched: none of its texts are kept.
            return Some(self.without_content());
        };
        replace(&mut event, &rewrite).then(|| event.to_string())
    }

    fn without_content(&self) -> String {
        let timestamp = self.occurred_at.timestamp_millis();
        json!({ "webhookEventId": self.id.as_str(), "timestamp": timestamp }).to_string()
    }
}

/// Replaces the texts inside `value`; returns whether there were any.
fn replace(value: &mut Value, rewrite: &impl Fn(&str) -> Option<String>) -> bool {
    match value {
        Value::Array(items) => {
            items.iter_mut().fold(false, |changed, item| replace(item, rewrite) | changed)
        }
        Value::Object(members) => replace_members(members, rewrite),
        _ => false,
    }
}

fn replace_members(
    members: &mut Map<String, Value>,
    rewrite: &impl Fn(&str) -> Option<String>,
) -> bool {
    let mut changed = false;
    for (name, member) in members.iter_mut() {
        changed |= match member {
            Value::String(text) if FREE_TEXT.contains(&name.as_str()) => match rewrite(text) {
                Some(rewritten) => {
                    *text = rewritten;
                    true
                }
                None => false,
            },
            Value::Object(params) if name == "params" => {
                PICKED.iter().fold(false, |any, picked| params.remove(*picked).is_some() | any)
            }
            member => replace(member, rewrite),
        };
    }
    changed
}

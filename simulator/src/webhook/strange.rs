//! What LINE may invent without a word: new fields, values and types of events
//! (D/messaging-api/development-guidelines/#assume-non-breaking-changes).

use serde_json::{Value, json};

use super::event::{Event, moment_of};

/// The event gets properties nobody announced, and one of an unknown type goes before it.
pub(super) fn add_to(events: &mut Vec<Value>) {
    let Some(event) = events.first_mut() else {
        return;
    };
    event["novelty"] = json!({ "level": 3, "tags": ["a", null] });
    for part in ["source", "message", "postback", "deliveryContext"] {
        if event[part].is_object() {
            event[part]["novelty"] = json!(true);
        }
    }
    let source = event["source"].clone();
    let mut stranger = Event::of("novelty", &source, moment_of(event)).body;
    stranger["novelty"] = json!({ "kind": "unheard-of" });
    events.insert(0, stranger);
}

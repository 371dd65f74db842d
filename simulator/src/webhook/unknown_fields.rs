//! Changes that LINE may make without notice: new fields, values and types of events
//! (D/messaging-api/development-guidelines/#assume-non-breaking-changes).

use serde_json::{Value, json};

use super::event::{Event, event_time};

/// Adds unknown properties to the first event, and inserts an event of an unknown type before it.
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
    let mut unknown = Event::of("novelty", &source, event_time(event)).body;
    unknown["novelty"] = json!({ "kind": "unheard-of" });
    events.insert(0, unknown);
}

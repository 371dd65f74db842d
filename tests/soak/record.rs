//! The records of LINE and of the mail server.

use std::collections::BTreeSet;

use line_simulator::{Mail, Received};
use serde_json::Value;

pub(crate) struct Record {
    /// One message to one person each.
    pub(crate) received: Vec<Received>,
    pub(crate) mails: Vec<Mail>,
    pub(crate) calls: Vec<Value>,
    pub(crate) webhooks: Vec<Value>,
}

impl Record {
    /// Whether a call repeats a multicast that LINE had accepted, without members who are no longer
    /// concerned. LINE refuses it as a repetition, which tells the sender that it was accepted.
    pub(crate) fn leaves_out_members(&self, call: &Value) -> bool {
        let messages = &call["requestBody"]["messages"];
        let is_repeated = |other: &&Value| {
            other["retryKey"] == call["retryKey"] && other["requestBody"]["messages"] == *messages
        };
        call["path"] == "/v2/bot/message/multicast"
            && call["status"] == 409
            && self
                .calls
                .iter()
                .filter(is_repeated)
                .any(|other| other != call && receivers(other).is_superset(&receivers(call)))
    }
}

fn receivers(multicast: &Value) -> BTreeSet<&str> {
    let to = multicast["requestBody"]["to"].as_array().into_iter().flatten();
    to.filter_map(Value::as_str).collect()
}

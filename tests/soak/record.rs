//! What LINE and the post office have on record.

use line_simulator::{Mail, Received};
use serde_json::Value;

pub(crate) struct Record {
    /// One message to one person each.
    pub(crate) received: Vec<Received>,
    pub(crate) mails: Vec<Mail>,
    pub(crate) calls: Vec<Value>,
    pub(crate) webhooks: Vec<Value>,
}

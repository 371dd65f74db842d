//! Messages that satisfy all of LINE's limits and may be sent.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Message, keys, limits, measure};

/// One to five checked messages for one reply or one push, stored as the JSON that LINE gets, so
/// that a later attempt sends exactly the same.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Outgoing(Value);

/// Why LINE would refuse the messages. Always a mistake in our texts, never the user's; the caller
/// decides what to say instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    #[error("no content in {place}")]
    Empty { place: &'static str },
    #[error("{place} has {found}, LINE accepts {limit}")]
    TooMuch { place: &'static str, found: usize, limit: usize },
    #[error("{place} is not an address that LINE opens")]
    Address { place: &'static str },
    #[error("the days of a date picker are outside 1900–2100 or not in order")]
    Days,
    #[error("the bubbles of a carousel differ in size")]
    Sizes,
    #[error("a JSON key occurs twice in one object")]
    DuplicateKey,
    #[error("cannot be serialized as JSON")]
    NotJson,
}

impl Outgoing {
    pub fn new(messages: impl IntoIterator<Item = Message>) -> Result<Self, Unsendable> {
        let messages: Vec<Message> = messages.into_iter().collect();
        measure::within("messages", messages.len(), limits::MESSAGES)?;
        messages.iter().map(Message::model).try_for_each(measure::message)?;

        let models: Vec<_> = messages.into_iter().map(|message| message.0).collect();
        let json = serde_json::to_string(&models).map_err(|_| Unsendable::NotJson)?;
        if !keys::are_unique(&json) {
            return Err(Unsendable::DuplicateKey);
        }
        serde_json::from_str(&json).map(Self).map_err(|_| Unsendable::NotJson)
    }

    /// Serializes the messages as LINE gets them, to be stored for a later attempt.
    pub fn to_json(&self) -> Result<String, Unsendable> {
        serde_json::to_string(self).map_err(|_| Unsendable::NotJson)
    }
}

/// Leaves out the texts.
impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Outgoing(…)")
    }
}

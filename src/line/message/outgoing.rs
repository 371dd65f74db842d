//! What may be sent: messages that keep all of LINE's limits.

use line_bot_sdk_rust::line_messaging_api::models;
use serde::Serialize;

use super::{Message, keys, limits, measure};

/// One to five measured messages, good for one reply or one push.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Outgoing(Vec<models::Message>);

/// Why LINE would refuse the messages. A mistake in our sentences, never the user's: the
/// conversation decides what to say instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    #[error("nothing to say in {place}")]
    Empty { place: &'static str },
    #[error("{place} has {found}, LINE takes {limit}")]
    TooMuch { place: &'static str, found: usize, limit: usize },
    #[error("{place} is not an address LINE opens")]
    Address { place: &'static str },
    #[error("the days of a date picker are outside 1900–2100 or not in order")]
    Days,
    #[error("the bubbles of a carousel are not of one size")]
    Sizes,
    #[error("a JSON key stands twice in one object")]
    DuplicateKey,
    #[error("not to be written as JSON")]
    NotJson,
}

impl Outgoing {
    pub fn new(messages: impl IntoIterator<Item = Message>) -> Result<Self, Unsendable> {
        let messages: Vec<Message> = messages.into_iter().collect();
        measure::within("messages", messages.len(), limits::MESSAGES)?;
        messages.iter().map(Message::model).try_for_each(measure::message)?;

        let outgoing = Self(messages.into_iter().map(|message| message.0).collect());
        let json = serde_json::to_string(&outgoing).map_err(|_| Unsendable::NotJson)?;
        if !keys::are_unique(&json) {
            return Err(Unsendable::DuplicateKey);
        }
        Ok(outgoing)
    }

    /// The messages as LINE gets them, to be kept for a later attempt.
    pub fn to_json(&self) -> Result<String, Unsendable> {
        serde_json::to_string(self).map_err(|_| Unsendable::NotJson)
    }

    pub(in crate::line) fn models(&self) -> Vec<models::Message> {
        self.0.clone()
    }
}

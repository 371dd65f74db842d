//! Events from LINE's webhooks: people follow, write, tap and leave.
//!
//! Events are parsed tolerantly and one by one. `line-bot-sdk-rust` 3.0.0 is all or nothing: one
//! event with a field missing (a text without `quoteToken`, a `follow` without its object as in
//! LINE's own examples, a `standby` event without its reply token) fails the whole batch, which
//! holds other people's events, too, and an unknown event loses its `webhookEventId`. LINE adds
//! fields and event types without notice ("Assume non-breaking changes"), so an event that is not
//! understood becomes [`What::Unknown`], which is answered with 200 and ignored.

mod read;
mod rewrite;

use chrono::{DateTime, NaiveDate, Utc};

use super::id::{ReplyToken, UserId, WebhookEventId};

/// The body of one webhook: the events of one bot, possibly of several people; empty when LINE only
/// checks the address.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The bot that the events are for; `None` if LINE leaves it out.
    pub destination: Option<UserId>,
    pub events: Vec<Event>,
    /// The number of events without an id or a time. They cannot be distinguished, hence not be
    /// stored.
    pub unreadable: usize,
}

/// One event. It may arrive more than once and out of order: identify it by `id`, order it by
/// `occurred_at`.
#[derive(Clone, PartialEq)]
pub struct Event {
    pub id: WebhookEventId,
    /// When it happened, to the millisecond; the same in a redelivery.
    pub occurred_at: DateTime<Utc>,
    /// Absent if the person has not consented, and in events without a person.
    pub user: Option<UserId>,
    /// Whether it was sent in a group or a room instead of directly to us.
    pub in_group: bool,
    /// Whether another module answers this chat, so that nothing may be sent.
    pub standby: bool,
    /// Whether LINE believes that it was delivered before. The first delivery may have failed to
    /// reach us.
    pub redelivery: bool,
    pub reply_token: Option<ReplyToken>,
    /// The whole event as JSON. Personal data, so it must be sealed.
    pub raw: String,
    pub what: What,
}

#[derive(Clone, PartialEq)]
pub enum What {
    /// Followed the account, or unblocked it if `returning` (LINE: "may not be accurate").
    Follow {
        returning: bool,
    },
    /// Blocked the account. May come from a person who never followed it.
    Unfollow,
    Text {
        text: String,
        message_id: String,
    },
    /// Sent a sticker, image, video, audio, file, place, or a type that LINE adds later.
    OtherMessage {
        kind: String,
        message_id: Option<String>,
    },
    /// Tapped a button that sends `data`; `date` is the day picked in a date picker, meant in
    /// Tokyo.
    Postback {
        data: String,
        date: Option<NaiveDate>,
    },
    /// Unsent a message: its stored content is to be erased.
    Unsend {
        message_id: String,
    },
    Unknown {
        kind: String,
    },
}

/// A signed body that is not a webhook in LINE's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAWebhook {
    #[error("the body is not JSON")]
    NotJson,
    #[error("the body has no list of events")]
    NoEvents,
}

/// Parses the body of a webhook whose signature has been verified.
pub fn parse(body: &[u8]) -> Result<Delivery, NotAWebhook> {
    read::delivery(body)
}

impl Event {
    /// Parses one event, as received or as stored. `None` only if it lacks its id or its time.
    pub fn read(raw: &str) -> Option<Self> {
        read::event(raw)
    }

    /// Returns the id of the message in the event, which a later `unsend` will name.
    pub fn message_id(&self) -> Option<&str> {
        match &self.what {
            What::Text { message_id, .. } => Some(message_id),
            What::OtherMessage { message_id, .. } => message_id.as_deref(),
            _ => None,
        }
    }
}

/// Leaves out texts, people and tokens.
impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id)
            .field("occurred_at", &self.occurred_at)
            .field("what", &self.what)
            .finish_non_exhaustive()
    }
}

/// Leaves out texts.
impl std::fmt::Debug for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Follow { returning: false } => "Follow",
            Self::Follow { returning: true } => "Follow again",
            Self::Unfollow => "Unfollow",
            Self::Text { .. } => "Text",
            Self::OtherMessage { .. } => "OtherMessage",
            Self::Postback { .. } => "Postback",
            Self::Unsend { .. } => "Unsend",
            Self::Unknown { .. } => "Unknown",
        })
    }
}

#[cfg(test)]
mod tests;

//! What LINE tells us of: people who follow, say, tap and leave.
//!
//! Read tolerantly, event by event, where `line-bot-sdk-rust` 3.0.0 is all or nothing: there one
//! event with a field missing (a text without `quoteToken`, a `follow` without its object as in
//! LINE's own examples, a `standby` event without its reply token) fails the whole batch, which
//! holds other people's events, too; and what it does not know loses its `webhookEventId`.
//! LINE adds fields and event types without notice ("Assume non-breaking changes"), so what is
//! not understood here is [`What::Unknown`], answered 200 and let be.

mod read;
mod rewrite;

use chrono::{DateTime, NaiveDate, Utc};

use super::id::{ReplyToken, UserId, WebhookEventId};

/// The body of one webhook: events of one bot, perhaps of several people; none when LINE only
/// checks the address.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The bot they are meant for; `None` when LINE should once not say so.
    pub destination: Option<UserId>,
    pub events: Vec<Event>,
    /// How many came without an id or a time. They cannot be told apart, hence not be stored.
    pub unreadable: usize,
}

/// One event. May come more than once and out of order: know it by `id`, order it by
/// `occurred_at`.
#[derive(Clone, PartialEq)]
pub struct Event {
    pub id: WebhookEventId,
    /// When it happened, to the millisecond, also when delivered again.
    pub occurred_at: DateTime<Utc>,
    /// Absent when the person has not consented, and in events without a person.
    pub user: Option<UserId>,
    /// Said in a group or a room, not to us alone.
    pub in_group: bool,
    /// Another module answers this chat: say nothing.
    pub standby: bool,
    /// Delivered before, as LINE believes. The first delivery may yet be the one we missed.
    pub redelivery: bool,
    pub reply_token: Option<ReplyToken>,
    /// The whole event as it came, JSON: personal data, to be sealed.
    pub raw: String,
    pub what: What,
}

#[derive(Clone, PartialEq)]
pub enum What {
    /// Followed, or unblocked us when `returning` (LINE: "may not be accurate").
    Follow {
        returning: bool,
    },
    /// Blocked us. May come from someone who never followed.
    Unfollow,
    Text {
        text: String,
        message_id: String,
    },
    /// A sticker, image, video, audio, file, place, or what LINE adds next.
    OtherMessage {
        kind: String,
        message_id: Option<String>,
    },
    /// A tap that sends `data`; `date` is the day picked in a date picker, meant in Tokyo.
    Postback {
        data: String,
        date: Option<NaiveDate>,
    },
    /// Took back what they had sent: what is kept of it is to be erased.
    Unsend {
        message_id: String,
    },
    Unknown {
        kind: String,
    },
}

/// Signed, but not a webhook as LINE sends them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAWebhook {
    #[error("the body is not JSON")]
    NotJson,
    #[error("the body has no list of events")]
    NoEvents,
}

/// Reads the body of a webhook whose signature has been verified.
pub fn parse(body: &[u8]) -> Result<Delivery, NotAWebhook> {
    read::delivery(body)
}

impl Event {
    /// Reads one event, as it came or as it was stored. `None` only when it lacks its id or its
    /// time.
    pub fn read(raw: &str) -> Option<Self> {
        read::event(raw)
    }

    /// The message it brought, by which an `unsend` will name it.
    pub fn message_id(&self) -> Option<&str> {
        match &self.what {
            What::Text { message_id, .. } => Some(message_id),
            What::OtherMessage { message_id, .. } => message_id.as_deref(),
            _ => None,
        }
    }
}

/// Without the words, the people and the tokens.
impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id)
            .field("occurred_at", &self.occurred_at)
            .field("what", &self.what)
            .finish_non_exhaustive()
    }
}

/// Without the words.
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

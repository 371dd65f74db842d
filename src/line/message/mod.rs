//! Messages of the chat: plain text and Flex cards, with quick replies.
//!
//! The models are those of `line-bot-sdk-rust`. They are built here through constructors, because
//! models built directly produce invalid JSON that the types do not reveal:
//!
//! - `FlexBox::new` and `FlexBubble::new` set a `type` that the enum around them writes once more:
//!   `{"type":"box","type":"box"}`. LINE answers 400 `Duplicate field 'type'`
//!   (nanato12/line-bot-sdk-rust PR #123, which repairs only deserialized values; still so in
//!   3.0.0). With `Default` the `type` is missing where no enum writes it.
//! - `QuickReplyItem::new` leaves out `type`, which LINE requires.
//! - Limits are not checked. [`Outgoing`] checks all of them, counting as LINE does.
//!
//! [`Action`] is the effect of a tap, [`flex`] builds cards, [`Outgoing`] holds messages that may
//! be sent. `limits` and `measure` implement LINE's limits, `keys` finds duplicate JSON keys.

mod action;
mod color;
pub mod flex;
mod keys;
pub(crate) mod limits;
pub(crate) mod measure;
mod outgoing;

use line_bot_sdk_rust::line_messaging_api::models;
use serde::Serialize;

pub use self::{
    action::Action,
    color::{Color, NotAColor},
    outgoing::{Outgoing, Unsendable},
};

/// One message object, not checked yet: see [`Outgoing`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Message(models::Message);

impl Message {
    /// Creates a plain text of at most 5,000 UTF-16 units.
    pub fn text(text: impl Into<String>) -> Self {
        Self(models::Message::TextMessage(models::TextMessage::new(text.into())))
    }

    /// Creates a card or a row of cards. `alt_text` is shown in the notification and read by screen
    /// readers; at most 1,500 UTF-16 units.
    pub fn flex(alt_text: impl Into<String>, container: impl Into<flex::Container>) -> Self {
        let container = container.into().into_model();
        Self(models::Message::FlexMessage(models::FlexMessage::new(alt_text.into(), container)))
    }

    /// Sets the buttons above the keyboard, at most 13. LINE shows only those of the last message,
    /// and none on a PC: everything they do must be possible by typing, too.
    #[must_use]
    pub fn quick_replies(mut self, actions: impl IntoIterator<Item = Action>) -> Self {
        let items = actions.into_iter().map(quick_reply).collect();
        let replies = Some(Box::new(models::QuickReply { items: Some(items) }));
        match &mut self.0 {
            models::Message::TextMessage(text) => text.quick_reply = replies,
            models::Message::FlexMessage(card) => card.quick_reply = replies,
            _ => unreachable!("only text and flex can be constructed"),
        }
        self
    }

    pub(super) fn model(&self) -> &models::Message {
        &self.0
    }
}

fn quick_reply(action: Action) -> models::QuickReplyItem {
    models::QuickReplyItem {
        image_url: None,
        action: Some(Box::new(action.into_model())),
        r#type: Some("action".to_owned()),
    }
}

#[cfg(test)]
mod tests;

//! Acts of the simulated people in the chat. An act changes what the person sees, sends a webhook
//! to the bot, and returns when the webhook has been answered.

mod other_acts;
mod tap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

pub use tap::TapResult;

use crate::ids;
use crate::simulator::{Change, Simulator};
use crate::state::{Friendship, State};
use crate::webhook::{
    self, Delivery, Event, deliver, image_content, sticker_content, text_content,
};

/// The picture shown for a simulated photograph: a grey square.
const PHOTOGRAPH: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='240' height='240'%3E%3Crect width='240' height='240' fill='%239aa5b1'/%3E%3C/svg%3E";

/// The reason why an act is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    #[error("unknown user ID")]
    UnknownPerson,
    #[error("the person has blocked the account")]
    Blocked,
    #[error("the person follows the account already")]
    FollowsAlready,
    #[error("the person has blocked the account already")]
    BlockedAlready,
    #[error("the text is empty")]
    Empty,
    #[error("the person sees no rich menu")]
    NoRichMenu,
    #[error("the rich menu has no such area")]
    NoSuchArea,
    #[error("this date or time cannot be picked: {0}")]
    CannotBePicked(String),
    #[error("no recorded webhook carried this event")]
    UnknownWebhook,
    #[error("no such LIFF app")]
    UnknownLiffApp,
    #[error("the path leads out of the LIFF app")]
    OutsideLiffApp,
    #[error("the person sent no such message")]
    UnknownMessage,
    #[error("the event has no type")]
    NoType,
    #[error("the person has deleted their LINE account")]
    Left,
    #[error("the ID token could not be signed")]
    Unsigned,
}

/// The content of a tap on a postback button.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Postback {
    pub data: String,
    /// The date or time that was picked.
    #[serde(default)]
    pub params: Option<Map<String, Value>>,
    /// Shown in the chat as the person's words.
    #[serde(default)]
    pub display_text: Option<String>,
}

/// A handle to a simulated person. Cheap to clone; acts go through its simulator.
#[derive(Debug, Clone)]
pub struct Person {
    simulator: Simulator,
    user_id: String,
}

impl Simulator {
    /// Adds a person who does not follow the account yet. `language` is a BCP 47 tag.
    pub fn add_person(&self, name: &str, language: &str) -> Person {
        let user_id = {
            let mut state = self.state();
            let person = state.people.add(name.to_owned(), language.to_owned());
            person.user_id.clone()
        };
        self.notify(Change::User);
        Person { simulator: self.clone(), user_id }
    }

    /// Returns the person with this user ID.
    ///
    /// # Errors
    /// If there is no such person.
    pub fn person(&self, user_id: &str) -> Result<Person, ActError> {
        let known = self.state().people.find(user_id).is_some();
        known
            .then(|| Person { simulator: self.clone(), user_id: user_id.to_owned() })
            .ok_or(ActError::UnknownPerson)
    }

    /// Sends a recorded webhook again, as LINE does when it got no answer.
    ///
    /// # Errors
    /// If no recorded webhook carried the event.
    pub async fn redeliver(&self, webhook_event_id: &str) -> Result<Delivery, ActError> {
        let recorded = self
            .state()
            .records
            .webhook(webhook_event_id)
            .cloned()
            .ok_or(ActError::UnknownWebhook)?;
        Ok(webhook::redeliver(self, webhook_event_id, recorded).await)
    }
}

impl Person {
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// Adds the account as a friend, or unblocks it.
    ///
    /// # Errors
    /// If the person follows it already.
    pub async fn follow(&self) -> Result<Delivery, ActError> {
        let now = self.simulator.now();
        let event = {
            let mut state = self.simulator.state();
            let before = std::mem::replace(self.friendship_mut(&mut state)?, Friendship::Friend);
            if before == Friendship::Friend {
                return Err(ActError::FollowsAlready);
            }
            let token = state.reply_tokens.issue(&self.user_id, now);
            Event::follow(&self.user_id, &token, before == Friendship::Blocked, now)
        };
        self.simulator.notify(Change::User);
        self.deliver(event).await
    }

    /// Blocks the account: from now on none of its messages arrive.
    ///
    /// # Errors
    /// If the person has blocked it already.
    pub async fn unfollow(&self) -> Result<Delivery, ActError> {
        let now = self.simulator.now();
        {
            let mut state = self.simulator.state();
            let before = std::mem::replace(self.friendship_mut(&mut state)?, Friendship::Blocked);
            if before == Friendship::Blocked {
                return Err(ActError::BlockedAlready);
            }
        }
        self.simulator.notify(Change::User);
        self.deliver(Event::unfollow(&self.user_id, now)).await
    }

    /// Sends a text.
    ///
    /// # Errors
    /// If the text is empty or the person has blocked the account.
    pub async fn say(&self, text: &str) -> Result<Delivery, ActError> {
        if text.is_empty() {
            return Err(ActError::Empty);
        }
        let id = ids::message_id();
        let shown = json!({"type": "text", "text": text});
        self.send(&id, shown, text_content(&id, text)).await
    }

    /// Sends a sticker.
    ///
    /// # Errors
    /// If the person has blocked the account.
    pub async fn send_sticker(&self) -> Result<Delivery, ActError> {
        let id = ids::message_id();
        let content = sticker_content(&id);
        let shown = json!({
            "type": "sticker",
            "packageId": content["packageId"],
            "stickerId": content["stickerId"],
        });
        self.send(&id, shown, content).await
    }

    /// Sends a picture.
    ///
    /// # Errors
    /// If the person has blocked the account.
    pub async fn send_image(&self) -> Result<Delivery, ActError> {
        let id = ids::message_id();
        let shown = json!({
            "type": "image",
            "originalContentUrl": PHOTOGRAPH,
            "previewImageUrl": PHOTOGRAPH,
        });
        self.send(&id, shown, image_content(&id)).await
    }

    /// Taps a postback button.
    ///
    /// # Errors
    /// If the person has blocked the account.
    pub async fn postback(&self, postback: Postback) -> Result<Delivery, ActError> {
        let now = self.simulator.now();
        let event = {
            let mut state = self.simulator.state();
            let person = self.unblocked_mut(&mut state)?;
            person.last_wrote = Some(now);
            if let Some(text) = postback.display_text.as_deref().filter(|text| !text.is_empty()) {
                person.chat.show_display_text(text, now);
            }
            let token = state.reply_tokens.issue(&self.user_id, now);
            let params = postback.params.map(Value::Object);
            Event::postback(&self.user_id, &token, &postback.data, params, now)
        };
        self.deliver(event).await
    }

    async fn send(&self, id: &str, shown: Value, content: Value) -> Result<Delivery, ActError> {
        let now = self.simulator.now();
        let event = {
            let mut state = self.simulator.state();
            let person = self.unblocked_mut(&mut state)?;
            person.last_wrote = Some(now);
            person.chat.show_from_user(id, shown, now);
            let token = state.reply_tokens.issue(&self.user_id, now);
            Event::message(&self.user_id, &token, content, now)
        };
        self.deliver(event).await
    }

    async fn deliver(&self, event: Event) -> Result<Delivery, ActError> {
        self.simulator.notify_chat(&self.user_id);
        Ok(deliver(&self.simulator, event).await)
    }

    fn friendship_mut<'s>(&self, state: &'s mut State) -> Result<&'s mut Friendship, ActError> {
        let person = self.person_mut(state)?;
        if person.has_left { Err(ActError::Left) } else { Ok(&mut person.friendship) }
    }

    fn unblocked_mut<'s>(
        &self,
        state: &'s mut State,
    ) -> Result<&'s mut crate::state::Person, ActError> {
        let person = self.person_mut(state)?;
        match (person.has_left, person.has_blocked()) {
            (true, _) => Err(ActError::Left),
            (_, true) => Err(ActError::Blocked),
            _ => Ok(person),
        }
    }

    fn person_mut<'s>(
        &self,
        state: &'s mut State,
    ) -> Result<&'s mut crate::state::Person, ActError> {
        state.people.find_mut(&self.user_id).ok_or(ActError::UnknownPerson)
    }
}

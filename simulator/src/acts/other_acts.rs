//! Less frequent acts: unsend or edit a message, link an account, send any event, delete the LINE
//! account.

use serde_json::{Map, Value, json};

use super::{ActError, Person};
use crate::ids;
use crate::simulator::Change;
use crate::webhook::{Delivery, Event, text_content};

impl Person {
    /// Unsends a message of the person (R/messaging-api/#unsend-event).
    ///
    /// # Errors
    /// If the person did not send such a message.
    pub async fn unsend(&self, message_id: &str) -> Result<Delivery, ActError> {
        let now = self.simulator.now();
        {
            let mut state = self.simulator.state();
            let person = self.unblocked_mut(&mut state)?;
            if !person.chat.unsend(message_id) {
                return Err(ActError::UnknownMessage);
            }
            state.unsent.insert(message_id.to_owned());
        }
        self.deliver(Event::unsend(&self.user_id, message_id, now)).await
    }

    /// Edits a text of the person. LINE reports edits in group chats only, so the event names a
    /// group (R/messaging-api/#edit-event). Here a reply to it appears in the person's own chat.
    ///
    /// # Errors
    /// If the person did not send such a text, or the new text is empty.
    pub async fn edit(&self, message_id: &str, text: &str) -> Result<Delivery, ActError> {
        if text.is_empty() {
            return Err(ActError::Empty);
        }
        let now = self.simulator.now();
        let event = {
            let mut state = self.simulator.state();
            let person = self.unblocked_mut(&mut state)?;
            if !person.chat.edit_text(message_id, text) {
                return Err(ActError::UnknownMessage);
            }
            let token = state.reply_tokens.issue(&self.user_id, now);
            let mut content = text_content(message_id, text);
            if let Some(content) = content.as_object_mut() {
                content.remove("markAsReadToken");
            }
            Event::edited(&self.user_id, &ids::group_id(), &token, &content, now)
        };
        self.deliver(event).await
    }

    /// Returns from the account owner's login with a nonce (D/messaging-api/linking-accounts/). The
    /// event of a failed link names neither the person nor a reply token.
    ///
    /// # Errors
    /// If there is no such person, or the person has blocked the account.
    pub async fn link_account(&self, nonce: &str, success: bool) -> Result<Delivery, ActError> {
        let now = self.simulator.now();
        let event = {
            let mut state = self.simulator.state();
            self.unblocked_mut(&mut state)?;
            if success {
                let token = state.reply_tokens.issue(&self.user_id, now);
                Event::account_linked(&self.user_id, &token, nonce, now)
            } else {
                Event::account_not_linked(nonce, now)
            }
        };
        self.deliver(event).await
    }

    /// Sends an event of any type about this person: the common properties of all events,
    /// overridden by `properties`. `null` removes a property. `replyToken: true` is replaced by a
    /// valid token.
    ///
    /// # Errors
    /// If there is no such person, or the event has no type.
    pub async fn send_event(&self, properties: Map<String, Value>) -> Result<Delivery, ActError> {
        let now = self.simulator.now();
        let event = {
            let mut state = self.simulator.state();
            state.people.find(&self.user_id).ok_or(ActError::UnknownPerson)?;
            let mut properties = properties;
            if properties.get("replyToken") == Some(&json!(true)) {
                let token = state.reply_tokens.issue(&self.user_id, now);
                properties.insert("replyToken".to_owned(), token.into());
            }
            Event::custom(&self.user_id, properties, now).ok_or(ActError::NoType)?
        };
        self.deliver(event).await
    }

    /// Deletes the person's LINE account. LINE sends no event for this. Messages no longer arrive,
    /// and everything the person authorized is revoked.
    ///
    /// # Errors
    /// If the account is deleted already.
    pub fn delete_account(&self) -> Result<(), ActError> {
        {
            let mut state = self.simulator.state();
            let person = self.person_mut(&mut state)?;
            if std::mem::replace(&mut person.has_left, true) {
                return Err(ActError::Left);
            }
            state.rich_menus.unlink(&self.user_id);
            state.tokens.revoke_all_from_user(&self.user_id);
        }
        self.simulator.notify(Change::User);
        Ok(())
    }
}

//! The simulated people: who they are and how they stand to the account.

use serde::Serialize;

use super::chat::Chat;
use crate::ids;

/// All people, in the order they came.
#[derive(Debug, Default)]
pub(crate) struct People(Vec<Person>);

#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) user_id: String,
    pub(crate) name: String,
    /// BCP 47.
    pub(crate) language: String,
    pub(crate) friendship: Friendship,
    /// Whether they wrote to the account at least once: then their profile may be read
    /// though they are no friend (R/messaging-api/#get-profile).
    pub(crate) wrote: bool,
    pub(crate) chat: Chat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Friendship {
    None,
    Friend,
    Blocked,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonView {
    user_id: String,
    name: String,
    language: String,
    follows: bool,
    blocked: bool,
}

impl People {
    pub(crate) fn add(&mut self, name: String, language: String) -> &Person {
        let index = self.0.len();
        self.0.push(Person {
            user_id: ids::user_id(),
            name,
            language,
            friendship: Friendship::None,
            wrote: false,
            chat: Chat::default(),
        });
        &self.0[index]
    }

    pub(crate) fn find(&self, user_id: &str) -> Option<&Person> {
        self.0.iter().find(|person| person.user_id == user_id)
    }

    pub(crate) fn find_mut(&mut self, user_id: &str) -> Option<&mut Person> {
        self.0.iter_mut().find(|person| person.user_id == user_id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Person> {
        self.0.iter()
    }
}

impl Person {
    pub(crate) fn follows(&self) -> bool {
        self.friendship == Friendship::Friend
    }

    pub(crate) fn blocked(&self) -> bool {
        self.friendship == Friendship::Blocked
    }

    /// Whether what the account sends arrives: friends get it, and people who wrote
    /// (R/messaging-api/#send-push-message), but nobody who blocked the account.
    pub(crate) fn can_be_reached(&self) -> bool {
        self.follows() || (self.wrote && !self.blocked())
    }

    pub(crate) fn view(&self) -> PersonView {
        PersonView {
            user_id: self.user_id.clone(),
            name: self.name.clone(),
            language: self.language.clone(),
            follows: self.follows(),
            blocked: self.blocked(),
        }
    }
}

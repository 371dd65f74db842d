//! The simulated people and their relation to the account.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::chat::Chat;
use crate::ids;

/// How long an account may write to a person who is not a friend but wrote to it
/// (R/messaging-api/#send-push-message).
const WRITTEN_TO_FOR: TimeDelta = TimeDelta::days(7);

/// All people, in the order they were added.
#[derive(Debug, Default)]
pub(crate) struct People {
    everybody: Vec<Person>,
    places: HashMap<String, usize>,
}

#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) user_id: String,
    pub(crate) name: String,
    /// A BCP 47 tag.
    pub(crate) language: String,
    pub(crate) friendship: Friendship,
    /// When the person last wrote to the account. Afterwards the account may read the profile of a
    /// person who is not a friend (R/messaging-api/#get-profile), and for some time may write to
    /// them.
    pub(crate) wrote: Option<DateTime<Utc>>,
    /// Whether the person has deleted their LINE account.
    pub(crate) left: bool,
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
        let (index, user_id) = (self.everybody.len(), ids::user_id());
        self.places.insert(user_id.clone(), index);
        self.everybody.push(Person {
            user_id,
            name,
            language,
            friendship: Friendship::None,
            wrote: None,
            left: false,
            chat: Chat::default(),
        });
        &self.everybody[index]
    }

    pub(crate) fn find(&self, user_id: &str) -> Option<&Person> {
        self.everybody.get(*self.places.get(user_id)?)
    }

    pub(crate) fn find_mut(&mut self, user_id: &str) -> Option<&mut Person> {
        self.everybody.get_mut(*self.places.get(user_id)?)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Person> {
        self.everybody.iter()
    }
}

impl Person {
    pub(crate) fn follows(&self) -> bool {
        self.friendship == Friendship::Friend && !self.left
    }

    pub(crate) fn blocked(&self) -> bool {
        self.friendship == Friendship::Blocked
    }

    /// Whether messages of the account arrive: for friends and for people who wrote within a week
    /// (R/messaging-api/#send-push-message), unless they blocked the account or left LINE.
    pub(crate) fn can_be_reached(&self, now: DateTime<Utc>) -> bool {
        let wrote_lately = self.wrote.is_some_and(|wrote| now - wrote < WRITTEN_TO_FOR);
        self.follows() || (wrote_lately && !self.blocked() && !self.left)
    }

    /// Whether the account may read the profile: of friends and of people who wrote, unless they
    /// blocked the account or left LINE (R/messaging-api/#get-profile).
    pub(crate) fn shows_profile(&self) -> bool {
        self.follows() || (self.wrote.is_some() && !self.blocked() && !self.left)
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

//! The simulated people and their relation to the account.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::chat::Chat;
use crate::ids;

/// How long an account may write to a person who is not a friend but wrote to it
/// (R/messaging-api/#send-push-message).
const MESSAGING_WINDOW: TimeDelta = TimeDelta::days(7);

/// All people, in the order they were added.
#[derive(Debug, Default)]
pub(crate) struct People {
    people: Vec<Person>,
    indices: HashMap<String, usize>,
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
    pub(crate) last_wrote: Option<DateTime<Utc>>,
    /// Whether the person has deleted their LINE account.
    pub(crate) has_left: bool,
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
        let index = self.people.len();
        let user_id = ids::user_id();
        self.indices.insert(user_id.clone(), index);
        self.people.push(Person {
            user_id,
            name,
            language,
            friendship: Friendship::None,
            last_wrote: None,
            has_left: false,
            chat: Chat::default(),
        });
        &self.people[index]
    }

    pub(crate) fn find(&self, user_id: &str) -> Option<&Person> {
        self.people.get(*self.indices.get(user_id)?)
    }

    pub(crate) fn find_mut(&mut self, user_id: &str) -> Option<&mut Person> {
        self.people.get_mut(*self.indices.get(user_id)?)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Person> {
        self.people.iter()
    }
}

impl Person {
    pub(crate) fn follows(&self) -> bool {
        self.friendship == Friendship::Friend && !self.has_left
    }

    pub(crate) fn has_blocked(&self) -> bool {
        self.friendship == Friendship::Blocked
    }

    /// Returns whether messages of the account arrive: for friends and for people who wrote within
    /// a week (R/messaging-api/#send-push-message), unless they blocked the account or left LINE.
    pub(crate) fn is_reachable(&self, now: DateTime<Utc>) -> bool {
        let wrote_recently =
            self.last_wrote.is_some_and(|last_wrote| now - last_wrote < MESSAGING_WINDOW);
        self.follows() || (wrote_recently && !self.has_blocked() && !self.has_left)
    }

    /// Returns whether the account may read the profile: of friends and of people who wrote, unless
    /// they blocked the account or left LINE (R/messaging-api/#get-profile).
    pub(crate) fn has_visible_profile(&self) -> bool {
        self.follows() || (self.last_wrote.is_some() && !self.has_blocked() && !self.has_left)
    }

    pub(crate) fn view(&self) -> PersonView {
        PersonView {
            user_id: self.user_id.clone(),
            name: self.name.clone(),
            language: self.language.clone(),
            follows: self.follows(),
            blocked: self.has_blocked(),
        }
    }
}

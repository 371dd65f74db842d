//! Delivery of an accepted call: shows its messages in chats and records the recipients.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::platform::statistics::day_in_japan;
use crate::state::{Received, Sent, State, Via};

/// The messages of a call, shared by all recipients.
pub(super) type Messages = [Arc<Value>];

#[derive(Debug, Clone, Copy)]
pub(super) struct Dispatch<'a> {
    pub(super) via: Via,
    pub(super) request_id: &'a str,
    pub(super) retry_key: Option<Uuid>,
    pub(super) at: DateTime<Utc>,
}

impl Dispatch<'_> {
    /// Delivers a reply, which arrives unless the person has blocked the account in the meantime.
    /// `None` if the person has left LINE.
    pub(super) fn reply(
        &self,
        state: &mut State,
        user_id: &str,
        messages: &Messages,
    ) -> Option<Vec<Sent>> {
        let person = state.people.find(user_id).filter(|person| !person.left)?;
        let arrives = !person.blocked();
        Some(self.hand_over(state, user_id, messages, arrives))
    }

    /// Delivers messages that are not a reply. They arrive if the person can be reached. `None` if
    /// there is no such person.
    pub(super) fn push(
        &self,
        state: &mut State,
        user_id: &str,
        messages: &Messages,
    ) -> Option<Vec<Sent>> {
        let arrives = state.people.find(user_id)?.can_be_reached(self.at);
        Some(self.hand_over(state, user_id, messages, arrives))
    }

    fn hand_over(
        &self,
        state: &mut State,
        user_id: &str,
        messages: &Messages,
        arrives: bool,
    ) -> Vec<Sent> {
        let day = day_in_japan(self.at);
        let hand_over_one = |message: &Arc<Value>| {
            let sent = Sent::of(message);
            *state.sent.entry((self.via, day)).or_default() += u64::from(arrives);
            state.records.received.push(self.received(user_id, &sent, message, arrives));
            if arrives && let Some(person) = state.people.find_mut(user_id) {
                person.chat.show_from_bot(&sent.id, Arc::clone(message), self.via, self.at);
            }
            sent
        };
        messages.iter().map(hand_over_one).collect()
    }

    fn received(
        &self,
        user_id: &str,
        sent: &Sent,
        message: &Arc<Value>,
        arrived: bool,
    ) -> Received {
        Received {
            user_id: user_id.to_owned(),
            at: self.at,
            via: self.via,
            request_id: self.request_id.to_owned(),
            retry_key: self.retry_key.map(|key| key.to_string()),
            message_id: sent.id.clone(),
            message: Arc::clone(message),
            arrived,
        }
    }
}

//! Delivery of an accepted call: shows its messages in chats and records the recipients.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::platform::statistics::day_in_japan;
use crate::state::{Received, SentMessage, State, Via};

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
    ) -> Option<Vec<SentMessage>> {
        let person = state.people.find(user_id).filter(|person| !person.has_left)?;
        let arrives = !person.has_blocked();
        Some(self.deliver(state, user_id, messages, arrives))
    }

    /// Delivers messages that are not a reply. They arrive if the person can be reached. `None` if
    /// there is no such person.
    pub(super) fn push(
        &self,
        state: &mut State,
        user_id: &str,
        messages: &Messages,
    ) -> Option<Vec<SentMessage>> {
        let arrives = state.people.find(user_id)?.is_reachable(self.at);
        Some(self.deliver(state, user_id, messages, arrives))
    }

    fn deliver(
        &self,
        state: &mut State,
        user_id: &str,
        messages: &Messages,
        arrives: bool,
    ) -> Vec<SentMessage> {
        let day = day_in_japan(self.at);
        let deliver_one = |message: &Arc<Value>| {
            let sent = SentMessage::new(message);
            *state.sent_per_day.entry((self.via, day)).or_default() += u64::from(arrives);
            state.records.received.push(self.received(user_id, &sent, message, arrives));
            if arrives && let Some(person) = state.people.find_mut(user_id) {
                person.chat.show_from_bot(&sent.id, Arc::clone(message), self.via, self.at);
            }
            sent
        };
        messages.iter().map(deliver_one).collect()
    }

    fn received(
        &self,
        user_id: &str,
        sent: &SentMessage,
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

//! What the simulated platform remembers. Plain data behind one lock: no I/O, time is an argument.

mod chat;
mod codes;
mod faults;
mod people;
mod quota;
mod records;
mod reply_tokens;
mod retry_keys;
mod rich_menus;
mod tokens;

use std::collections::VecDeque;

use crate::mailbox::Mail;

pub(crate) use chat::{ChatMessage, Sent, Via};
pub(crate) use codes::{Codes, Grant};
pub(crate) use faults::{Fault, FaultEffect, Faults};
pub(crate) use people::{Friendship, People, Person, PersonView};
pub(crate) use quota::Quota;
pub(crate) use records::{CallRecord, Records, WebhookRecord};
pub(crate) use reply_tokens::ReplyTokens;
pub(crate) use retry_keys::{Accepted, RetryKeys};
pub(crate) use rich_menus::{MenuImage, MenuRefused, RichMenu, RichMenus};
pub(crate) use tokens::{ChannelKind, STATELESS_LIVES, Tokens, USER_TOKEN_LIVES, UserToken};

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) people: People,
    pub(crate) reply_tokens: ReplyTokens,
    pub(crate) retry_keys: RetryKeys,
    pub(crate) rich_menus: RichMenus,
    pub(crate) tokens: Tokens,
    pub(crate) codes: Codes,
    pub(crate) quota: Quota,
    pub(crate) records: Records,
    pub(crate) faults: Faults,
    pub(crate) mails: Ring<Mail, 200>,
    /// Where webhooks go.
    pub(crate) webhook_endpoint: Option<String>,
}

/// Keeps the newest `N` things and forgets the rest.
#[derive(Debug)]
pub(crate) struct Ring<T, const N: usize>(VecDeque<T>);

impl<T, const N: usize> Ring<T, N> {
    pub(crate) fn push(&mut self, item: T) {
        if self.0.len() == N {
            self.0.pop_front();
        }
        self.0.push_back(item);
    }

    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &T> {
        self.0.iter().rev()
    }
}

impl<T, const N: usize> Default for Ring<T, N> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_keeps_the_newest_and_forgets_the_oldest() {
        let mut ring = Ring::<_, 3>::default();
        for number in 1..=5 {
            ring.push(number);
        }
        assert_eq!(ring.newest_first().copied().collect::<Vec<_>>(), [5, 4, 3]);
    }
}

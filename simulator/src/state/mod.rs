//! What the simulated platform remembers. Plain data behind one lock: no I/O, time is an argument.

mod chat;
mod codes;
mod faults;
mod kept;
mod outgoing;
mod people;
mod quota;
mod records;
mod reply_tokens;
mod retry_keys;
mod rich_menus;
mod tokens;

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::mailbox::Mail;

pub use chat::Via;
pub(crate) use chat::{ChatMessage, Sent};
pub(crate) use codes::{Codes, Grant};
pub(crate) use faults::{Fault, FaultEffect, Faults, Lost};
pub(crate) use kept::{Kept, Numbered};
pub(crate) use outgoing::{Manner, Outgoing, Parcel};
pub(crate) use people::{Friendship, People, Person, PersonView};
pub(crate) use quota::Quota;
pub use records::Received;
pub(crate) use records::{CallRecord, Misuse, Records, WebhookRecord};
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
    pub(crate) outgoing: Outgoing,
    /// By request ID.
    pub(crate) narrowcasts: HashMap<String, Narrowcast>,
    pub(crate) mails: Kept<Mail>,
    /// Where webhooks go.
    pub(crate) webhook_endpoint: Option<String>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Narrowcast {
    pub(crate) at: DateTime<Utc>,
    /// How many people it went to.
    pub(crate) reached: usize,
}

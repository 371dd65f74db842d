//! Reminders that say the same to many: gathered in one transaction that fixes members, words and
//! retry key, sent as one call, and settled for all members at once.
//!
//! LINE remembers a retry key for 24 hours and takes what comes under it as the same request
//! (developers.line.biz, "Retrying an API request"), so nothing of it changes between attempts.

mod closed;
mod gather;
mod send;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use uuid::Uuid;

use crate::vaccination::ids::{AccountId, BookingId, MulticastId, NoticeId, SlotId};

/// A reminder that can go out together with others: its person is the only one of a LINE account
/// that is our friend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    pub notice: NoticeId,
    pub account: AccountId,
    pub booking: BookingId,
    pub slot: SlotId,
    /// As LINE names it, e.g. `ja`.
    pub language: Option<String>,
}

/// A multicast that is ours to send until the lease ends.
#[derive(Debug, Clone)]
pub struct OwedMulticast {
    pub id: MulticastId,
    pub retry_key: Uuid,
    /// The messages as JSON, as LINE gets them.
    pub body: String,
    /// The user ids of the members, always in the same order.
    pub to: Vec<SecretString>,
    /// How often sending was begun, this time included.
    pub attempts: u32,
    pub first_tried_at: DateTime<Utc>,
}

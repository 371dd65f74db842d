//! Reminders that say the same to many: gathered in one transaction that fixes members, words and
//! retry key, sent as one call, and settled for all members at once.
//!
//! LINE remembers a retry key for 24 hours and accepts one request under it
//! (developers.line.biz, "Retrying an API request"). So words and key never change between attempts,
//! and nobody is added. A member whom the reminder does not concern any more is left out of later
//! attempts: if LINE has accepted an earlier one, it refuses the later one as a repetition, and if it
//! has not, it sends to those who are left.

mod closed;
mod gather;
mod lease;
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
    /// The user ids of the members that are left, always in the same order.
    pub to: Vec<SecretString>,
    /// Whether a member was left out since it was gathered: a booking was cancelled, a record
    /// cannot be read.
    pub is_reduced: bool,
    /// When the slot of all members begins.
    pub slot_starts_at: Option<DateTime<Utc>>,
    /// Whether LINE may have accepted an attempt before this one.
    pub begun: bool,
    /// How often sending was begun, this time included.
    pub attempts: u32,
    pub first_tried_at: DateTime<Utc>,
}

//! Multicasts: reminders with the same text for many people. They are grouped in one transaction
//! that fixes members, text and retry key, sent in one call, and settled for all members at once.
//!
//! LINE remembers a retry key for 24 hours and accepts one request under it (developers.line.biz,
//! "Retrying an API request"). Text and key therefore never change between attempts, and no member
//! is added. A member whom the reminder no longer concerns is left out of later attempts. If LINE
//! has accepted an earlier one, it refuses the later one as a repetition. If it has not, it sends
//! to the remaining members.

mod closed;
mod gather;
mod lease;
mod send;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use uuid::Uuid;

use crate::vaccination::ids::{AccountId, BookingId, MulticastId, NoticeId, SlotId};

/// A reminder that can be part of a multicast, because its person is alone on the LINE account of a
/// friend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    pub notice: NoticeId,
    pub account: AccountId,
    pub booking: BookingId,
    pub slot: SlotId,
    /// LINE's language tag, e.g. `ja`.
    pub language: Option<String>,
}

/// A multicast that is leased to us.
#[derive(Debug, Clone)]
pub struct OwedMulticast {
    pub id: MulticastId,
    pub retry_key: Uuid,
    /// The messages as JSON, as they are sent to LINE.
    pub body: String,
    /// The user ids of the remaining members, always in the same order.
    pub to: Vec<SecretString>,
    /// Whether a member was left out since the multicast was created, because a booking was
    /// cancelled or a record cannot be read.
    pub is_reduced: bool,
    /// When the slot of all members begins.
    pub slot_starts_at: Option<DateTime<Utc>>,
    /// Whether LINE may have accepted an earlier attempt.
    pub begun: bool,
    /// The number of attempts, this one included.
    pub attempts: u32,
    pub first_tried_at: DateTime<Utc>,
}

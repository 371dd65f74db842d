//! The facts that the rules examine.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::DatabaseFinding;
use crate::{
    office::Acquaintance,
    storage::{Slots, StorageError, Store},
    vaccination::{
        coupon::{Issuer, Proof},
        holidays::Holidays,
        ids::{SlotId, VenueId},
        municipality::Municipality,
        notice::NoticeKind,
        programme::Programme,
        slot::Slot,
        time::{TimeOfDay, tokyo_date},
        venue::Venue,
    },
};

/// Settings and data at one moment.
#[derive(Debug, Clone)]
pub struct Facts {
    pub now: DateTime<Utc>,
    pub municipality: Municipality,
    pub programme: Programme,
    /// The days without slots, as listed in the settings.
    pub holidays: Holidays,
    /// Whether coupon number and birth date may be typed in the chat.
    pub identity_in_chat: bool,
    /// Whether messages on LINE contain names.
    pub names_on_line: bool,
    /// When personal data is erased, if ever.
    pub erase_from: Option<DateTime<Utc>>,
    /// The kinds of notification that are pushed on LINE.
    pub pushed: Vec<NoticeKind>,
    /// Whether identification requires the check code of the letter.
    pub asks_check_code: bool,
    pub service: ServiceFacts,
    pub line: LineFacts,
    pub data: Data,
}

#[derive(Debug, Clone)]
pub struct ServiceFacts {
    /// The address of the service for residents.
    pub public_url: String,
    /// Whether it listens on this machine only, so that it needs a proxy in front.
    pub behind_a_proxy: bool,
    pub trusts_a_proxy: bool,
    /// The sender of mails; `None` if there is no mail server.
    pub mail_from: Option<String>,
}

#[derive(Debug, Clone)]
pub struct LineFacts {
    pub channel_id: String,
    pub login_channel_id: String,
    pub liff_id: String,
    pub friend_url: String,
    pub channel_secret: bool,
    pub login_channel_secret: bool,
    pub simulator: bool,
    pub allowance: Allowance,
    pub acquaintance: Acquaintance,
}

/// How many messages may be pushed in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// According to LINE: no limit, but messages are billed.
    Unlimited,
    /// According to LINE, or to the settings.
    Limited { limit: u64 },
    /// LINE could not be queried, and the settings do not say.
    Unknown,
}

/// The data in the database.
#[derive(Debug, Clone)]
pub enum Data {
    Unreadable(DatabaseFinding),
    Read {
        venues: Vec<Venue>,
        /// By day, start and venue.
        slots: Vec<SlotFact>,
        /// The number of valid coupons, by issuer.
        coupons: Vec<(Issuer, u64)>,
        proofs: ProofFacts,
    },
}

/// What is known about the credentials of residents.
#[derive(Debug, Clone, Default)]
pub struct ProofFacts {
    /// A sample of the municipality's own coupons.
    pub sample: Vec<Proof>,
    /// The number of valid coupons without a check code.
    pub without_code: u64,
}

/// The size of the sample.
const MAX_SAMPLE: u64 = 2_000;

/// A slot as the rules need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotFact {
    pub venue: VenueId,
    pub date: NaiveDate,
    pub starts: TimeOfDay,
    pub ends: TimeOfDay,
    pub capacity: u32,
    pub closed: bool,
    /// The number of bookings of a closed slot whose people have not been told that it is closed.
    pub untold: u64,
}

/// How many years back slots are read, so that slots loaded for the wrong year are found as well.
const YEARS_BACK: u64 = 2;
const YEARS_AHEAD: u64 = 10;

impl Data {
    /// Reads the data, or finds out why it cannot be read.
    pub async fn read(
        store: &Store,
        own: &Issuer,
        now: DateTime<Utc>,
    ) -> Result<Self, StorageError> {
        let pending = store.pending_migrations().await?;
        if !pending.is_empty() {
            return Ok(Self::Unreadable(DatabaseFinding::Pending(pending)));
        }
        if store.key_fits().await? == Some(false) {
            return Ok(Self::Unreadable(DatabaseFinding::OtherKey));
        }
        let today = tokyo_date(now);
        let days = |years| Days::new(years * 366);
        let from = today.checked_sub_days(days(YEARS_BACK)).unwrap_or(NaiveDate::MIN);
        let until = today.checked_add_days(days(YEARS_AHEAD)).unwrap_or(NaiveDate::MAX);
        let slots = store.slots(Slots { venue: None, from, until }).await?;
        let untold = store.untold_in_closed_slots(today).await?;
        Ok(Self::Read {
            venues: store.venues().await?,
            slots: slots.iter().map(|slot| SlotFact::new(slot, &untold)).collect(),
            coupons: store.coupons_by_issuer().await?,
            proofs: ProofFacts {
                sample: store.sample_proofs(own, MAX_SAMPLE).await?,
                without_code: store.coupons_without_check_code().await?,
            },
        })
    }
}

impl SlotFact {
    fn new(slot: &Slot, untold: &HashMap<SlotId, u64>) -> Self {
        Self {
            venue: slot.venue,
            date: slot.date,
            starts: slot.starts,
            ends: slot.ends,
            capacity: slot.capacity,
            closed: slot.closed,
            untold: untold.get(&slot.id).copied().unwrap_or_default(),
        }
    }
}

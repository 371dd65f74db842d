//! How a booking was cancelled.

use chrono::{DateTime, Utc};

use super::{history::Way, public_message::PublicMessage};

/// When, by which way and why a booking was cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    pub at: DateTime<Utc>,
    pub way: Way,
    /// The municipality's reason, in words for the person who was booked.
    pub message: Option<PublicMessage>,
}

/// Whose decision a cancellation was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Canceller {
    Resident,
    /// The call centre, because the resident asked for it by telephone.
    CallCentre,
    Municipality,
}

impl Cancellation {
    pub fn by(&self) -> Canceller {
        self.way.into()
    }
}

impl From<Way> for Canceller {
    fn from(way: Way) -> Self {
        match way {
            Way::Liff | Way::Web | Way::Chat => Self::Resident,
            Way::Phone => Self::CallCentre,
            Way::Desk => Self::Municipality,
        }
    }
}

//! How a booking was cancelled.

use chrono::{DateTime, Utc};

use super::{history::Way, public_message::PublicMessage};

/// When, through which channel and why a booking was cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    pub at: DateTime<Utc>,
    pub way: Way,
    /// The municipality's reason, in a text for the person with the booking.
    pub message: Option<PublicMessage>,
}

/// The party that decided a cancellation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Canceller {
    Resident,
    /// The call centre, on the resident's request by telephone.
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

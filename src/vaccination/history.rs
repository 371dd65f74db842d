//! The append-only history: who did what, when and through which channel.

/// The channel through which something was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// The pages inside LINE, with a linked or verified LINE account.
    Liff,
    /// The same pages in an ordinary browser, without LINE.
    Web,
    Chat,
    /// The call centre, for a person on the telephone.
    Phone,
    /// The administration and its venues, on the command line.
    Desk,
}

impl Way {
    pub const ALL: [Self; 5] = [Self::Liff, Self::Web, Self::Chat, Self::Phone, Self::Desk];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Liff => "liff",
            Self::Web => "web",
            Self::Chat => "chat",
            Self::Phone => "phone",
            Self::Desk => "desk",
        }
    }

    pub fn from_record(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == word)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Agreed to this version of the terms and was identified.
    Identified {
        terms_version: String,
    },
    Linked,
    Unlinked,
    ContactChanged,
    /// Sessions of the holder were ended from another session.
    SessionsEnded,
    Booked,
    Cancelled,
    /// Came to the appointment.
    Attended,
    /// Did not come.
    Missed,
    /// The coupon was registered by itself, not with a file.
    Registered,
    /// The data of the coupon were corrected.
    Corrected,
    /// The coupon was revoked.
    Revoked,
    /// The lockout of the number after failed identifications was lifted.
    Unlocked,
    /// The data of the holder were erased.
    Erased,
}

impl Act {
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Identified { .. } => "identified",
            Self::Linked => "linked",
            Self::Unlinked => "unlinked",
            Self::ContactChanged => "contact_changed",
            Self::SessionsEnded => "sessions_ended",
            Self::Booked => "booked",
            Self::Cancelled => "cancelled",
            Self::Attended => "attended",
            Self::Missed => "missed",
            Self::Registered => "registered",
            Self::Corrected => "corrected",
            Self::Revoked => "revoked",
            Self::Unlocked => "unlocked",
            Self::Erased => "erased",
        }
    }
}

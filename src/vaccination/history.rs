//! Who did what, when, by which way. The history is only ever added to.

/// The way by which something was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// The pages inside LINE, by a linked or verified LINE account.
    Liff,
    /// The same pages in an ordinary browser, without LINE.
    Web,
    Chat,
    /// The call centre, for somebody on the telephone.
    Phone,
    /// The administration and its venues, at the command line.
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
    /// Agreed to the terms of this version and proved who they are.
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
    /// Came to their appointment.
    Attended,
    /// Did not come.
    Missed,
    /// The coupon was registered by itself, not with a file.
    Registered,
    /// What the coupon says was put right.
    Corrected,
    /// The coupon counts no more.
    Revoked,
    /// The lock that failed identifications had put on the number was taken off.
    Unlocked,
    /// Whose coupon it was is known no more.
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

//! Who did what, when, by which way. The history is only ever added to.

/// The way by which something was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// The pages inside LINE, by a linked or verified LINE account.
    Liff,
    /// The same pages in an ordinary browser, without LINE.
    Web,
    Chat,
}

impl Way {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Liff => "liff",
            Self::Web => "web",
            Self::Chat => "chat",
        }
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
    Booked,
    Cancelled,
}

impl Act {
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Identified { .. } => "identified",
            Self::Linked => "linked",
            Self::Unlinked => "unlinked",
            Self::ContactChanged => "contact_changed",
            Self::Booked => "booked",
            Self::Cancelled => "cancelled",
        }
    }
}

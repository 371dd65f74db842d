//! What is told to a person without being asked: at most one of each kind per booking.

use super::booking::Booking;

/// Confirmation, cancellation and the moving of a link are owed in the transaction that causes
/// them, the reminder when it falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    Confirmation,
    Cancellation,
    Reminder,
    LinkMoved,
}

/// What is told, with the facts of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    Confirmation(Booking),
    Cancellation(Booking),
    Reminder(Booking),
    /// The coupon was linked to another LINE account; told to the former one.
    LinkMoved,
}

impl NoticeKind {
    pub const ALL: [Self; 4] =
        [Self::Confirmation, Self::Cancellation, Self::Reminder, Self::LinkMoved];

    /// The stable word for records and programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Cancellation => "cancellation",
            Self::Reminder => "reminder",
            Self::LinkMoved => "link_moved",
        }
    }

    pub fn from_record(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl Notice {
    /// A notice of this kind; none where the booking it speaks of is missing.
    pub fn new(kind: NoticeKind, booking: Option<Booking>) -> Option<Self> {
        match kind {
            NoticeKind::Confirmation => booking.map(Self::Confirmation),
            NoticeKind::Cancellation => booking.map(Self::Cancellation),
            NoticeKind::Reminder => booking.map(Self::Reminder),
            NoticeKind::LinkMoved => Some(Self::LinkMoved),
        }
    }

    pub fn kind(&self) -> NoticeKind {
        match self {
            Self::Confirmation(_) => NoticeKind::Confirmation,
            Self::Cancellation(_) => NoticeKind::Cancellation,
            Self::Reminder(_) => NoticeKind::Reminder,
            Self::LinkMoved => NoticeKind::LinkMoved,
        }
    }

    pub fn booking(&self) -> Option<&Booking> {
        match self {
            Self::Confirmation(it) | Self::Cancellation(it) | Self::Reminder(it) => Some(it),
            Self::LinkMoved => None,
        }
    }
}

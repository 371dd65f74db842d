//! What is told to a person without being asked.

use super::{
    booking::{Booking, Canceller},
    public_message::PublicMessage,
};

/// Confirmation, cancellation and the moving of a link are owed in the transaction that causes
/// them, the reminder when it falls due: at most one of each per booking. Suspension and resumption
/// are owed each time the slot of a kept booking is closed or reopened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    Confirmation,
    Cancellation,
    Reminder,
    LinkMoved,
    Suspension,
    Resumption,
}

/// What is told, with the facts of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    Confirmation(Booking),
    Cancellation(Booking),
    Reminder(Booking),
    /// The coupon was linked to another LINE account; told to the former one.
    LinkMoved,
    /// The slot was closed and the booking kept, for the reason that the municipality gives.
    Suspension(Booking, PublicMessage),
    /// The slot was reopened: the booking stands as it was made.
    Resumption(Booking),
}

impl NoticeKind {
    pub const ALL: [Self; 6] = [
        Self::Confirmation,
        Self::Cancellation,
        Self::Reminder,
        Self::LinkMoved,
        Self::Suspension,
        Self::Resumption,
    ];

    /// The stable word for records and programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Cancellation => "cancellation",
            Self::Reminder => "reminder",
            Self::LinkMoved => "link_moved",
            Self::Suspension => "suspension",
            Self::Resumption => "resumption",
        }
    }

    pub fn from_record(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl Notice {
    /// A notice of this kind; none where the booking or the message it speaks of is missing.
    pub fn new(
        kind: NoticeKind,
        booking: Option<Booking>,
        message: Option<PublicMessage>,
    ) -> Option<Self> {
        match kind {
            NoticeKind::Confirmation => booking.map(Self::Confirmation),
            NoticeKind::Cancellation => booking.map(Self::Cancellation),
            NoticeKind::Reminder => booking.map(Self::Reminder),
            NoticeKind::LinkMoved => Some(Self::LinkMoved),
            NoticeKind::Suspension => Some(Self::Suspension(booking?, message?)),
            NoticeKind::Resumption => booking.map(Self::Resumption),
        }
    }

    pub fn kind(&self) -> NoticeKind {
        match self {
            Self::Confirmation(_) => NoticeKind::Confirmation,
            Self::Cancellation(_) => NoticeKind::Cancellation,
            Self::Reminder(_) => NoticeKind::Reminder,
            Self::LinkMoved => NoticeKind::LinkMoved,
            Self::Suspension(..) => NoticeKind::Suspension,
            Self::Resumption(_) => NoticeKind::Resumption,
        }
    }

    pub fn booking(&self) -> Option<&Booking> {
        match self {
            Self::Confirmation(booking)
            | Self::Cancellation(booking)
            | Self::Reminder(booking)
            | Self::Suspension(booking, _)
            | Self::Resumption(booking) => Some(booking),
            Self::LinkMoved => None,
        }
    }

    /// Whether it tells of a decision of the municipality that changes the person's plans: such a
    /// notice is pushed whatever the settings say of its kind.
    pub fn is_urgent(&self) -> bool {
        match self {
            Self::Suspension(..) | Self::Resumption(_) => true,
            Self::Cancellation(booking) => booking
                .cancellation()
                .is_some_and(|cancellation| cancellation.by() == Canceller::Municipality),
            Self::Confirmation(_) | Self::Reminder(_) | Self::LinkMoved => false,
        }
    }
}

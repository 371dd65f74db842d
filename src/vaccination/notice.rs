//! Notifications: messages that the service sends on its own account.

use super::{
    booking::{Booking, Canceller},
    public_message::PublicMessage,
};

/// The kind of a notification. Confirmation, cancellation and changes of the link or the contact
/// are enqueued in the transaction that causes them, the reminder when it is due: at most one of
/// each per booking. Suspension and resumption are enqueued each time the slot of a kept booking is
/// closed or reopened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    Confirmation,
    Cancellation,
    Reminder,
    LinkMoved,
    Linked,
    Unlinked,
    ContactChanged,
    CancellationCopy,
    Suspension,
    Resumption,
}

/// A notification with its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    Confirmation(Booking),
    Cancellation(Booking),
    Reminder(Booking),
    /// The coupon was linked to another LINE account; sent to the former one.
    LinkMoved,
    /// The coupon was linked to its first LINE account.
    Linked,
    /// The coupon was unlinked; sent to the account that was linked.
    Unlinked,
    /// The contact of the coupon was changed; sent to the linked account and the former address.
    ContactChanged,
    /// A booking was cancelled soon after a change of the link or the contact; sent to the former
    /// account and the former address.
    CancellationCopy(Booking),
    /// The slot was closed and the booking kept, for the reason that the municipality gives.
    Suspension(Booking, PublicMessage),
    /// The slot was reopened: the booking is valid as it was made.
    Resumption(Booking),
}

impl NoticeKind {
    pub const ALL: [Self; 10] = [
        Self::Confirmation,
        Self::Cancellation,
        Self::Reminder,
        Self::LinkMoved,
        Self::Linked,
        Self::Unlinked,
        Self::ContactChanged,
        Self::CancellationCopy,
        Self::Suspension,
        Self::Resumption,
    ];

    /// Returns the stable identifier for records and programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Cancellation => "cancellation",
            Self::Reminder => "reminder",
            Self::LinkMoved => "link_moved",
            Self::Linked => "linked",
            Self::Unlinked => "unlinked",
            Self::ContactChanged => "contact_changed",
            Self::CancellationCopy => "cancellation_copy",
            Self::Suspension => "suspension",
            Self::Resumption => "resumption",
        }
    }

    pub fn from_record(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Returns whether the settings decide if it is pushed.
    pub fn is_push_optional(self) -> bool {
        matches!(self, Self::Confirmation | Self::Cancellation | Self::Reminder | Self::Linked)
    }

    /// Returns whether the addressee is fixed when the notification is enqueued. All others go to
    /// the account that is linked, or the address that is on record, when they are sent.
    pub fn has_fixed_addressee(self) -> bool {
        match self {
            Self::LinkMoved
            | Self::Linked
            | Self::Unlinked
            | Self::ContactChanged
            | Self::CancellationCopy => true,
            Self::Confirmation
            | Self::Cancellation
            | Self::Reminder
            | Self::Suspension
            | Self::Resumption => false,
        }
    }
}

impl Notice {
    /// Creates a notification; `None` if its kind needs a booking or a message that is missing.
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
            NoticeKind::Linked => Some(Self::Linked),
            NoticeKind::Unlinked => Some(Self::Unlinked),
            NoticeKind::ContactChanged => Some(Self::ContactChanged),
            NoticeKind::CancellationCopy => booking.map(Self::CancellationCopy),
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
            Self::Linked => NoticeKind::Linked,
            Self::Unlinked => NoticeKind::Unlinked,
            Self::ContactChanged => NoticeKind::ContactChanged,
            Self::CancellationCopy(_) => NoticeKind::CancellationCopy,
            Self::Suspension(..) => NoticeKind::Suspension,
            Self::Resumption(_) => NoticeKind::Resumption,
        }
    }

    pub fn booking(&self) -> Option<&Booking> {
        match self {
            Self::Confirmation(booking)
            | Self::Cancellation(booking)
            | Self::Reminder(booking)
            | Self::CancellationCopy(booking)
            | Self::Suspension(booking, _)
            | Self::Resumption(booking) => Some(booking),
            Self::LinkMoved | Self::Linked | Self::Unlinked | Self::ContactChanged => None,
        }
    }

    /// Returns whether it is pushed even if the settings do not push its kind: it reports a
    /// decision of the municipality that changes plans, or a cancellation that another person may
    /// have made.
    pub fn is_urgent(&self) -> bool {
        match self {
            Self::Suspension(..)
            | Self::Resumption(_)
            | Self::CancellationCopy(_)
            | Self::LinkMoved
            | Self::Unlinked
            | Self::ContactChanged => true,
            Self::Cancellation(booking) => booking
                .cancellation()
                .is_some_and(|cancellation| cancellation.by() == Canceller::Municipality),
            // The account that is told of a first link is the one that has linked.
            Self::Confirmation(_) | Self::Reminder(_) | Self::Linked => false,
        }
    }
}

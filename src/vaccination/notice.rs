//! What is owed to a person: at most one of each kind per booking.

/// Confirmation and cancellation are owed in the transaction that causes them, the reminder
/// when it falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    Confirmation,
    Cancellation,
    Reminder,
}

impl NoticeKind {
    pub const ALL: [Self; 3] = [Self::Confirmation, Self::Cancellation, Self::Reminder];

    /// The stable word for records and programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Cancellation => "cancellation",
            Self::Reminder => "reminder",
        }
    }

    pub fn from_record(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

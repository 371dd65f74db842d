//! 60x: the database itself.

use super::{Level, Rule};

/// Why the data could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseFinding {
    /// These migrations are pending.
    Pending(Vec<String>),
    /// The data was sealed with a key that is not among ours.
    OtherKey,
}

impl DatabaseFinding {
    pub(super) fn rule(&self) -> Rule {
        match self {
            Self::Pending(_) => (601, Level::Error),
            Self::OtherKey => (602, Level::Error),
        }
    }
}

//! Rules 60x: the database itself.

use super::{Level, Rule};

/// Why the data could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseFinding {
    /// The names of the pending migrations.
    Pending(Vec<String>),
    /// The data was sealed with a key that is not in the key ring.
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

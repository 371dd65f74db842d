//! The result of a write that depends on what the row is at that moment.

/// Whether a conditional write changed all the rows it was meant for. Where it did not, another
/// transaction was faster, and the caller usually drops its own.
#[must_use = "a conditional write may not have taken place"]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    Applied,
    /// The condition did not hold.
    Skipped,
}

impl Write {
    /// Compares the number of changed rows with the number of those that were to be changed.
    pub(super) fn of(changed: u64, wanted: usize) -> Self {
        if changed == wanted as u64 { Self::Applied } else { Self::Skipped }
    }

    pub fn is_applied(self) -> bool {
        self == Self::Applied
    }
}

//! The work of a robot check, which grows with the failed attempts of a day.

/// The work of a robot check. It is bounded, so that an old phone finishes the heaviest in about
/// ten seconds (`docs/SECURITY.md`, "The robot check").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    Light,
    Medium,
    Heavy,
}

impl Work {
    pub const ALL: [Self; 3] = [Self::Light, Self::Medium, Self::Heavy];

    /// Returns the multiple of the limit at which this work begins.
    const fn factor(self) -> u32 {
        match self {
            Self::Light => 1,
            Self::Medium => 5,
            Self::Heavy => 25,
        }
    }

    /// Returns the maximum number of derivations; the minimum is half of it.
    pub const fn max_derivations(self) -> u32 {
        match self {
            Self::Light => 32,
            Self::Medium => 64,
            Self::Heavy => 128,
        }
    }

    /// Returns the number by which the work is stored and signed.
    pub(super) const fn amount(self) -> u32 {
        match self {
            Self::Light => 1,
            Self::Medium => 2,
            Self::Heavy => 3,
        }
    }

    pub(super) fn from_amount(amount: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|work| u64::from(work.amount()) == amount)
    }

    /// Returns the name for metrics and the log.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Medium => "medium",
            Self::Heavy => "heavy",
        }
    }

    /// Returns the number of failures after which this work is required.
    pub(super) fn threshold(self, limit: u32) -> u32 {
        match self {
            Self::Light => limit,
            // With a limit of zero the ticks are still far apart.
            Self::Medium | Self::Heavy => limit.max(1).saturating_mul(self.factor()),
        }
    }

    /// Returns the work that a number of failures requires, of which `limit` are free.
    pub(super) fn after(failures: u32, limit: u32) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|work| failures > work.threshold(limit))
    }

    /// Returns the work that is required from the next attempt on, if this failure reaches its
    /// threshold.
    pub(super) fn reached(failures: u32, limit: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|work| failures == work.threshold(limit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_grows_in_steps_with_the_failures_and_ends_at_the_heaviest() {
        let expected = [
            (10, None),
            (11, Some(Work::Light)),
            (50, Some(Work::Light)),
            (51, Some(Work::Medium)),
            (250, Some(Work::Medium)),
            (251, Some(Work::Heavy)),
            (u32::MAX, Some(Work::Heavy)),
        ];
        for (failures, work) in expected {
            assert_eq!(Work::after(failures, 10), work, "{failures}");
        }
    }

    #[test]
    fn where_no_failure_is_free_the_steps_are_still_apart() {
        let work = |failures| Work::after(failures, 0);
        assert_eq!(work(1), Some(Work::Light));
        assert_eq!(work(6), Some(Work::Medium));
        assert_eq!(work(26), Some(Work::Heavy));
    }

    #[test]
    fn each_step_is_reached_once() {
        let reached: Vec<_> = (0..=300).filter_map(|count| Work::reached(count, 10)).collect();
        assert_eq!(reached, Work::ALL);
    }

    #[test]
    fn work_is_read_from_its_amount() {
        for work in Work::ALL {
            assert_eq!(Work::from_amount(work.amount().into()), Some(work));
        }
        assert_eq!(Work::from_amount(0), None);
        assert_eq!(Work::from_amount(4), None);
    }
}

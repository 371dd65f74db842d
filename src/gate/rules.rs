//! How many failures are too many.

use chrono::{DateTime, TimeDelta, Utc};

use crate::storage::{Failures, Subject};

/// What the gate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Enter,
    /// 「私はロボットではありません」 first.
    RobotCheck,
    /// This number is under attack; nobody is let in by it until then.
    Locked {
        until: DateTime<Utc>,
    },
}

/// Where patience ends. Counts are failures in a row, forgotten after `memory`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of one browser or LINE account, before the robot check (manual, page 5: ten).
    pub in_a_row: u32,
    /// From one address, behind which there may be a whole clinic.
    pub per_address: u32,
    /// With one coupon number, before the robot check.
    pub per_number: u32,
    /// With one coupon number, before it is locked.
    pub number_locks_at: u32,
    /// How long a number stays locked.
    pub lock: TimeDelta,
    /// Of everybody together on one day, before everybody is asked for the robot check.
    pub town_per_day: u32,
    pub memory: TimeDelta,
    /// Iterations of PBKDF2 for each of the some hundred derivations of a robot check.
    pub check_cost: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            in_a_row: 10,
            per_address: 100,
            per_number: 10,
            number_locks_at: 20,
            lock: TimeDelta::hours(24),
            town_per_day: 1_000,
            memory: TimeDelta::hours(24),
            check_cost: 5_000,
        }
    }
}

impl Limits {
    /// What follows from a subject's failures, the attempt at hand counted.
    pub(super) fn judge(
        &self,
        subject: &Subject,
        failures: Failures,
        now: DateTime<Utc>,
    ) -> Verdict {
        if let Some(until) = failures.locked_until.filter(|until| now < *until) {
            return Verdict::Locked { until };
        }
        let most = match subject {
            Subject::Session(_) | Subject::Account(_) => self.in_a_row,
            Subject::Address(_) => self.per_address,
            Subject::Number(_) => self.per_number,
            Subject::Town(_) => self.town_per_day,
        };
        if failures.count > most { Verdict::RobotCheck } else { Verdict::Enter }
    }

    /// Whether this attempt is the last one of the town's that needs no robot check.
    pub(super) fn is_spent(&self, subject: &Subject, count: u32) -> bool {
        matches!(subject, Subject::Town(_)) && count == self.town_per_day
    }

    /// Whether this attempt is the last one before the subject is locked.
    pub(super) fn locks(&self, subject: &Subject, count: u32) -> bool {
        matches!(subject, Subject::Number(_)) && count >= self.number_locks_at
    }
}

impl Verdict {
    /// For those who count.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Enter => "enter",
            Self::RobotCheck => "robot_check",
            Self::Locked { .. } => "locked",
        }
    }

    pub(super) fn stricter(self, other: Self) -> Self {
        match (self, other) {
            (locked @ Self::Locked { .. }, _) | (_, locked @ Self::Locked { .. }) => locked,
            (Self::RobotCheck, _) | (_, Self::RobotCheck) => Self::RobotCheck,
            (Self::Enter, Self::Enter) => Self::Enter,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vaccination::coupon::CouponNumber;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_777_600_000, 0).unwrap()
    }

    fn failures(count: u32) -> Failures {
        Failures { count, locked_until: None }
    }

    #[test]
    fn the_tenth_failure_in_a_row_is_the_last_without_a_robot_check() {
        let limits = Limits::default();
        let session = Subject::Session("token".to_owned());
        assert_eq!(limits.judge(&session, failures(10), now()), Verdict::Enter);
        assert_eq!(limits.judge(&session, failures(11), now()), Verdict::RobotCheck);
    }

    #[test]
    fn a_lock_holds_until_its_moment_and_no_longer() {
        let until = now() + TimeDelta::hours(1);
        let locked = Failures { count: 20, locked_until: Some(until) };
        let number = Subject::Number(CouponNumber::parse("0123456789").unwrap());
        let just_before = until - TimeDelta::microseconds(1);
        let limits = Limits::default();
        assert_eq!(limits.judge(&number, locked, just_before), Verdict::Locked { until });
        assert_ne!(limits.judge(&number, locked, until), Verdict::Locked { until });
    }

    #[test]
    fn only_numbers_are_locked() {
        let limits = Limits::default();
        assert!(limits.locks(&Subject::Number(CouponNumber::parse("0123456789").unwrap()), 20));
        assert!(!limits.locks(&Subject::Session("token".to_owned()), 1_000));
    }

    #[test]
    fn the_strictest_verdict_holds() {
        let locked = Verdict::Locked { until: now() };
        assert_eq!(Verdict::RobotCheck.stricter(locked), locked);
        assert_eq!(Verdict::Enter.stricter(Verdict::RobotCheck), Verdict::RobotCheck);
        assert_eq!(Verdict::Enter.stricter(Verdict::Enter), Verdict::Enter);
    }
}

//! The throttle policy: how many failures are too many.

use chrono::{DateTime, TimeDelta, Utc};

use super::work::Work;
use crate::storage::{Failures, Subject};

/// The throttle's decision about an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Enter,
    /// 「私はロボットではありません」 is required first, with at least this much work.
    RobotCheck(Work),
    /// The coupon number is under attack and locked until then.
    Locked {
        until: DateTime<Utc>,
    },
}

/// The credentials that an attempt contains besides the coupon number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    BirthDate,
    /// The check code of the letter as well. It cannot be guessed, so that the failures of others
    /// require no work.
    CheckCode,
}

/// The limits of failed attempts. For one browser, account or number, failures in a row are counted
/// and expire after `memory`. Where many people share a key, the failures of one day in Tokyo are
/// counted; these only require work and never refuse an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of one browser or LINE account, before the robot check (manual, page 5: ten).
    pub in_a_row: u32,
    /// From one address, which a whole clinic may share, on one day.
    pub per_address: u32,
    /// From one network (IPv4 /24, IPv6 /48) on one day.
    pub per_network: u32,
    /// With one coupon number, before the robot check.
    pub per_number: u32,
    /// With one coupon number, before its lockout.
    pub number_locks_at: u32,
    /// How long a lockout lasts.
    pub lock: TimeDelta,
    /// Of all requesters on one day, before everyone needs the robot check.
    pub town_per_day: u32,
    pub memory: TimeDelta,
    /// The memory that each derivation of a robot check fills, in KiB.
    pub check_memory_kib: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            in_a_row: 10,
            per_address: 100,
            per_network: 300,
            per_number: 10,
            number_locks_at: 20,
            lock: TimeDelta::hours(24),
            town_per_day: 1_000,
            memory: TimeDelta::hours(24),
            check_memory_kib: 8 * 1_024,
        }
    }
}

impl Limits {
    /// Decides by the failures of one throttle key, which include the present attempt.
    pub(super) fn judge(
        &self,
        subject: &Subject,
        evidence: Evidence,
        failures: Failures,
        now: DateTime<Utc>,
    ) -> Verdict {
        if let Some(until) = failures.locked_until.filter(|until| now < *until) {
            return Verdict::Locked { until };
        }
        let work = match subject {
            Subject::Session(_) | Subject::Account(_) => {
                (failures.count > self.in_a_row).then_some(Work::Light)
            }
            Subject::Number(_) => (failures.count > self.per_number).then_some(Work::Light),
            Subject::Address(..) | Subject::Network(..) | Subject::Town(_) => {
                match (self.shared_limit(subject), evidence) {
                    (Some(limit), Evidence::BirthDate) => Work::after(failures.count, limit),
                    _ => None,
                }
            }
        };
        work.map_or(Verdict::Enter, Verdict::RobotCheck)
    }

    /// Returns how many failures are free for a shared throttle key.
    pub(super) fn shared_limit(&self, subject: &Subject) -> Option<u32> {
        match subject {
            Subject::Address(..) => Some(self.per_address),
            Subject::Network(..) => Some(self.per_network),
            Subject::Town(_) => Some(self.town_per_day),
            Subject::Session(_) | Subject::Account(_) | Subject::Number(_) => None,
        }
    }

    /// Returns whether this attempt is the last one before the lockout.
    pub(super) fn locks(&self, subject: &Subject, count: u32) -> bool {
        matches!(subject, Subject::Number(_)) && count >= self.number_locks_at
    }
}

impl Verdict {
    /// Returns the verdict as metrics name it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Enter => "enter",
            Self::RobotCheck(_) => "robot_check",
            Self::Locked { .. } => "locked",
        }
    }

    pub(super) fn stricter(self, other: Self) -> Self {
        match (self, other) {
            (locked @ Self::Locked { .. }, _) | (_, locked @ Self::Locked { .. }) => locked,
            (Self::RobotCheck(one), Self::RobotCheck(other)) => Self::RobotCheck(one.max(other)),
            (check @ Self::RobotCheck(_), _) | (_, check @ Self::RobotCheck(_)) => check,
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
        assert_eq!(
            limits.judge(&session, Evidence::BirthDate, failures(10), now()),
            Verdict::Enter
        );
        for evidence in [Evidence::BirthDate, Evidence::CheckCode] {
            let verdict = limits.judge(&session, evidence, failures(11), now());
            assert_eq!(verdict, Verdict::RobotCheck(Work::Light));
        }
    }

    #[test]
    fn a_lock_holds_until_its_moment_and_no_longer() {
        let until = now() + TimeDelta::hours(1);
        let locked = Failures { count: 20, locked_until: Some(until) };
        let number = Subject::Number(CouponNumber::parse("0123456789").unwrap());
        let just_before = until - TimeDelta::microseconds(1);
        let limits = Limits::default();
        let judge = |now| limits.judge(&number, Evidence::CheckCode, locked, now);
        assert_eq!(judge(just_before), Verdict::Locked { until });
        assert_ne!(judge(until), Verdict::Locked { until });
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
        let [light, heavy] = [Work::Light, Work::Heavy].map(Verdict::RobotCheck);
        assert_eq!(heavy.stricter(locked), locked);
        assert_eq!(Verdict::Enter.stricter(light), light);
        assert_eq!(heavy.stricter(light), heavy);
        assert_eq!(Verdict::Enter.stricter(Verdict::Enter), Verdict::Enter);
    }

    #[test]
    fn shared_failures_ask_for_more_work_and_never_of_a_check_code() {
        let limits = Limits::default();
        let day = now().date_naive();
        let address: std::net::IpAddr = "192.0.2.1".parse().unwrap();
        for (subject, limit) in [
            (Subject::Address(address, day), limits.per_address),
            (Subject::Network("192.0.2.0/24".parse().unwrap(), day), limits.per_network),
            (Subject::Town(day), limits.town_per_day),
        ] {
            let judge = |evidence, count| limits.judge(&subject, evidence, failures(count), now());
            assert_eq!(judge(Evidence::BirthDate, limit), Verdict::Enter);
            let work = |count| judge(Evidence::BirthDate, count);
            assert_eq!(work(limit + 1), Verdict::RobotCheck(Work::Light));
            assert_eq!(work(limit * 5 + 1), Verdict::RobotCheck(Work::Medium));
            assert_eq!(work(u32::MAX), Verdict::RobotCheck(Work::Heavy));
            assert_eq!(judge(Evidence::CheckCode, u32::MAX), Verdict::Enter);
        }
    }
}

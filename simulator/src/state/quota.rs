//! Number of messages counted towards the quota of the current month (D/messaging-api/pricing/):
//! per recipient, by calendar month in Japan.

use chrono::{DateTime, Datelike, FixedOffset, Utc};

const JAPAN_SECONDS_EAST: i32 = 9 * 60 * 60;

#[derive(Debug, Default)]
pub(crate) struct Quota {
    month: (i32, u32),
    used: u64,
}

impl Quota {
    pub(crate) fn used(&self, now: DateTime<Utc>) -> u64 {
        if self.month == month_of(now) { self.used } else { 0 }
    }

    pub(crate) fn count(&mut self, people: u64, now: DateTime<Utc>) {
        self.used = self.used(now) + people;
        self.month = month_of(now);
    }
}

fn month_of(moment: DateTime<Utc>) -> (i32, u32) {
    FixedOffset::east_opt(JAPAN_SECONDS_EAST).map_or_else(
        || (moment.year(), moment.month()),
        |japan| {
            let local = moment.with_timezone(&japan);
            (local.year(), local.month())
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn month_begins_at_midnight_in_japan() {
        let mut quota = Quota::default();
        let last: DateTime<Utc> = "2026-11-30T14:59:59Z".parse().unwrap();
        quota.count(1, last);
        assert_eq!(quota.used(last), 1);
        assert_eq!(quota.used("2026-11-30T15:00:00Z".parse().unwrap()), 0);
    }
}

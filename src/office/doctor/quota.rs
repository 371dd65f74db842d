//! What is left of the month's messages, against the reminders that will fall due in it.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};

use super::{About, Found, Patient};
use crate::vaccination::{notice::NoticeKind, programme::Programme, time::tokyo_date};

pub(super) async fn look(patient: &Patient<'_>) -> Option<Found> {
    let quota = match patient.line.quota().await {
        Err(error) => return Some(Found::Unasked { about: About::Quota, why: error.to_string() }),
        Ok(quota) => quota,
    };
    let reminders = reminders(patient).await;
    let used = quota.used;
    Some(match quota.limit {
        None => Found::QuotaUnlimited { used, reminders },
        Some(limit) => match limit.saturating_sub(used) {
            0 => Found::QuotaSpent { limit, reminders },
            left if left < reminders => Found::QuotaShort { left, limit, reminders },
            left => Found::QuotaEnough { left, limit, reminders },
        },
    })
}

/// How many reminders will be pushed before the month is over, as things stand. What is said to
/// people who book and cancel meanwhile comes on top.
async fn reminders(patient: &Patient<'_>) -> u64 {
    let Some(store) = patient.store.as_ref().ok().and_then(|store| *store) else { return 0 };
    if !patient.pushed.contains(&NoticeKind::Reminder) {
        return 0;
    }
    let (from, until) = days(patient.programme, patient.clock.now());
    store.linked_bookings(from, until).await.unwrap_or_default()
}

/// The days of the slots that are still to be reminded of this month. LINE counts months in Japan.
fn days(programme: &Programme, now: DateTime<Utc>) -> (NaiveDate, NaiveDate) {
    let today = tokyo_date(now);
    let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
    let from = if programme.reminder_due(tomorrow) > now {
        tomorrow
    } else {
        tomorrow.checked_add_days(Days::new(1)).unwrap_or(tomorrow)
    };
    let first = today.with_day(1).unwrap_or(today);
    let next_month = first.checked_add_months(Months::new(1)).unwrap_or(first);
    // The reminder of its first day is sent on the last day of this one.
    (from, next_month.checked_add_days(Days::new(1)).unwrap_or(next_month))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vaccination::{share::Shares, time::TimeOfDay};

    #[test]
    fn reminders_count_for_the_month_they_are_sent_in() {
        let programme = Programme {
            opens_at: DateTime::UNIX_EPOCH,
            closes_at: DateTime::UNIX_EPOCH,
            book_until_days_before: 1,
            cancel_until_days_before: 3,
            few_percent: 20,
            remind_at: TimeOfDay::parse("10:00").unwrap(),
            bookings_per_coupon: 1,
            shares: Shares::default(),
        };
        let days = |now: &str| {
            let (from, until) = days(&programme, now.parse().unwrap());
            format!("{from} {until}")
        };
        assert_eq!(days("2026-12-04T00:59:59Z"), "2026-12-05 2027-01-02");
        assert_eq!(days("2026-12-04T01:00:00Z"), "2026-12-06 2027-01-02");
        // Ten o'clock on the last day of the year: nothing more is sent this month.
        assert_eq!(days("2026-12-31T01:00:00Z"), "2027-01-02 2027-01-02");
    }
}

//! How many messages a month will need. LINE counts them by the month in Japan; a reminder counts
//! in the month of the day before its slot.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};

use crate::vaccination::{notice::NoticeKind, programme::Programme, time::tokyo_date};

/// Returns the range of slot dates whose reminders are still to be sent this month: the first date,
/// and the date after the last one.
pub(super) fn to_remind_this_month(
    programme: &Programme,
    now: DateTime<Utc>,
) -> (NaiveDate, NaiveDate) {
    let today = tokyo_date(now);
    let tomorrow = after(today);
    let from = if programme.reminder_due(tomorrow) > now { tomorrow } else { after(tomorrow) };
    let month = month_of(today);
    let next_month = month.checked_add_months(Months::new(1)).unwrap_or(month);
    // The reminder for the first day of the next month is sent on the last day of this one.
    (from, after(next_month))
}

/// Returns the messages of each month, by its first day, if linked people book every seat. `slots`
/// are dates and seats.
pub(super) fn if_all_is_booked(
    slots: impl IntoIterator<Item = (NaiveDate, u32)>,
    pushed: &[NoticeKind],
) -> BTreeMap<NaiveDate, u64> {
    let mut months = BTreeMap::new();
    for (date, seats) in slots {
        // When people book is not known: at the latest in the month of the slot.
        let told = [(NoticeKind::Confirmation, date), (NoticeKind::Reminder, before(date))];
        for (_, day) in told.iter().filter(|(kind, _)| pushed.contains(kind)) {
            *months.entry(month_of(*day)).or_default() += u64::from(seats);
        }
    }
    months
}

fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn after(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

fn before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(day)
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
            let (from, until) = to_remind_this_month(&programme, now.parse().unwrap());
            format!("{from} {until}")
        };
        assert_eq!(days("2026-12-04T00:59:59Z"), "2026-12-05 2027-01-02");
        assert_eq!(days("2026-12-04T01:00:00Z"), "2026-12-06 2027-01-02");
        // Ten o'clock on the last day of the year: nothing more is sent this month.
        assert_eq!(days("2026-12-31T01:00:00Z"), "2027-01-02 2027-01-02");
    }

    #[test]
    fn a_full_month_needs_a_confirmation_and_a_reminder_for_each_seat() {
        let day = |day: &str| day.parse::<NaiveDate>().unwrap();
        let slots = [(day("2026-12-01"), 100), (day("2026-12-02"), 10)];
        let months = |pushed: &[NoticeKind]| if_all_is_booked(slots, pushed);
        let (november, december) = (day("2026-11-01"), day("2026-12-01"));
        let both = [NoticeKind::Confirmation, NoticeKind::Reminder];
        assert_eq!(months(&both), BTreeMap::from([(november, 100), (december, 120)]));
        assert_eq!(months(&both[1..]), BTreeMap::from([(november, 100), (december, 10)]));
        assert_eq!(months(&[NoticeKind::Cancellation]), BTreeMap::new());
    }
}

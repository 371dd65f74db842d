//! Compares what is left of the monthly message quota with the reminders due in the month.

use super::{About, Found, Patient};
use crate::{office::forecast, vaccination::notice::NoticeKind};

pub(super) async fn look(patient: &Patient<'_>) -> Option<Found> {
    let quota = match patient.line.quota().await {
        Err(error) => return Some(Found::Unasked { about: About::Quota, why: error }),
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

/// Returns how many reminders will be pushed before the month is over, by the present bookings.
/// Notifications of further bookings and cancellations are not included.
async fn reminders(patient: &Patient<'_>) -> u64 {
    let Some(store) = patient.store.as_ref().ok().and_then(|store| *store) else { return 0 };
    if !patient.pushed.contains(&NoticeKind::Reminder) {
        return 0;
    }
    let (from, until) = forecast::to_remind_this_month(patient.programme, patient.clock.now());
    store.linked_bookings(from, until).await.unwrap_or_default()
}
